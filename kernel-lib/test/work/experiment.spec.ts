/** Experiments of plain scripts: the tasks are in a module, workers and supervisor are real processes. */
import { existsSync, readdirSync, readlinkSync, rmSync } from 'node:fs';
import * as path from 'node:path';
import { atRest, jobsOf, lockFiles, readQueue, runsOf, until } from './jobs';
import { PlanFolder, TASKS } from './plan-folder';

jest.setTimeout(60_000);

const folders: PlanFolder[] = [];

function newPlan(tasks?: string): PlanFolder {
  const folder = new PlanFolder(tasks);
  folders.push(folder);
  return folder;
}

afterAll(async () => {
  for (const { home } of folders) {
    if (existsSync(path.join(home, 'queue.jsonl'))) {
      await atRest(home);
    }
  }
});

/** `learn` with 7 layers waits for the file `go`. */
const GATED = TASKS.replace(
  "log('loss', lr);",
  "log('loss', lr); while (model.layers === 7 && !fs.existsSync('../../go')) await new Promise(r => setTimeout(r, 10));"
).replace('({ model, lr, weights }) =>', 'async ({ model, lr, weights }) =>');

const runNamed = (home: string, name: string) => {
  const found = runsOf(home).find(run => run.name === name);
  expect(found).toBeDefined();
  return found as NonNullable<typeof found>;
};

const TWO = `
const e = await experiment('two', async xp => {
  const learned = xp.submit(Learn({ model: { layers: 3 }, lr: 0.5 }));
  xp.submit(Evaluate({ learned, accuracy: outputOf(learned, 'accuracy'), file: outputOf(learned, 'weights') }));
  await xp.wait();
  return 'done';
});
say([e.value, e.made, e.outcomes.map(({ task, state, value }) => [task, state, value])]);`;

describe('experiment()', () => {
  it('makes tasks after those whose results they use: whole results, parts, and files', async () => {
    const folder = newPlan();
    const learned = { accuracy: 1.5, weights: 'weights.txt' };
    expect(await folder.run(TWO)).toEqual([
      [
        'done',
        2,
        [
          ['learn', 'completed', learned],
          [
            'evaluate',
            'completed',
            { ...learned, accuracy: 1.5, text: 'weights of 3' }
          ]
        ]
      ]
    ]);
    expect(runNamed(folder.home, 'learn')).toMatchObject({
      flags: { model: { layers: 3 }, lr: 0.5, threads: 1 },
      scalars: { loss: { last: 0.5 } }
    });
    expect(runNamed(folder.home, 'evaluate').flags).toMatchObject({
      accuracy: 1.5
    });
    expect([...readQueue(folder.home).batches.values()]).toMatchObject([
      { name: 'learn', experiment: 'two' },
      { name: 'evaluate', experiment: 'two' }
    ]);
    expect(lockFiles(path.join(folder.home, 'experiments/two'))).toEqual([]);
  });

  it('submits what a task needs by itself, each once', async () => {
    const folder = newPlan();
    const [states] = await folder.run(`
      const learned = Learn({ model: Model() });
      const e = await experiment('needs', xp => {
        xp.submit(Evaluate({ learned, accuracy: 1 }));
        xp.submit(Evaluate({ learned, accuracy: 2 }));
      });
      say(e.outcomes.map(({ task, state }) => task + ' ' + state));`);
    expect(states).toEqual([
      'learn completed',
      'evaluate completed',
      'evaluate completed'
    ]);
    expect(folder.marks()).toEqual(['evaluate', 'evaluate', 'learn 2 0.1']);
  });

  it('gives what is done as it is, in other experiments too, and makes what is missing', async () => {
    const folder = newPlan();
    await folder.run(TWO);
    const again = TWO.replaceAll("'two'", "'three'").replace(
      'await xp.wait();',
      'xp.submit(Learn({ model: Model(), lr: 0.2 })); await xp.wait();'
    );
    const [[, made, outcomes]] = (await folder.run(again)) as [
      [string, number, unknown[]]
    ];
    expect([made, outcomes.length]).toEqual([1, 3]);
    expect(folder.marks()).toEqual(['evaluate', 'learn 2 0.2', 'learn 3 0.5']);
  });

  it('rejects with a summary when a task failed; what needs it is marked, and never begun; then tries them again', async () => {
    const folder = newPlan();
    const plan = `
      const failed = await experiment('failing', async xp => {
        const bad = xp.submit(Learn({ model: { layers: tag(1) }, lr: tag(2) }));
        xp.submit(Evaluate({ learned: bad }));
        xp.submit(Learn({ model: Model() }));
      }).then(() => undefined, error => error);
      say([failed?.code, failed?.name, failed?.failures.map(({ task, reason }) => [task, reason]), failed?.message]);`;
    const [[code, name, failures, message]] = (await folder.run(plan)) as [
      [string, string, unknown, string]
    ];
    expect([code, name, failures]).toEqual([
      'EXPERIMENT_FAILED',
      'ExperimentFailed',
      [
        ['learn', 'failed'],
        ['evaluate', 'dependency']
      ]
    ]);
    expect(message).toMatch(
      /^2 of 3 tasks of failing were not completed:\n {2}learn \w{6} \(layers=1 lr=2\) failed: RangeError: lr is too high\n {2}evaluate \(layers=1 lr=2\) dependency: It needs learn \(layers=1 lr=2\), which failed\.\nRun the experiment again/
    );
    expect(folder.marks()).toEqual(['learn 1 2', 'learn 2 0.1']);
    folder.write('mended', '');
    expect(await folder.run(plan)).toEqual([[null, null, null, null]]);
    expect(folder.marks()).toEqual([
      'evaluate',
      'learn 1 2',
      'learn 1 2',
      'learn 2 0.1'
    ]);
  });

  it('makes a failed task again with the code as it is now', async () => {
    const folder = newPlan();
    const plan = `
      const e = await experiment('mended', xp => { xp.submit(Learn({ model: Model(), lr: 2, threads: 4 })); }).catch(error => error);
      say([e.code, e.outcomes?.[0].run.flags.threads]);`;
    expect(await folder.run(plan)).toEqual([['EXPERIMENT_FAILED', null]]);
    folder.write('tasks.mjs', TASKS.replace('lr > 1', 'lr > 9'));
    expect(await folder.run(plan.replace('4', '8'))).toEqual([[null, 8]]);
    expect(jobsOf(folder.home)).toMatchObject([
      { state: 'completed', attempts: 2 }
    ]);
  });

  it('is told of by name when it is started twice, and can be started again when it has ended', async () => {
    const folder = newPlan();
    const first = folder.start(
      `await experiment('locked', async () => { fs.writeFileSync('inside', ''); while (!fs.existsSync('go')) await new Promise(r => setTimeout(r, 10)); });`
    );
    await until(() => existsSync(path.join(folder.dir, 'inside')));
    const second = `await experiment('locked', () => 1).then(() => say('ran'), error => say([error.code, error.message]));`;
    const [[code, message]] = (await folder.run(second)) as [[string, string]];
    expect(code).toBe('EXPERIMENT_RUNNING');
    expect(message).toContain(`process ${first.child.pid} on `);
    // Others are not concerned.
    expect(await folder.run(second.replace('locked', 'other'))).toEqual([
      'ran'
    ]);
    folder.write('go', '');
    await first.ended;
    expect(await folder.run(second)).toEqual(['ran']);
  });

  it('can be started again at once when its process was killed, and joins what goes on', async () => {
    const folder = newPlan(GATED);
    const plan = TWO.replace('layers: 3', 'layers: 7');
    const first = folder.start(plan);
    await until(() => folder.marks().length === 1);
    first.child.kill('SIGKILL');
    await first.ended;
    const second = folder.start(plan);
    await until(() => readQueue(folder.home).batches.size === 4);
    folder.write('go', '');
    const { said } = await second.ended;
    expect(said).toMatchObject([['done', 0, { length: 2 }]]);
    expect(folder.marks()).toEqual(['evaluate', 'learn 7 0.5']);
  });

  it('makes a task again whose run was deleted, and nothing else', async () => {
    const folder = newPlan();
    await folder.run(TWO);
    const learn = runNamed(folder.home, 'learn');
    rmSync(learn.dir, { recursive: true });
    const [[, made]] = (await folder.run(TWO)) as [[string, number]];
    expect(made).toBe(0);
    expect(folder.marks()).toEqual(['evaluate', 'learn 3 0.5', 'learn 3 0.5']);
    expect(
      jobsOf(folder.home).map(({ state, run }) => [state, run === learn.run])
    ).toEqual([
      ['completed', false],
      ['completed', false]
    ]);
  });

  it('says in a sentence which result is gone when a task begins that needs it', async () => {
    const folder = newPlan(GATED);
    await folder.run(TWO);
    const { dir } = runNamed(folder.home, 'learn');
    const plan = folder.start(`
      const learned = Learn({ model: { layers: 3 }, lr: 0.5 });
      await experiment('gone', xp => {
        const gate = xp.submit(Learn({ model: { layers: 7 } }));
        xp.submit(Evaluate({ learned, accuracy: 9 }), { after: [gate] });
      }).catch(error => say(error.failures.map(({ message }) => message)));`);
    // After the submission, which would have it made again.
    await until(() => folder.marks().includes('learn 7 0.1'));
    rmSync(dir, { recursive: true });
    folder.write('go', '');
    const [failures] = (await plan.ended).said;
    expect(failures).toEqual([
      expect.stringMatching(
        /^It needs the result of learn \w{6}, whose run \w{6} was deleted\. Run the experiment again/
      )
    ]);
  });

  it('has a folder with a readable link to each run', async () => {
    const folder = newPlan();
    await folder.run(`
      await experiment('links', xp => {
        for (const layers of [1, 2]) for (const lr of [0.1, 0.2]) xp.submit(Learn({ model: { layers: tag(layers) }, lr: tag(lr) }));
        xp.submit(Learn({ model: { layers: tag(1) }, lr: tag(0.1), weights: 'x' }));
        xp.submit(Learn({ model: { layers: 7 } }));
      });`);
    const links = path.join(folder.home, 'experiments/links/runs/learn');
    expect(readdirSync(links).sort()).toEqual([
      expect.stringMatching(/^[0-9a-f]{12}$/),
      'layers=1_lr=0.1',
      'layers=1_lr=0.2',
      'layers=2_lr=0.1',
      'layers=2_lr=0.2'
    ]);
    const target = readlinkSync(path.join(links, 'layers=2_lr=0.2'));
    const run = runsOf(folder.home).find(
      each => each.label === 'layers=2 lr=0.2'
    );
    expect(path.resolve(links, target)).toBe(run?.dir);
    expect(path.isAbsolute(target)).toBe(false);
  });
});
