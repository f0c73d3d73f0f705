import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { filesOf, projectWith, runsOf, start, trialbook } from './cli';

jest.setTimeout(90_000);

const ECHO = `console.log(JSON.stringify({ args: process.argv.slice(2), lr: process.env.FLAG_LR, extra: process.env.EXTRA, op: process.env.TRIALBOOK_OPERATION }));
const lr = Number(process.env.FLAG_LR ?? 1);
console.log('loss: ' + lr / 2);`;

const PROJECT = `
operations:
  prepare:
    main: node echo.js --seed \${seed}
    description: Makes the data
    flags:
      seed: 1
  train:
    main: node echo.js
    description: Trains
    flags:
      lr: { default: 0.1, min: 0, max: 1, description: learning rate }
      name: { type: string, default: a }
      fast: false
      opt: { choices: [sgd, adam], default: sgd }
      layers: [8, 4]
    env: { EXTRA: yes please }
    label: lr \${lr}
    tags: [demo]
  needs-data:
    main: node echo.js
    flags: { data: { required: true } }
  pipeline:
    flags: { lr: 0.5 }
    steps:
      - prepare seed=3
      - run: train name=x
        flags: { lr: '\${lr}' }
        expect: loss < 0.3
  fails: node -e "process.exit(9)"
  broken-pipeline:
    steps: [fails, train]
`;

const project = () =>
  projectWith({ 'trialbook.yml': PROJECT, 'echo.js': ECHO });

const said = (stdout: string) =>
  JSON.parse(stdout.split('\n')[0]) as Record<string, unknown>;

describe('trialbook ops', () => {
  it('lists operations with descriptions and flags, from any folder below', async () => {
    const folder = project();
    const { stdout, code } = await trialbook(folder, ['ops']);
    expect(code).toBe(0);
    expect(stdout).toContain('train  Trains\n    node echo.js\n');
    expect(stdout).toContain(
      'lr=0.1  learning rate; has to be a number from 0 to 1'
    );
    expect(stdout).toContain('data (required)');
    expect(stdout).toContain('steps: prepare, train');
    const json = await trialbook(folder, ['ops', '--json']);
    expect(JSON.parse(json.stdout)).toMatchObject({
      file: path.join(folder, 'trialbook.yml'),
      operations: expect.arrayContaining([
        expect.objectContaining({ name: 'train', main: 'node echo.js' })
      ]) as unknown[]
    });
  });

  it('names file, line, column and the allowed keys of an error', async () => {
    const folder = projectWith({
      'trialbook.yml': 'operations:\n  train:\n    mian: node x.js\n'
    });
    const { code, stderr } = await trialbook(folder, ['ops']);
    expect(code).toBe(1);
    expect(stderr).toContain(path.join(folder, 'trialbook.yml:3:5: '));
    expect(stderr).toContain('did you mean "main"? Its keys are main, steps,');
  });

  it('says where it looked for a project file', async () => {
    const { code, stderr } = await trialbook(projectWith(), ['ops']);
    expect(code).toBe(1);
    expect(stderr).toContain('There is no trialbook.yml in');
  });
});

describe('trialbook run OPERATION', () => {
  it('gives flags as arguments, in the environment and to the run', async () => {
    const folder = project();
    const { stdout, code } = await trialbook(folder, [
      ...['run', 'train', 'lr=0.5', 'name=007', 'fast=true', 'layers=[1]']
    ]);
    expect(code).toBe(0);
    expect(said(stdout)).toEqual({
      args: [
        ...['--lr', '0.5', '--name', '007', '--fast'],
        ...['--opt', 'sgd', '--layers', '[1]']
      ],
      lr: '0.5',
      extra: 'yes please',
      op: 'train'
    });
    expect(runsOf(folder)[0].record).toMatchObject({
      name: 'train',
      operation: 'train',
      kind: 'command',
      label: 'lr 0.5',
      tags: ['demo'],
      flags: { lr: 0.5, name: '007', fast: true, opt: 'sgd', layers: [1] },
      defaults: ['opt'],
      flagFacts: { lr: { min: 0, max: 1, description: 'learning rate' } },
      status: 'completed'
    });
    expect(runsOf(folder)[0].scalars).toEqual({ loss: [0.25] });
  });

  it('puts flags into the command line where it names them', async () => {
    const { stdout } = await trialbook(project(), ['run', 'prepare', 'seed=9']);
    expect(said(stdout).args).toEqual(['--seed', '9']);
  });

  it.each([
    [
      ['run', 'train', 'rl=1'],
      'train has no flag "rl" (did you mean "lr"?). Its flags are: lr, name, fast, opt, layers.'
    ],
    [
      ['run', 'trian'],
      'Did you mean "train"? Its operations are: prepare, train,'
    ],
    [['run', 'train', 'lr=3'], 'lr is 3, but has to be a number from 0 to 1'],
    [['run', 'train', 'opt=x'], 'has to be one of sgd, adam'],
    [['run', 'needs-data'], 'data is required'],
    [['run', 'train', 'lr'], 'flags are written name=value']
  ])('%j makes no run and says: %s', async (args, message) => {
    const folder = project();
    const { code, stderr } = await trialbook(folder, args);
    expect(code).toBeGreaterThan(0);
    expect(stderr).toContain(message);
    expect(existsSync(path.join(folder, 'runs'))).toBe(false);
  });

  it('shows what would be run with --print', async () => {
    const folder = project();
    const { stdout } = await trialbook(folder, [
      ...['run', 'train', 'lr=0.2', '--dry-run', '--json']
    ]);
    expect(JSON.parse(stdout)).toMatchObject({
      operation: 'train',
      flags: { lr: 0.2 },
      label: 'lr 0.2',
      source: ['echo.js', 'trialbook.yml']
    });
    expect(existsSync(path.join(folder, 'runs'))).toBe(false);
  });

  it('takes the project from the folder that holds it', async () => {
    const folder = project();
    const below = path.join(folder, 'deep');
    execFileSync('mkdir', [below]);
    await trialbook(below, ['run', 'prepare']);
    expect(runsOf(folder)).toHaveLength(1);
  });
});

describe('source of an operation', () => {
  it('is copied into the run: what git tracks, no links, no large files', async () => {
    const folder = projectWith({
      'trialbook.yml': 'operations: { a: node a.js }',
      'a.js': '',
      'lib/b.js': 'b',
      'ignored.log': 'x',
      '.gitignore': '*.log\n',
      'large.txt': 'x'.repeat(1024 * 1024)
    });
    symlinkSync('/etc/passwd', path.join(folder, 'link.js'));
    execFileSync('git', ['init', '-q'], { cwd: folder });
    await trialbook(folder, ['run', 'a']);
    await trialbook(folder, ['run', 'a']);
    for (const { dir } of runsOf(folder)) {
      const source = path.join(dir, 'trialbook/source/files');
      expect(filesOf(source).sort()).toEqual([
        ...['.gitignore', 'a.js', 'lib', 'trialbook.yml']
      ]);
      expect(readFileSync(path.join(source, 'lib/b.js'), 'utf8')).toBe('b');
    }
  });

  it('follows the rules of the operation', async () => {
    const folder = projectWith({
      'trialbook.yml':
        'operations: { a: { main: node a.js, sourcecode: { include: "*.js", exclude: "test/**" } } }',
      'a.js': '',
      'test/t.js': '',
      'b.md': ''
    });
    const { stdout } = await trialbook(folder, [
      'run',
      'a',
      '--print',
      '--json'
    ]);
    expect(JSON.parse(stdout)).toMatchObject({ source: ['a.js'] });
  });
});

describe('--needed', () => {
  it('skips when a completed run has equal flags and source, and says which', async () => {
    const folder = project();
    const run = (...args: string[]) =>
      trialbook(folder, ['run', 'train', ...args, '--needed']);
    await run('lr=0.5');
    const [first] = runsOf(folder);
    const again = await run('lr=0.5');
    expect(again.stdout).toContain(
      `Not needed: run ${first.record.run.slice(0, 6)} has the same flags and source.`
    );
    expect(again.code).toBe(0);
    expect(runsOf(folder)).toHaveLength(1);
    await run('lr=0.4');
    expect(runsOf(folder)).toHaveLength(2);
    writeFileSync(path.join(folder, 'echo.js'), `${ECHO}\n// changed`);
    await run('lr=0.5');
    expect(runsOf(folder)).toHaveLength(3);
  });

  it('does not take a failed run for an equal one', async () => {
    const folder = project();
    await trialbook(folder, ['run', 'fails', '--needed']);
    await trialbook(folder, ['run', 'fails', '--needed']);
    expect(runsOf(folder)).toHaveLength(2);
  });
});

describe('steps', () => {
  it('run one after another, each its own run inside the run of the whole', async () => {
    const folder = project();
    const { code, stderr } = await trialbook(folder, ['run', 'pipeline']);
    expect({ code, stderr }).toMatchObject({
      code: 0,
      stderr: expect.stringContaining('[2/2] train') as string
    });
    const [whole, prepare, train] = runsOf(folder);
    const parent = whole.record.run;
    expect(whole.record).toMatchObject({
      kind: 'steps',
      operation: 'pipeline',
      status: 'completed'
    });
    expect(prepare.record).toMatchObject({
      parent,
      operation: 'prepare',
      flags: { seed: 3 }
    });
    expect(train.record).toMatchObject({
      parent,
      operation: 'train',
      flags: { lr: 0.5, name: 'x' }
    });
  });

  it('fail with exit code 3 when a run is not as expected', async () => {
    const folder = project();
    const { code, stderr } = await trialbook(folder, [
      ...['run', 'pipeline', 'lr=0.9']
    ]);
    expect(code).toBe(3);
    expect(stderr).toContain('loss < 0.3 does not hold');
    expect(stderr).toContain('loss = 0.45');
    const [whole, , train] = runsOf(folder);
    expect(whole.record.status).toBe('failed');
    expect(train.record.status).toBe('completed');
  });

  it('end at the first step that fails, with its code', async () => {
    const folder = project();
    const { code, stderr } = await trialbook(folder, [
      'run',
      'broken-pipeline'
    ]);
    expect(code).toBe(9);
    expect(stderr).toContain('Step 1, fails, failed');
    expect(runsOf(folder).map(({ record }) => record.name)).toEqual([
      'broken-pipeline',
      'fails'
    ]);
  });

  it('stop when the whole is stopped', async () => {
    const folder = projectWith({
      'trialbook.yml':
        'operations: { wait: node wait.js, all: { steps: [wait, wait] } }',
      'wait.js': 'console.log("ready"); setInterval(() => {}, 1000);'
    });
    const { ended, printed } = start(folder, ['run', 'all']);
    await printed('ready');
    const [whole] = runsOf(folder);
    writeFileSync(path.join(whole.dir, 'trialbook/signals/stop.json'), '{}');
    expect((await ended).code).toBeGreaterThan(0);
    expect(runsOf(folder).map(({ record }) => record.status)).toEqual([
      'terminated',
      'terminated'
    ]);
  });

  it('that contain themselves end with an error', async () => {
    const folder = projectWith({
      'trialbook.yml': 'operations: { all: { steps: [all] } }'
    });
    const { code, stderr } = await trialbook(folder, ['run', 'all']);
    expect(code).toBe(1);
    expect(stderr).toContain('is a step of its own steps');
  });
});

describe('a function of a module', () => {
  const files = {
    'trialbook.yml':
      'operations: { train: { main: train.ts#train, flags: { lr: { default: 0.1, max: 1 } } }, plain: plain.mjs#plain, script: count.ts, none: plain.mjs#missing, bad: bad.ts#x }',
    'train.ts': `import { log } from 'trialbook';
import { half } from './lib/half';
export async function train({ lr = 0.5, steps = 3 }: { lr?: number; steps?: number } = {}): Promise<number> {
  let w = 1;
  for (let step = 0; step < steps; step++) { w = half(w); log('loss', w * lr); }
  console.log(import.meta.url.split('/').at(-1));
  return w;
}`,
    'lib/half.ts': 'export const half = (x: number): number => x / 2;',
    'plain.mjs':
      'export function plain(n = 2) { if (n > 5) throw new RangeError("too many"); return n; }',
    'count.ts':
      'const rows: number = 3; for (let i = 0; i < rows; i++) console.log("rows:", i);',
    'bad.ts': 'export const x = ;'
  };

  it('in TypeScript runs with its own flags, checked by the project', async () => {
    const folder = projectWith(files);
    const { stdout, code } = await trialbook(folder, [
      'run',
      'train',
      'steps=2'
    ]);
    expect({ stdout, code }).toEqual({ stdout: 'train.ts\n', code: 0 });
    const [run] = runsOf(folder);
    expect(run.record).toMatchObject({
      name: 'train',
      operation: 'train',
      kind: 'function',
      status: 'completed',
      flags: { lr: 0.1, steps: 2 },
      value: 0.25
    });
    expect(run.scalars).toEqual({ loss: [0.05, 0.025] });
    expect(run.stdout).toBe('train.ts\n');
    expect(
      existsSync(path.join(run.dir, 'trialbook/source/files/lib/half.ts'))
    ).toBe(true);
    const refused = await trialbook(folder, ['run', 'train', 'lr=2']);
    expect(refused.stderr).toContain('lr is 2');
    expect(runsOf(folder)).toHaveLength(1);
  });

  it('in JavaScript fails as it throws', async () => {
    const folder = projectWith(files);
    const { code, stderr } = await trialbook(folder, ['run', 'plain', 'n=9']);
    expect(code).toBe(1);
    expect(stderr).toContain('too many');
    expect(runsOf(folder)[0].record).toMatchObject({
      status: 'failed',
      error: { name: 'RangeError', message: 'too many' }
    });
  });

  it('that is not there is told with those that are', async () => {
    const folder = projectWith(files);
    const none = await trialbook(folder, ['run', 'none']);
    expect(none.code).toBe(1);
    expect(none.stderr).toContain('exports no function "missing"');
    expect(none.stderr).toContain('It exports plain');
    const bad = await trialbook(folder, ['run', 'bad']);
    expect(bad.stderr).toContain('bad.ts does not compile');
  });

  it('beside it, a script in TypeScript runs as a command', async () => {
    const folder = projectWith(files);
    const { stdout } = await trialbook(folder, ['run', 'script']);
    expect(stdout).toBe('rows: 0\nrows: 1\nrows: 2\n');
    expect(runsOf(folder)[0].scalars).toEqual({ rows: [0, 1, 2] });
  });
});
