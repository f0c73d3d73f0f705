/** The notebooks in `examples/reproduce/`, each executed in a real kernel, then run again in a fresh process. */
import { execFileSync } from 'node:child_process';
import {
  cpSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync
} from 'node:fs';
import * as path from 'node:path';
import { RUN_FILES } from '../../src/format';
import { KernelClient } from './kernel-client';
import { OURS, PACKAGE, emptyFolder } from './kernelspecs';
import { readRunFolder, runFolders } from './recorded-run';

jest.setTimeout(120_000);

const EXAMPLES = path.resolve(PACKAGE, '..', 'examples', 'reproduce');

interface Notebook {
  cells: { cell_type: string; id: string; source: string[] }[];
}

/** What `trialbook rerun --json` prints. */
interface Printed {
  id: string;
  dir: string;
  status: string;
  rerunOf: string;
  reproduced: boolean;
  differences: Record<string, number>;
  reasons: string[];
}

/** Executes the cells of a notebook in a folder of its own, and returns the home of its runs. */
async function record(name: string): Promise<string> {
  const folder = emptyFolder();
  cpSync(EXAMPLES, folder, {
    recursive: true,
    filter: source => !source.split(path.sep).includes('runs')
  });
  const file = path.join(folder, name);
  const { cells } = JSON.parse(readFileSync(file, 'utf8')) as Notebook;
  const client = await KernelClient.start(OURS, folder, file);
  try {
    for (const { id, source, cell_type } of cells) {
      if (cell_type === 'code') {
        const code = source.join('');
        const { status, stderr } = await client.execute(code, { cellId: id });
        const fails = /there is no eighth word/.test(code);
        expect([code, status, fails ? '' : stderr]).toEqual([
          code,
          fails ? 'error' : 'ok',
          ''
        ]);
      }
    }
  } finally {
    await client.shutdown();
  }
  return path.join(folder, 'runs');
}

function rerun(home: string, ...args: string[]): Printed {
  const text = execFileSync(
    process.execPath,
    [path.join(PACKAGE, 'bin', 'trialbook.cjs'), 'rerun', ...args, '--json'],
    { cwd: path.dirname(home), encoding: 'utf8', stdio: 'pipe' }
  );
  return JSON.parse(text) as Printed;
}

const notebooks = readdirSync(EXAMPLES).filter(name => name.endsWith('.ipynb'));
const deterministic = notebooks.filter(name => name !== 'unseeded.ipynb');

/** Id of the last run that was started by a cell, not inside another run. */
function lastRun(home: string): string {
  const outer = runFolders(home)
    .map(dir => readRunFolder(dir).record)
    .filter(({ parent }) => parent === undefined);
  return outer[outer.length - 1].run;
}

it('there are ten example notebooks, one of them without a seed', () => {
  expect(notebooks).toHaveLength(10);
  expect(deterministic).toHaveLength(9);
});

describe('a run of a deterministic notebook, run again in a fresh process', () => {
  it.each(deterministic)('is reproduced with difference 0: %s', async name => {
    const home = await record(name);
    const before = lastRun(home);
    const printed = rerun(home, before);
    expect(printed).toMatchObject({
      status: 'completed',
      rerunOf: before,
      reproduced: true
    });
    const apart = Object.values(printed.differences);
    expect(apart.length).toBeGreaterThan(0);
    expect(new Set(apart)).toEqual(new Set([0]));
    const [old, recent] = [before, printed.id].map(id =>
      readRunFolder(path.join(home, id))
    );
    expect(recent.scalars).toEqual(old.scalars);
    expect(recent.record.value).toEqual(old.record.value);
    expect(recent.record.flags).toEqual(old.record.flags);
    expect(recent.record.process?.pid).not.toBe(old.record.process?.pid);
    const { notebook, folder, cell, call, cells } = old.record.source ?? {};
    expect(recent.record).toMatchObject({
      rerunOf: before,
      source: { notebook, folder, cell, call, cells },
      reproduced: { of: before, reproduced: true, tolerance: 0 }
    });
  });
});

describe('a run whose local module has changed since', () => {
  it('is repeated with the copy of it, which it says', async () => {
    const home = await record('local-module.ipynb');
    const file = path.join(path.dirname(home), 'optimisers.ts');
    const changed = readFileSync(file, 'utf8').replace('0.999', '0.9999');
    writeFileSync(file, changed);
    const printed = rerun(home, 'latest');
    expect(printed).toMatchObject({
      reproduced: true,
      reasons: [
        "The module optimisers.ts has changed; the run's own copy of it was used."
      ]
    });
    expect(readFileSync(file, 'utf8')).toBe(changed);
    // What the next run records is what it has used.
    expect(
      readFileSync(
        path.join(home, printed.id, RUN_FILES.modules, 'optimisers.ts'),
        'utf8'
      )
    ).toContain('[0.9, 0.999, 1e-8]');
  });

  it('is repeated with the copy when the module is gone', async () => {
    const home = await record('local-module.ipynb');
    rmSync(path.join(path.dirname(home), 'optimisers.ts'));
    expect(rerun(home, 'latest')).toMatchObject({
      reproduced: true,
      reasons: [
        "The module optimisers.ts is gone; the run's own copy of it was used."
      ]
    });
  });

  it('uses the module as it is now when the copy is not what was written', async () => {
    const home = await record('local-module.ipynb');
    const file = path.join(path.dirname(home), 'optimisers.ts');
    writeFileSync(file, readFileSync(file, 'utf8').replace('0.999', '0.9999'));
    writeFileSync(
      path.join(home, lastRun(home), RUN_FILES.modules, 'optimisers.ts'),
      'throw new Error("not what was recorded")'
    );
    const printed = rerun(home, 'latest');
    expect(printed.reproduced).toBe(false);
    expect(printed.differences.height).toBeGreaterThan(0);
    expect(printed.reasons).toContain(
      'The module optimisers.ts has changed, and the run has no copy of it.'
    );
  });
});

describe('a run that draws random numbers without a seed', () => {
  it('is not reproduced, and says by how much', async () => {
    const home = await record('unseeded.ipynb');
    const before = lastRun(home);
    const printed = rerun(home, before);
    const [old, recent] = [before, printed.id].map(id =>
      readRunFolder(path.join(home, id))
    );
    const apart = old.scalars.estimate.map((value, at) =>
      Math.abs(value - recent.scalars.estimate[at])
    );
    expect(printed.reproduced).toBe(false);
    expect(printed.differences).toEqual({ estimate: Math.max(...apart) });
    expect(printed.differences.estimate).toBeGreaterThan(0);
    expect(recent.record.reproduced).toMatchObject({
      of: before,
      reproduced: false,
      differences: printed.differences
    });
  });
});
