/** Runs of real kernels, run again in fresh processes. */
import { spawn } from 'node:child_process';
import {
  appendFileSync,
  existsSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync
} from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { parseModuleList, RUN_FILES } from '../../src/format';
import type { KernelClient } from './kernel-client';
import { PACKAGE, startKernel } from './kernelspecs';
import { readRunFolder, runFolders, type RunOnDisk } from './recorded-run';

jest.setTimeout(120_000);

interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** `trialbook rerun …` under way. */
function start(folder: string, ...args: string[]) {
  const child = spawn(
    process.execPath,
    [path.join(PACKAGE, 'bin', 'trialbook.cjs'), 'rerun', ...args],
    { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] }
  );
  const ended: Ended = { code: null, stdout: '', stderr: '' };
  child.stdout.on('data', chunk => (ended.stdout += String(chunk)));
  child.stderr.on('data', chunk => (ended.stderr += String(chunk)));
  const end = new Promise<Ended>(resolve =>
    child.once('close', code => resolve({ ...ended, code }))
  );
  return { child, end };
}

interface Printed {
  id: string;
  status: string;
  reproduced: boolean;
  differences: Record<string, number>;
  changed: string[];
  reasons: string[];
  error?: { code: string; message: string };
}

async function rerun(folder: string, ...args: string[]): Promise<Printed> {
  const { stdout } = await start(folder, ...args, '--json').end;
  return JSON.parse(stdout) as Printed;
}

const runsOf = (folder: string) =>
  runFolders(path.join(folder, 'runs')).map(readRunFolder);

const read = (folder: string, id: string): RunOnDisk =>
  readRunFolder(path.join(folder, 'runs', id));

/** The local modules of which a run has copies. */
function copied(folder: string, id: string): string[] {
  const list = path.join(folder, 'runs', id, RUN_FILES.moduleList);
  return existsSync(list)
    ? parseModuleList(readFileSync(list, 'utf8')).modules.map(
        ({ path: name }) => name
      )
    : [];
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) {
    await new Promise(resolve => setTimeout(resolve, 20));
  }
}

const scratchFolders = () =>
  readdirSync(tmpdir()).filter(name => name.startsWith('trialbook-rerun-'));

describe('a rerun', () => {
  let client: KernelClient;
  let folder: string;
  /** Ids by the label of the run. */
  const ids: Record<string, string> = {};

  const CELLS = [
    'import { run, log } from "trialbook";\nconst history: string[] = [];\nclass Model { w = 1 }',
    `function train({ lr = 0.1, seed = Math.random(), model = new Model(), opts = { decay: 0.5, model: new Model() } } = {}) {
       for (let step = 0; step < 5; step++) log("loss", (1 - lr) ** step * seed * model.w * opts.decay, step);
       console.log("trained with", lr);
       return lr;
     }`,
    'history.push("a"); throw new RangeError("as before");',
    'await run(train, { lr: 0.9 }, { label: "thrown away" });',
    'for (const lr of [0.1, 0.2, 0.3]) await run(train, { lr }, { label: `sweep ${lr}` });',
    `const pretrained = await run(function pretrain() { history.push("b"); return 4; }, {}, { label: "pretrained" });`,
    `await run(function finetune({ from = pretrained.value } = {}) { log("from", from * history.length); return history.join(""); }, {}, { label: "finetuned" });`,
    `await run(async function outer() {
       const folds = [];
       for (let fold = 0; fold < 3; fold++) folds.push((await run(function inner({ at = 0 } = {}) { log("at", at + folds.length); return at; }, { at: fold }, { label: "fold " + fold })).value);
       log("sum", folds.reduce((a, b) => a + b));
       return folds;
     }, {}, { label: "outer" });`,
    `await run(function noisy() { log("noise", 1e-3 * Math.random()); }, {}, { label: "noisy" });`,
    `await run(function failing() { log("before", 1); throw new TypeError("on purpose"); }, {}, { label: "failing" });`
  ];

  beforeAll(async () => {
    ({ client, folder } = await startKernel('ours'));
    for (const [at, code] of CELLS.entries()) {
      await client.execute(code, { cellId: `cell-${at}` });
    }
    for (const { record } of runsOf(folder)) {
      ids[record.label ?? ''] = record.run;
    }
  });

  afterAll(() => client?.kill());

  it('finds the call of a loop, by its number', async () => {
    const printed = await rerun(folder, ids['sweep 0.2']);
    expect(printed).toMatchObject({ reproduced: true, reasons: [] });
    const again = read(folder, printed.id);
    expect(again.record).toMatchObject({
      rerunOf: ids['sweep 0.2'],
      label: 'sweep 0.2',
      name: 'train',
      value: 0.2
    });
    // A default that draws a number, and values that the record only summarises.
    expect(again.record.flags).toEqual(
      read(folder, ids['sweep 0.2']).record.flags
    );
    expect(again.record.defaults).toEqual(['seed', 'model', 'opts']);
    expect(again.stdout).toBe('trained with 0.2\n');
  });

  it('records the cells as they were, and nothing of what ran on the way', async () => {
    const before = runsOf(folder).length;
    const printed = await rerun(folder, ids['sweep 0.3'], '--all-runs');
    expect(printed.reproduced).toBe(true);
    expect(runsOf(folder)).toHaveLength(before + 1);
    const told = ({ cells }: RunOnDisk) =>
      cells.map(({ id, count, code, outcome }) => [id, count, code, outcome]);
    expect(told(read(folder, printed.id))).toEqual(
      told(read(folder, ids['sweep 0.3']))
    );
    expect(scratchFolders()).toEqual([]);
  });

  it('can be run again itself', async () => {
    const once = await rerun(folder, ids['sweep 0.1']);
    const twice = await rerun(folder, once.id);
    expect(twice.reproduced).toBe(true);
    expect(read(folder, twice.id).record.rerunOf).toBe(once.id);
  });

  it('with changed flags is another run, which says the differences', async () => {
    const printed = await rerun(folder, ids['sweep 0.1'], 'lr=0.5');
    const seed = read(folder, ids['sweep 0.1']).record.flags.seed as number;
    expect(printed).toMatchObject({
      reproduced: false,
      changed: ['lr'],
      reasons: [
        'Flags changed, so the two are not comparable: lr was 0.1 and is 0.5.',
        'The return value was 0.1 and is 0.5.'
      ]
    });
    expect(printed.differences.loss).toBeGreaterThan(0);
    expect(read(folder, printed.id).record.flags).toMatchObject({
      lr: 0.5,
      seed
    });
  });

  it('within a tolerance is reproduced, however else it is not', async () => {
    const exact = await rerun(folder, ids.noisy);
    expect(exact.reproduced).toBe(false);
    expect(exact.differences.noise).toBeGreaterThan(0);
    const near = await rerun(folder, ids.noisy, '--tolerance', '1e-3');
    expect(near.reproduced).toBe(true);
    expect(near.differences.noise).toBeGreaterThan(0);
    expect(near.differences.noise).toBeLessThanOrEqual(1e-3);
  });

  it('executes an earlier run that later cells need, and fails again where a cell failed', async () => {
    const printed = await rerun(folder, ids.finetuned);
    expect(printed).toMatchObject({ reproduced: true, reasons: [] });
    expect(read(folder, printed.id).record.value).toBe('ab');
    const { cells } = read(folder, printed.id);
    expect(cells[2]).toMatchObject({ count: 3, outcome: 'error' });
  });

  it('repeats a run with the runs inside it, and one of those alone', async () => {
    const before = runsOf(folder).length;
    const outer = await rerun(folder, ids.outer);
    expect(outer).toMatchObject({ reproduced: true, differences: { sum: 0 } });
    const added = runsOf(folder).slice(before);
    expect(added.map(({ record }) => record.parent)).toEqual([
      undefined,
      outer.id,
      outer.id,
      outer.id
    ]);
    const inner = await rerun(folder, ids['fold 2']);
    expect(inner).toMatchObject({ reproduced: true, differences: { at: 0 } });
    const { record } = read(folder, inner.id);
    expect(record).toMatchObject({ flags: { at: 2 }, name: 'inner' });
    expect(record.parent).toBeUndefined();
    expect(runsOf(folder)).toHaveLength(before + 5);
  });

  it('of a run that failed is reproduced when it fails in the same way', async () => {
    const printed = await rerun(folder, ids.failing);
    expect(printed).toMatchObject({ status: 'failed', reproduced: true });
    expect(read(folder, printed.id).record.error?.position).toMatchObject({
      cell: 'cell-9'
    });
  });

  it('tells people how far it is and what came of it', async () => {
    const { end } = start(folder, ids['sweep 0.1'], '--show-output');
    const { code, stdout, stderr } = await end;
    expect(code).toBe(0);
    expect(stderr).toContain('cell 5 of 5\n');
    expect(stderr).toContain('trained with 0.1\n');
    expect(stdout).toContain(
      `Reproduced ${ids['sweep 0.1'].slice(0, 6)} · difference 0\n`
    );
  });

  it('refuses flags that the run does not have before it executes anything', async () => {
    const before = runsOf(folder).length;
    const { error } = await rerun(folder, ids['sweep 0.1'], 'rate=1');
    expect(error).toMatchObject({
      code: 'BAD_FLAGS',
      message: expect.stringContaining(
        'Its flags are: lr, seed, model, opts.'
      ) as string
    });
    expect(runsOf(folder)).toHaveLength(before);
  });

  it('asks for trust before it executes what somebody else recorded', async () => {
    const id = ids['thrown away'];
    const journal = path.join(folder, 'runs', id, RUN_FILES.journal);
    const own = readFileSync(journal, 'utf8');
    writeFileSync(
      journal,
      own.replace(/"host":"[^"]*"/g, '"host":"\\u001b[2Jelsewhere"')
    );
    const before = runsOf(folder).length;
    const { code, stdout, stderr } = await start(folder, id).end;
    expect(code).toBe(1);
    expect(stdout).toBe('');
    expect(stderr).toContain('say so with --trust');
    expect(runsOf(folder)).toHaveLength(before);
    expect(await rerun(folder, id, '--trust')).toMatchObject({
      reproduced: true
    });
  });

  it('leaves the kernel free when a cell asks for it, and shows the card of the new run', async () => {
    const asked = await client.begin(
      `import { rerun } from "trialbook"; const again = rerun("${ids['sweep 0.3']}"); 0;`
    );
    await client.finish(asked);
    const meanwhile = await client.execute('"still here"');
    expect(meanwhile.stdout).toBe('still here\n');
    const done = await client.execute(
      'const { reproduced, differences } = await again; console.log(JSON.stringify({ reproduced, differences }));'
    );
    expect(JSON.parse(done.stdout)).toEqual({
      reproduced: true,
      differences: { loss: 0 }
    });
    const shown = await client.execute(`await rerun("${ids['sweep 0.3']}")`);
    const newest = runsOf(folder).at(-1)?.record.run;
    const cards = shown.outputs.filter(({ type }) => type !== 'stream');
    expect(cards.map(({ type }) => type)).toEqual([
      'display_data',
      'update_display_data'
    ]);
    expect(cards[1].content.data).toMatchObject({
      'application/vnd.trialbook.run.v1+json': {
        run: newest,
        status: 'completed',
        home: 'runs',
        scalars: { loss: { step: 4 } }
      }
    });
    expect(shown.stdout).toContain('difference 0');
  });
});

describe('a rerun of what a stock kernel recorded', () => {
  let client: KernelClient;
  let folder: string;

  beforeAll(async () => {
    ({ client, folder } = await startKernel('stock'));
    for (const code of [
      'import * as os from "node:os";\ninterface Point { x: number }\nclass Base { y = 2 }\nlet offset = os.EOL.length; const tmp = [1, 2]; function twice(x: number) { return 2 * x; }',
      'import { run, log } from "trialbook";',
      'const point: Point = { x: 3 };\nclass More extends Base { z = 1 }\noffset += tmp.length;',
      'await run(function measure({ k = 2 } = {}) { log("v", twice(point.x) * k + new More().y + offset); })'
    ]) {
      expect((await client.execute(code)).status).toBe('ok');
    }
  });

  afterAll(() => client?.kill());

  it('executes the cells from before the import as they were compiled', async () => {
    const printed = await rerun(folder, 'latest');
    expect(printed).toMatchObject({
      reproduced: true,
      differences: { v: 0 },
      reasons: []
    });
    const { cells, scalars } = read(folder, printed.id);
    expect(cells[0]).toMatchObject({ compiled: true, outcome: 'ok' });
    expect(scalars.v).toEqual([2 * 3 * 2 + 2 + 3]);
  });
});

describe('a rerun that cannot be', () => {
  let client: KernelClient;
  let folder: string;

  beforeAll(async () => {
    ({ client, folder } = await startKernel('ours'));
    writeFileSync(path.join(folder, 'needed.txt'), 'here');
    await client.execute(
      'import { run, log } from "trialbook"; import { readFileSync } from "node:fs";'
    );
    const loop = await client.begin('console.log("looping"); for (;;) {}');
    await client.until(() => client.outputsOf(loop).length > 0);
    client.interrupt();
    await client.finish(loop);
    await client.execute('const text = readFileSync("needed.txt", "utf8");');
    await client.execute(
      'await run(async function wait({ ms = 1 } = {}) { log("length", text.length); await new Promise(resolve => setTimeout(resolve, ms)); return text; });'
    );
  });

  afterAll(() => client?.kill());

  it('leaves out what was interrupted, and says so', async () => {
    const printed = await rerun(folder, 'latest');
    expect(printed).toMatchObject({
      reproduced: true,
      reasons: [
        'Cell [2] was interrupted when it was recorded, and was left out.'
      ]
    });
  });

  it('ends with its process when it is interrupted, and the new run is terminated', async () => {
    const [{ record }] = runsOf(folder);
    const { child, end } = start(folder, record.run, 'ms=600000');
    await new Promise<void>(resolve =>
      child.stderr.on('data', chunk => {
        if (String(chunk).includes('run ')) {
          resolve();
        }
      })
    );
    child.kill('SIGINT');
    await end;
    const { record: ended } = runsOf(folder).at(-1) as RunOnDisk;
    expect(ended).toMatchObject({
      status: 'terminated',
      flags: { ms: 600000 }
    });
    expect(ended.reproduced?.reasons).toContain('The rerun was interrupted.');
    expect(() => process.kill(ended.process?.pid ?? 0, 0)).toThrow('ESRCH');
  });

  it('names the cell that fails for the first time', async () => {
    const [{ record }] = runsOf(folder);
    const before = runsOf(folder).length;
    const file = path.join(folder, 'needed.txt');
    const text = readFileSync(file);
    rmSync(file);
    const { error } = await rerun(folder, record.run);
    writeFileSync(file, text);
    expect(error?.code).toBe('RERUN_FAILED');
    expect(error?.message).toMatch(
      /^Cell \[3\] failed, which it had not when it was recorded: .*ENOENT/s
    );
    expect(runsOf(folder)).toHaveLength(before);
  });

  it('is told when the record has no cells', async () => {
    const [{ dir, record }] = runsOf(folder);
    const cells = path.join(dir, RUN_FILES.cells);
    const text = readFileSync(cells);
    writeFileSync(cells, '');
    const { error } = await rerun(folder, record.run);
    expect(error?.message).toContain('has no executed cells');
    writeFileSync(cells, text);
    appendFileSync(cells, 'nonsense\n');
    expect((await rerun(folder, record.run)).reproduced).toBe(true);
    expect(existsSync(cells)).toBe(true);
  });
});

describe('a rerun of a run that used modules beside the notebook', () => {
  it('loads JavaScript and JSON as they were too, gone or changed, seen from their own folder', async () => {
    const { client, folder } = await startKernel('ours');
    const write = (name: string, text: string) =>
      writeFileSync(path.join(folder, name), text);
    try {
      write('scale.js', "exports.scale = 3 * require('./rates.json').rate;");
      write('rates.json', '{ "rate": 0.5 }');
      write('shape.js', 'exports.shape = __filename.length;');
      await client.execute('import { run, log } from "trialbook";');
      await client.execute(
        `await run(function scaled() {
           log('scale', require('./scale.js').scale);
           log('shape', require('./shape.js').shape);
         });`
      );
      const [first] = runsOf(folder);
      expect(first.scalars).toMatchObject({ scale: [1.5] });
      // They are copied by another thread.
      await until(() => copied(folder, first.record.run).length === 3);
      write('scale.js', 'exports.scale = 0;');
      rmSync(path.join(folder, 'rates.json'));
      write('shape.js', 'exports.shape = 0;');
      const printed = await rerun(folder, first.record.run);
      expect(printed).toMatchObject({
        reproduced: true,
        reasons: [
          "The module rates.json is gone; the run's own copy of it was used.",
          "The module scale.js has changed; the run's own copy of it was used.",
          "The module shape.js has changed; the run's own copy of it was used."
        ]
      });
    } finally {
      client.kill();
    }
  });
});
