/** Experiments that a cell of a real tslab kernel starts, on worker processes. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { atRest, jobsOf, runsOf, until } from '../work/jobs';
import { KernelClient } from './kernel-client';
import { OURS, emptyFolder, linkPackage } from './kernelspecs';

jest.setTimeout(120_000);

const CELLS = [
  'import { config, experiment, log, outputOf, path, tag, task } from "trialbook";\nimport { z } from "zod";\nimport * as fs from "node:fs";',
  'const Model = config("model", { layers: z.number().default(2), hidden: z.number().default(8) });',
  'const steps = 3;',
  `const Learn = task("learn", { model: Model, lr: z.number().default(0.1), weights: path("weights.json") }, async ({ model, lr, weights }) => {
     fs.appendFileSync("../../marks", "learn " + model.layers + "\\n");
     for (let step = 0; step < steps; step++) log("loss", lr / (step + 1), step);
     while (model.layers === 9 && !fs.existsSync("../../go")) await new Promise(resolve => setTimeout(resolve, 20));
     fs.writeFileSync(weights, JSON.stringify([model.layers, lr]));
     return { accuracy: model.layers * lr, weights };
   });`,
  `const Evaluate = task("evaluate", { learned: Learn, weights: path() }, ({ learned, weights }) => {
     fs.appendFileSync("../../marks", "evaluate\\n");
     return { accuracy: learned.accuracy, weights: JSON.parse(fs.readFileSync(weights, "utf8")) };
   });`
];

const PLAN = `const e = await experiment("demo", async xp => {
  for (const layers of [1, 2]) {
    const learned = xp.submit(Learn({ model: { layers: tag(layers) }, lr: 0.5 }));
    xp.submit(Evaluate({ learned, weights: outputOf(learned, "weights") }));
  }
}, { workers: 2 });
console.log(JSON.stringify([e.made, e.outcomes.map(({ task, value }) => [task, value])]));`;

describe('experiment() in a cell', () => {
  let folder: string;
  let home: string;
  let client: KernelClient;

  async function openKernel(): Promise<void> {
    client = await KernelClient.start(
      OURS,
      folder,
      path.join(folder, 'plan.ipynb')
    );
    for (const code of CELLS) {
      expect(await client.execute(code)).toMatchObject({ status: 'ok' });
    }
  }

  const marks = () =>
    readFileSync(path.join(folder, 'marks'), 'utf8').trim().split('\n').sort();

  beforeEach(async () => {
    folder = emptyFolder();
    home = path.join(folder, 'runs');
    linkPackage(folder, 'zod');
    writeFileSync(path.join(folder, 'marks'), '');
    await openKernel();
  });

  afterEach(async () => {
    await client.kill();
    if (existsSync(path.join(home, 'queue.jsonl'))) {
      await atRest(home);
    }
  });

  it('makes tasks that cells declare, shows how far it is, and makes none twice', async () => {
    const first = await client.execute(PLAN);
    expect(first).toMatchObject({ status: 'ok', stderr: '' });
    const outcomes = [
      ['learn', { accuracy: 0.5, weights: 'weights.json' }],
      ['evaluate', { accuracy: 0.5, weights: [1, 0.5] }],
      ['learn', { accuracy: 1, weights: 'weights.json' }],
      ['evaluate', { accuracy: 1, weights: [2, 0.5] }]
    ];
    const [made, got] = JSON.parse(first.stdout) as [number, unknown[]];
    expect(made).toBe(4);
    expect(got).toEqual(expect.arrayContaining(outcomes));
    expect(got).toHaveLength(4);
    const cards = first.outputs.flatMap(
      ({ content }) =>
        (content as { data?: Record<string, string> }).data?.['text/plain'] ??
        []
    );
    expect(cards.at(-1)).toMatch(
      /^Experiment demo: 4 of 4 tasks · in \d+\.\d s$/
    );
    // What the extension makes a live card of: one batch stands for all of the experiment.
    const live = first.outputs
      .map(({ content }) => (content as { data?: Record<string, object> }).data)
      .flatMap(data => data?.['application/vnd.trialbook.sweep.v1+json'] ?? [])
      .at(-1);
    expect(live).toMatchObject({
      batch: expect.any(String) as string,
      home: 'runs',
      counts: { completed: 4 }
    });
    expect(runsOf(home)[0]).toMatchObject({ notebook: '../plan.ipynb' });
    // Another kernel, the same plan.
    await client.kill();
    await openKernel();
    const second = await client.execute(PLAN);
    expect(JSON.parse(second.stdout)).toMatchObject([0, { length: 4 }]);
    expect(marks()).toEqual(['evaluate', 'evaluate', 'learn 1', 'learn 2']);
  });

  it('says that the code of a task has changed since its result, and makes it anew only when that is asked for', async () => {
    await client.execute(PLAN);
    await client.execute(`// of no matter\n${CELLS[3]}`);
    expect(await client.execute(PLAN)).toMatchObject({ stderr: '' });
    await client.execute('const steps = 4;');
    // What was declared with the value of before is refused, as everywhere.
    expect((await client.execute(PLAN)).stderr).toMatch(
      /Execute cell \[5\] again/
    );
    await client.execute(CELLS[4]);
    const changed = await client.execute(PLAN);
    expect(changed.stderr.trim().split('\n')).toEqual(
      ['learn', 'evaluate'].map(name =>
        expect.stringContaining(
          `Trialbook: The code of ${name} has changed since this result. It stands; `
        )
      )
    );
    expect(JSON.parse(changed.stdout)).toMatchObject([0, { length: 4 }]);
    const strict = PLAN.replace('workers: 2', 'workers: 2, strictCode: true');
    expect(JSON.parse((await client.execute(strict)).stdout)[0]).toBe(4);
    expect(JSON.parse((await client.execute(strict)).stdout)[0]).toBe(0);
  });

  it('goes on when its kernel is killed, and is joined by the next one', async () => {
    const plan = PLAN.replace('[1, 2]', '[9]');
    void client.begin(plan);
    await until(() => marks().includes('learn 9'));
    await client.kill();
    writeFileSync(path.join(folder, 'go'), '');
    await until(() => jobsOf(home).every(({ state }) => state === 'completed'));
    await openKernel();
    expect(JSON.parse((await client.execute(plan)).stdout)[0]).toBe(0);
    expect(marks()).toEqual(['evaluate', 'learn 9']);
  });

  it('refuses what cannot go to a worker before anything is started', async () => {
    await client.execute('let calls = 0;');
    await client.execute('calls++;');
    await client.execute(
      'const Counting = task("counting", { n: z.number() }, ({ n }) => n + calls);'
    );
    const { stdout } = await client.execute(
      'try { await experiment("bad", xp => { xp.submit(Counting({ n: 1 })); }); } catch (error) { console.log(error.code + " " + error.message); }'
    );
    expect(stdout).toMatch(/^NOT_SLICEABLE .*`calls`/);
    expect(jobsOf(home)).toEqual([]);
  });
});
