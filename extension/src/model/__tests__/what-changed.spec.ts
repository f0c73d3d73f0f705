import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { encodeLine, RUN_FILES, type ExecutedCell } from 'trialbook/format';
import { FakeRun } from '../../__tests__/fake-run';
import { DiskFiles } from '../../sources/__tests__/disk-files';
import { StagedHome } from '../../widgets/__tests__/fake-homes';
import { readFacts } from '../run-facts';
import { whatChanged } from '../what-changed';
import { TestRoot } from './home-folder';
import { runInfo } from './info';

const OLD = 'k3f9q2a7b1cd';
const NEW = 'm8r2c5d9e1fg';

let root: TestRoot;

beforeEach(() => (root = new TestRoot()));
afterEach(() => root.remove());

/** The files of a run that began with these flags and cells. */
function begin(lr: number, cells: ExecutedCell[]): void {
  const files = {
    [RUN_FILES.journal]: [
      {
        type: 'created',
        time: 1,
        format: 1,
        run: OLD,
        name: 'train',
        flags: { lr }
      },
      { type: 'environment', time: 2, packages: { zod: '4.1.0' } }
    ],
    [RUN_FILES.cells]: cells
  };
  for (const [name, lines] of Object.entries(files)) {
    const file = join(root.path, 'runs', OLD, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, Buffer.concat(lines.map(line => encodeLine(line))));
  }
}

const source = () => new DiskFiles(root.path);

function homeOfBoth(): StagedHome {
  const home = new StagedHome('runs', [
    runInfo({ id: NEW }),
    runInfo({ id: 'cccccccccccc', name: 'evaluate' }),
    runInfo({ id: OLD })
  ]);
  home.facts = async id => readFacts(source(), `runs/${id}`);
  return home;
}

function run(home: StagedHome | null): FakeRun {
  const made = new FakeRun({ id: NEW, flags: { lr: 0.05 } });
  made.home = home;
  made.environment = { packages: { zod: '4.2.0' } };
  made.executed = [{ id: 'x', count: 3, code: 'let x = 2', outcome: 'ok' }];
  return made;
}

describe('readFacts()', () => {
  it('reads what was there when a run began', async () => {
    begin(0.1, [{ code: 'let x = 1', outcome: 'ok' }]);
    expect(await readFacts(source(), `runs/${OLD}`)).toMatchObject({
      run: OLD,
      name: 'train',
      flags: { lr: 0.1 },
      environment: { packages: { zod: '4.1.0' } },
      cells: [{ code: 'let x = 1' }]
    });
  });

  it('knows nothing of a run that is not there', async () => {
    expect(await readFacts(source(), `runs/${OLD}`)).toBeNull();
  });
});

describe('whatChanged()', () => {
  it('tells what was changed since the previous run of the function', async () => {
    begin(0.1, [{ id: 'x', count: 1, code: 'let x = 1', outcome: 'ok' }]);
    expect(await whatChanged(run(homeOfBoth()))).toEqual({
      previous: OLD,
      text: 'lr 0.1 → 0.05, cell [3] changed, zod 4.1.0 → 4.2.0'
    });
  });

  it('has nothing to tell of a first run, of one whose files are gone, or without a home', async () => {
    const home = homeOfBoth();
    expect(await whatChanged(run(home))).toBeNull();
    home.runs = home.runs.slice(0, 2);
    expect(await whatChanged(run(home))).toBeNull();
    expect(await whatChanged(run(null))).toBeNull();
  });

  it('reads the list when nobody has yet', async () => {
    begin(0.05, []);
    const home = homeOfBoth();
    const all = home.runs;
    home.runs = [];
    home.refresh = async () => {
      home.runs = all;
    };
    expect(await whatChanged(run(home))).toMatchObject({
      text: 'cell [3] added, zod 4.1.0 → 4.2.0'
    });
  });
});
