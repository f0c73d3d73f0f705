/** Sweeps that a cell of a real tslab kernel starts, on worker processes; what may be killed is. */
import { cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import type { Job } from '../../src/format';
import { atRest, jobsOf, runsOf, supervisorOf, until } from '../work/jobs';
import { KernelClient } from './kernel-client';
import { OURS, PACKAGE, emptyFolder } from './kernelspecs';

jest.setTimeout(120_000);

const CELLS = [
  'import { run, log, sweep, range, loguniform } from "trialbook";\nimport * as fs from "node:fs";',
  'const steps = 4;',
  `async function train({ lr = 0.1, layers = 1, seed = 0 } = {}) {
     fs.appendFileSync("../../marks", lr + " " + layers + " " + seed + "\\n");
     for (let step = 0; step < steps; step++) {
       log("loss", (1 - lr) ** step / layers + seed / 1000, step);
       await new Promise(resolve => setTimeout(resolve, 40));
     }
     return lr;
   }`
];

const SWEEP =
  'const s = await sweep(train, { lr: [0.1, 0.01], layers: [1, 2, 3], seed: range(3) }, { workers: 2, objective: { minimize: "loss" } });';

async function openKernel(folder: string): Promise<KernelClient> {
  const client = await KernelClient.start(
    OURS,
    folder,
    path.join(folder, 'sweep.ipynb')
  );
  for (const code of CELLS) {
    expect(await client.execute(code)).toMatchObject({ status: 'ok' });
  }
  return client;
}

const marks = (folder: string) =>
  readFileSync(path.join(folder, 'marks'), 'utf8').trim().split('\n');

const completed = (home: string) =>
  jobsOf(home).filter(({ state }) => state === 'completed');

const textOf = (execution: { outputs: { content: object }[] }) =>
  execution.outputs
    .map(({ content }) => (content as { data?: Record<string, string> }).data)
    .map(data => data?.['text/plain'] ?? '');

describe('sweep() in a cell', () => {
  let folder: string;
  let home: string;
  let client: KernelClient;

  beforeEach(() => {
    folder = emptyFolder();
    home = path.join(folder, 'runs');
    writeFileSync(path.join(folder, 'marks'), '');
  });

  afterEach(async () => {
    await client.kill();
    if (existsSync(path.join(home, 'queue.jsonl'))) {
      await atRest(home);
    }
  });

  it('makes 18 runs on two workers, shows how far it is, and gives the best', async () => {
    client = await openKernel(folder);
    const execution = await client.execute(SWEEP);
    expect(execution).toMatchObject({ status: 'ok', stderr: '' });
    const cards = textOf(execution);
    expect(cards[0]).toMatch(/^Sweep train: 0 of 18 runs/);
    expect(cards.at(-1)).toMatch(
      /^Sweep train: 18 of 18 runs · in \d+\.\d s\nBest so far: loss 0\.\d+ \(lr=0\.1 layers=3 seed=0, \w{6}\)$/
    );
    const jobs = jobsOf(home);
    expect(new Set(jobs.map(({ worker }) => worker))).toEqual(
      new Set(['#1', '#2'])
    );
    const shown = await client.execute(
      'console.log(JSON.stringify([s.length, s.made, s.failures, s.runs.length, s.best?.flags]))'
    );
    expect(JSON.parse(shown.stdout)).toEqual([
      18,
      18,
      [],
      18,
      { lr: 0.1, layers: 3, seed: 0 }
    ]);
    const overSeeds = await client.execute(
      'console.log(JSON.stringify(s.aggregate("loss").rows.map(row => [row.lr, row.layers, Number(row["loss sd"]).toFixed(6), row.n])))'
    );
    expect(JSON.parse(overSeeds.stdout)).toEqual(
      [0.1, 0.01].flatMap(lr => [1, 2, 3].map(n => [lr, n, '0.001000', 3]))
    );
    expect(runsOf(home)).toHaveLength(18);
    expect(runsOf(home)[0]).toMatchObject({
      name: 'train',
      notebook: '../sweep.ipynb'
    });
    // Each run says what it ran.
    expect(
      readFileSync(
        path.join(runsOf(home)[0].dir, 'trialbook/source/cells.jsonl'),
        'utf8'
      )
    ).toContain('async function train(');
  });

  it('is shown by the example examples/sweep.ipynb', async () => {
    const examples = path.join(PACKAGE, '..', 'examples');
    cpSync(path.join(examples, 'data'), path.join(folder, 'data'), {
      recursive: true
    });
    const { cells } = JSON.parse(
      readFileSync(path.join(examples, 'sweep.ipynb'), 'utf8')
    ) as { cells: { cell_type: string; source: string[] }[] };
    client = await KernelClient.start(
      OURS,
      folder,
      path.join(folder, 'sweep.ipynb')
    );
    let said = '';
    for (const { cell_type, source } of cells) {
      if (cell_type === 'code') {
        const execution = await client.execute(source.join(''));
        expect([source, execution.status, execution.stderr]).toEqual([
          source,
          'ok',
          ''
        ]);
        said += execution.stdout;
      }
    }
    expect(said).toMatch(
      /^\{ lr: 0\.\d+, .*hidden: 64, seed: \d \} 0\.[89]\d+\n6 runs were made, 18 there are\n$/
    );
    expect(completed(home)).toHaveLength(18);
  });

  it('leaves the kernel free', async () => {
    client = await openKernel(folder);
    await client.execute(SWEEP.replace('const s = await', 'const p ='));
    const { stdout } = await client.execute(
      'console.log(await Promise.race([p, "free"]))'
    );
    expect(stdout).toBe('free\n');
    const { stdout: made } = await client.execute(
      'console.log((await p).made)'
    );
    expect(made).toBe('18\n');
  });

  it('goes on when the kernel, the supervisor and a worker are killed; again makes what is missing, and once', async () => {
    client = await openKernel(folder);
    void client.begin(SWEEP);
    await until(() => completed(home).length >= 3);
    await client.kill();
    const atKill = completed(home).length;
    await until(() => completed(home).length >= atKill + 3);
    process.kill(Number(supervisorOf(home)), 'SIGKILL');
    // Without a supervisor the workers end what they do, and nothing more begins.
    await until(() => jobsOf(home).every(({ state }) => state !== 'running'));
    const before = completed(home);
    expect(before.length).toBeGreaterThan(atKill);
    expect(before.length).toBeLessThan(18);

    client = await openKernel(folder);
    const again = client.begin(SWEEP);
    let victim: Job | undefined;
    await until(() => {
      victim = jobsOf(home).find(
        ({ state, run }) => state === 'running' && run
      );
      const { lr, layers, seed } = victim?.flags ?? {};
      return marks(folder).includes(`${lr} ${layers} ${seed}`);
    });
    process.kill(Number(victim?.process?.pid), 'SIGKILL');
    expect(await client.finish(await again)).toMatchObject({ status: 'ok' });
    expect(completed(home)).toHaveLength(18);
    // Finished runs are as they were.
    for (const job of before) {
      expect(completed(home)).toContainEqual(job);
    }
    // One more execution than there are runs: that of the worker that was killed.
    const counts = new Map<string, number>();
    marks(folder).forEach(mark =>
      counts.set(mark, (counts.get(mark) ?? 0) + 1)
    );
    expect(counts.size).toBe(18);
    expect([...counts.values()].filter(count => count > 1)).toEqual([2]);
    const third = await client.execute(SWEEP.replace('const s', 'const t'));
    expect(textOf(third).at(-1)).toMatch(/18 of 18 runs · 18 were there/);
    expect(marks(folder)).toHaveLength(19);
  });

  it('is another sweep when the code is another, and the same when only a comment is', async () => {
    client = await openKernel(folder);
    const small = (name: string) =>
      `const ${name} = await sweep(train, { lr: [0.1, 0.2] }, { workers: 2 }); console.log(${name}.made)`;
    expect((await client.execute(small('a'))).stdout).toBe('2\n');
    await client.execute(`// of no matter\n${CELLS[2]}`);
    expect((await client.execute(small('b'))).stdout).toBe('0\n');
    await client.execute('const steps = 3;');
    expect((await client.execute(small('c'))).stdout).toBe('2\n');
  });

  it('tells what failed, and goes on with the others', async () => {
    client = await openKernel(folder);
    await client.execute(
      'function picky({ n = 0 } = {}) { if (n === 1) throw new RangeError("not " + n); return n; }'
    );
    const execution = await client.execute(
      'const f = await sweep(picky, { n: range(3) }, { workers: 1 }); console.log(JSON.stringify(f.failures))'
    );
    expect(JSON.parse(execution.stdout)).toMatchObject([
      { flags: { n: 1 }, reason: 'failed', message: 'RangeError: not 1' }
    ]);
    expect(textOf(execution).join('\n')).toMatch(
      /3 of 3 runs · 1 failed .*\n\w{6} failed: RangeError: not 1 \(n=1\)/
    );
  });

  it('refuses before anything is started what cannot be swept', async () => {
    client = await openKernel(folder);
    await client.execute('let calls = 0;');
    await client.execute('calls++;');
    await client.execute('function counting() { return calls; }');
    const says = async (call: string) =>
      (
        await client.execute(
          `try { await ${call} } catch (error) { console.log(error.code + ' ' + error.message) }`
        )
      ).stdout;
    expect(await says('sweep(counting, {})')).toMatch(
      /^NOT_SLICEABLE .*`calls`/
    );
    expect(await says('sweep(train, { lr: [] })')).toMatch(/^BAD_SPACE lr/);
    expect(await says('sweep(train, { lr: loguniform(1e-5, 1) })')).toMatch(
      /^BAD_SPACE .*maxTrials/
    );
    expect(await says('sweep(train, { rate: [1] } as any)')).toMatch(
      /^BAD_FLAGS .*"rate"/
    );
    expect(await says('sweep(train, { lr: [1] }, { workers: 0 })')).toMatch(
      /^BAD_OPTION .*workers/
    );
    expect(jobsOf(home)).toEqual([]);
  });
});
