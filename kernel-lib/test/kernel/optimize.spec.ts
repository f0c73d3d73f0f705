/** Sweeps whose parameters the real Optuna chooses, in a cell of a real tslab kernel. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { atRest, jobsOf, readQueue, until } from '../work/jobs';
import { KernelClient } from './kernel-client';
import { OURS, PACKAGE, emptyFolder } from './kernelspecs';

jest.setTimeout(120_000);

/** The one that the tests have; how it is installed elsewhere is tested by its own. */
const PYTHON = path.resolve(PACKAGE, '..', '.venv', 'bin', 'python');

const CELLS = [
  'import { log, sweep, range, uniform, loguniform, when } from "trialbook";\nimport * as fs from "node:fs";',
  `function square({ x = 0, y = 0 } = {}) {
     fs.appendFileSync("../../marks", x + "\\n");
     log("loss", (x - 3) ** 2 + (y - 1) ** 2, 0);
   }`,
  `async function train({ lr = 0.1 } = {}) {
     for (let step = 0; step < 30; step++) {
       log("loss", lr + 1 / (step + 1), step);
       await new Promise(resolve => setTimeout(resolve, 25));
     }
   }`
];

const SPACE = '{ x: uniform(-10, 10), y: uniform(-10, 10) }';

describe('sweep() with an optimizer', () => {
  let folder: string;
  let home: string;
  let client: KernelClient;

  async function openKernel(): Promise<void> {
    client = await KernelClient.start(
      OURS,
      folder,
      path.join(folder, 'sweep.ipynb')
    );
    // As the user's shell would have it: the tests' environment does not reach the kernel.
    const python = `process.env.TRIALBOOK_PYTHON = ${JSON.stringify(PYTHON)};`;
    for (const code of [python, ...CELLS]) {
      expect(await client.execute(code)).toMatchObject({ status: 'ok' });
    }
  }

  async function printed<T>(code: string): Promise<T> {
    const { status, stdout, stderr } = await client.execute(code);
    expect([status, stderr]).toEqual(['ok', '']);
    return JSON.parse(stdout) as T;
  }

  const marks = () =>
    readFileSync(path.join(folder, 'marks'), 'utf8').split('\n').length - 1;

  beforeEach(async () => {
    folder = emptyFolder();
    home = path.join(folder, 'runs');
    writeFileSync(path.join(folder, 'marks'), '');
    await openKernel();
  });

  afterEach(async () => {
    await client.kill();
    if (existsSync(path.join(home, 'queue.jsonl'))) {
      await atRest(home);
    }
  });

  const optimized = (name: string, trials: number, more = "optimizer: 'tpe'") =>
    `const ${name} = await sweep(square, ${SPACE}, { objective: { minimize: "loss" }, maxTrials: ${trials}, seed: 1, workers: 2, ${more} });
     console.log(JSON.stringify([${name}.length, ${name}.made, ${name}.failures.length, ${name}.best?.flags]));`;

  const lossOf = ({ x, y }: { x: number; y: number }) =>
    (x - 3) ** 2 + (y - 1) ** 2;

  it('finds better values than chance with the same budget, as one sweep', async () => {
    const [length, made, failures, best] = await printed<
      [number, number, number, { x: number; y: number }]
    >(optimized('a', 40));
    expect([length, made, failures]).toEqual([40, 40, 0]);
    const [, , , chance] = await printed<
      [number, number, number, { x: number; y: number }]
    >(
      optimized('b', 40, "optimizer: 'random'").replace(
        '(-10, 10)',
        '(-10, 10.5)'
      )
    );
    // Of another space, so of another study.
    expect(lossOf(best)).toBeLessThan(lossOf(chance));
    expect(readQueue(home).batches.size).toBe(2);
  });

  it('goes on where it was killed, and a larger maxTrials makes only what is missing', async () => {
    void client.begin(optimized('a', 12));
    await until(
      () =>
        jobsOf(home).filter(({ state }) => state === 'completed').length >= 4
    );
    await client.kill();
    await openKernel();
    const [length] = await printed<number[]>(optimized('b', 12));
    expect(length).toBe(12);
    expect(marks()).toBe(12);
    const [longer, made] = await printed<number[]>(optimized('c', 15));
    expect([longer, made]).toEqual([15, 3]);
    expect(marks()).toBe(15);
    const [same, none] = await printed<number[]>(optimized('d', 15));
    expect([same, none]).toEqual([15, 0]);
    expect(jobsOf(home)).toHaveLength(15);
  });

  it('ends runs early that are worse than others at the same step; they count as pruned', async () => {
    const [length, pruned, failures] = await printed<number[]>(
      `const p = await sweep(train, { lr: uniform(0, 10) }, { objective: { minimize: "loss" }, maxTrials: 16, seed: 3, workers: 2, optimizer: { sampler: 'random', pruner: 'median' } });
       console.log(JSON.stringify([p.length, p.pruned, p.failures.length]));`
    );
    expect(length).toBe(16);
    expect(pruned).toBeGreaterThan(0);
    expect(failures).toBe(0);
    const ended = jobsOf(home).filter(({ state }) => state === 'terminated');
    expect(ended).toHaveLength(pruned);
    // The bad ones: none of those that were completed is worse than all of these.
    const worst = Math.max(...ended.map(({ flags }) => Number(flags.lr)));
    const best = Math.min(
      ...jobsOf(home)
        .filter(({ state }) => state === 'completed')
        .map(({ flags }) => Number(flags.lr))
    );
    expect(best).toBeLessThan(worst);
  });

  it('knows lists, ranges, magnitudes and conditions', async () => {
    await client.execute(
      'function many({ kind = "a", n = 0, lr = 1, momentum = 0 } = {}) { log("loss", n * lr + momentum, 0); }'
    );
    await printed(
      `const m = await sweep(many, { kind: ["a", "b"], n: range(0, 20, 5), lr: loguniform(1e-4, 1), momentum: when({ kind: "b" }, [0.5, 0.9]) }, { objective: { maximize: "loss" }, maxTrials: 12, seed: 1, workers: 2, optimizer: 'tpe' });
       console.log(m.length);`
    );
    for (const { flags } of jobsOf(home)) {
      expect(['a', 'b']).toContain(flags.kind);
      expect([0, 5, 10, 15]).toContain(flags.n);
      expect(Number(flags.lr)).toBeGreaterThanOrEqual(1e-4);
      expect('momentum' in flags).toBe(flags.kind === 'b');
    }
  });

  it('refuses what cannot be optimised before anything is started, and says so when there is no Optuna', async () => {
    const says = async (options: string, python?: string) => {
      const set = python
        ? `process.env.TRIALBOOK_PYTHON = ${JSON.stringify(python)}; process.env.XDG_CACHE_HOME = ${JSON.stringify(path.join(folder, 'cache'))}; `
        : '';
      const { stdout } = await client.execute(
        `${set}try { await sweep(square, ${SPACE}, ${options} as any); } catch (error) { console.log(error.code + " " + error.message); }`
      );
      return stdout;
    };
    expect(await says("{ optimizer: 'tpe', maxTrials: 3 }")).toMatch(
      /^BAD_OPTION .*needs to know what is looked for/
    );
    expect(
      await says(
        "{ optimizer: 'best', maxTrials: 3, objective: { minimize: 'loss' } }"
      )
    ).toMatch(/^BAD_OPTION .*a sampler \(tpe, random\)/);
    expect(
      await says(
        "{ optimizer: 'tpe', maxTrials: 3, objective: { minimize: 'loss' } }",
        path.join(folder, 'python')
      )
    ).toMatch(
      /^OPTUNA Optuna could not be installed into .*cache\/trialbook\/optuna: .*\$TRIALBOOK_PYTHON/
    );
    expect(jobsOf(home)).toEqual([]);
  });
});
