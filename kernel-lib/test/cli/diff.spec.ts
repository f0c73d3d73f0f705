import { spawnSync } from 'node:child_process';
import { appendFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import {
  encodeLine,
  type ExecutedCell,
  type JournalEntry,
  type RunDiff
} from '../../src/format';
import { diffRuns, whatChanged } from '../../src/recorded/diff-runs';
import { listRuns } from '../../src/recorded/catalogue';
import { newFolder, runScript } from '../run/script';

const PROGRAM = path.resolve(__dirname, '../../bin/trialbook.cjs');

/** Three runs of `train` and one of `other`, recorded by the library itself. */
const RUNS = `
  function train({ lr = 0.1, steps = 10, opt = 'sgd' } = {}) {
    for (let step = 0; step < steps; step++) {
      log({ loss: 1 / (1 + lr * step) }, step);
    }
    console.log('lr is', lr);
    return lr * steps;
  }
  const home = path.join(process.cwd(), 'runs');
  const ids = [];
  for (const flags of [{ lr: 0.1 }, { lr: 0.1 }, { lr: 0.05, steps: 12 }]) {
    ids.push((await run(train, flags, { home })).id);
  }
  ids.push((await run(function other() {}, {}, { home })).id);
  console.log('ids ' + JSON.stringify(ids));
`;

describe('trialbook diff', () => {
  let folder: string;
  let home: string;
  let first: string;
  let equal: string;
  let third: string;
  let other: string;

  beforeAll(async () => {
    folder = newFolder();
    home = path.join(folder, 'runs');
    const { stdout, stderr } = await runScript(RUNS, { folder });
    expect(stderr).toBe('');
    const [, ids] = /ids (.*)/.exec(stdout) ?? [];
    [first, equal, third, other] = JSON.parse(ids) as string[];
    const before = 'function train({ lr = 0.1 } = {}) {\n\treturn lr;\n}';
    writeCells(first, [{ id: 'a', count: 1, code: before, outcome: 'ok' }]);
    writeCells(equal, [{ id: 'a', count: 1, code: before, outcome: 'ok' }]);
    writeCells(third, [
      {
        id: 'a',
        count: 3,
        code: before.replace('return lr', 'return lr * 2'),
        outcome: 'ok'
      },
      { id: 'b', count: 4, code: 'train()\u001b]0;owned\u0007', outcome: 'ok' }
    ]);
    for (const [run, zod] of [
      [first, '4.1.0'],
      [equal, '4.1.0'],
      [third, '4.2.0']
    ]) {
      write(run, { type: 'environment', time: 1, packages: { zod } });
    }
  });

  afterAll(() => rmSync(folder, { recursive: true }));

  function writeCells(run: string, cells: ExecutedCell[]): void {
    const source = path.join(home, run, 'trialbook/source');
    mkdirSync(source, { recursive: true });
    writeFileSync(
      path.join(source, 'cells.jsonl'),
      Buffer.concat(cells.map(cell => encodeLine(cell)))
    );
  }

  function write(run: string, entry: JournalEntry): void {
    appendFileSync(
      path.join(home, run, 'trialbook/journal.jsonl'),
      encodeLine(entry, { shared: true })
    );
  }

  const trialbook = (...args: string[]) =>
    spawnSync(process.execPath, [PROGRAM, 'diff', ...args], {
      encoding: 'utf8',
      cwd: folder,
      env: { PATH: process.env.PATH, HOME: folder }
    });

  const json = (...args: string[]) =>
    JSON.parse(trialbook(...args, '--json').stdout) as RunDiff;

  it('tells flags, scalars, packages and cells apart, in plain text', () => {
    const { status, stdout, stderr } = trialbook(first, third);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toContain(`A  ${first.slice(0, 6)}  train`);
    expect(stdout).toContain(`B  ${third.slice(0, 6)}  train`);
    expect(stdout).toMatch(/^~ {2}lr {5}0\.1 {2}0\.05$/m);
    expect(stdout).toMatch(/^~ {2}steps {2}10 {3}12$/m);
    expect(stdout).toMatch(
      /^~ {2}loss {2}last +0\.526316 +0\.645161 +\+0\.1\S+ \(\+22\.6%\) +10 → 12$/m
    );
    expect(stdout).toMatch(/^~ {2}zod {2}4\.1\.0 {2}4\.2\.0$/m);
    expect(stdout).toContain(
      [
        '~ cell [3] changed, in A [1]',
        '    @@ -1 +1 @@',
        '      function train({ lr = 0.1 } = {}) {',
        '    -   return lr;',
        '    +   return lr * 2;',
        '      }',
        '+ cell [4] added'
      ].join('\n')
    );
    expect(stdout).not.toContain('Output');
    // eslint-disable-next-line no-control-regex
    expect(stdout).not.toMatch(/[\x00-\x09\x0b-\x1f]/);
    expect(stdout).toContain('\\x1b]0;owned\\x07');
  });

  it('says so when there are none', () => {
    const { stdout } = trialbook(first, equal);
    expect(stdout.trimEnd().split('\n').slice(2)).toEqual([
      '',
      'No differences.'
    ]);
  });

  it('compares the two newest runs by default, the older one first', () => {
    expect(json()).toMatchObject({
      a: { run: third, name: 'train' },
      b: { run: other, name: 'other' }
    });
  });

  it('compares one run with the previous one of its function', () => {
    expect(json(third)).toMatchObject({
      a: { run: equal },
      b: { run: third }
    });
    const alone = trialbook(other);
    expect(alone.status).toBe(1);
    expect(alone.stderr).toContain('is the first one of its function');
  });

  it('keeps to the sections that are asked for', () => {
    const { stdout } = trialbook(first, third, '--flags', '--output');
    expect(stdout).toContain('Flags');
    expect(stdout).toContain('- lr is 0.1\n+ lr is 0.05');
    expect(stdout).not.toMatch(/Scalars|Cells|Packages/);
    expect(Object.keys(json(first, third, '--flags'))).toEqual([
      'a',
      'b',
      'flags'
    ]);
  });

  it('prints what the library returns', () => {
    const { output, ...found } = json(
      first,
      third,
      '--flags',
      '--outcome',
      '--scalars',
      '--packages',
      '--environment',
      '--cells',
      '--output'
    );
    const dirs = [first, third].map(run => path.join(home, run));
    expect({ ...found, output }).toEqual(
      diffRuns(dirs[0], { dir: dirs[1] }, { output: true })
    );
    expect(output).toMatchObject({ added: 1, removed: 1 });
    expect(found.outcome.changes).toEqual([
      { name: 'value', kind: 'changed', a: 1, b: expect.closeTo(0.6) }
    ]);
  });

  it('tells in a line what was changed since the previous run', () => {
    const runs = listRuns(home);
    expect(whatChanged(runs, third)).toEqual({
      previous: equal,
      text: 'lr 0.1 → 0.05, steps 10 → 12, cell [3] changed, cell [4] added, zod 4.1.0 → 4.2.0'
    });
    expect(whatChanged(runs, equal)).toEqual({ previous: first, text: '' });
    expect(whatChanged(runs, first)).toBeUndefined();
    expect(whatChanged(runs, 'k3m9q2x7b4na')).toBeUndefined();
  });

  it('stands in what is shown of a run', () => {
    const show = (...args: string[]) =>
      spawnSync(process.execPath, [PROGRAM, 'show', ...args], {
        encoding: 'utf8',
        cwd: folder,
        env: { PATH: process.env.PATH, HOME: folder }
      }).stdout;
    expect(show(third)).toMatch(
      new RegExp(`^since ${equal.slice(0, 6)} +lr 0.1 → 0.05, steps`, 'm')
    );
    expect(show(equal)).toMatch(/^since \w{6} +nothing changed$/m);
    expect(show(first)).not.toMatch(/^since/m);
    expect(JSON.parse(show(third, '--json'))).toMatchObject({
      whatChanged: { previous: equal }
    });
  });

  it('compares the loaded packages and the changes against the commit', () => {
    const source = (run: string, name: string, text: string) =>
      writeFileSync(path.join(home, run, 'trialbook/source', name), text);
    for (const [run, version] of [
      [first, '1.0.0'],
      [third, '1.3.0']
    ]) {
      const packages = [{ name: 'left-pad', version, integrity: 'sha512-x' }];
      source(run, 'packages.json', JSON.stringify({ packages }));
      source(run, 'changes.diff', `+ version ${version}\n`);
    }
    const { packages, patch } = json(first, third);
    expect(packages.changes).toEqual([
      { name: 'zod', kind: 'changed', a: '4.1.0', b: '4.2.0' },
      { name: 'left-pad', kind: 'changed', a: '1.0.0', b: '1.3.0' }
    ]);
    expect(patch).toMatchObject({ added: 1, removed: 1 });
    expect(trialbook(first, third, '--environment').stdout).toContain(
      'Uncommitted changes'
    );
  });

  it('takes the scalars from the event files when the run wrote no summary', async () => {
    const apart = newFolder();
    const { stdout } = await runScript(
      `const started = run(function killed() {
         log({ loss: 4 }, 0); log({ loss: NaN }, 1); log({ loss: 2 }, 2);
         console.log('run ' + currentRun().id);
         process.kill(process.pid, 'SIGKILL');
       });
       await started;`,
      { folder: apart }
    );
    const [, killed] = /run (.*)/.exec(stdout) ?? [];
    const dir = path.join(apart, 'runs', killed);
    const { scalars, b } = diffRuns(path.join(home, other), dir);
    expect(b.status).toBe('lost');
    expect(scalars.changes).toMatchObject([
      {
        name: 'loss',
        kind: 'added',
        b: { count: 3, last: 2, step: 2, min: 2, max: 4 }
      }
    ]);
    rmSync(apart, { recursive: true });
  });

  it('explains runs that are not there, and too many of them', () => {
    expect(trialbook('zzz', first)).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('No run begins with "zzz"')
    });
    expect(trialbook(first, equal, third)).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('Two runs are compared at a time')
    });
  });
});
