/**
 * What experimaestro claims of tasks and experiments, done by Trialbook in its own way, with real workers. What it claims of
 * configs, identities and tags is in `plan/`.
 */
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import * as path from 'node:path';
import { trialbook } from '../cli/trialbook';
import { atRest, jobsOf, runsOf, until } from './jobs';
import { PlanFolder, TASKS } from './plan-folder';

jest.setTimeout(60_000);

const folders: PlanFolder[] = [];

function newPlan(tasks?: string): PlanFolder {
  const folder = new PlanFolder(tasks);
  folders.push(folder);
  return folder;
}

/** Runs a script that says one thing. */
async function said(folder: PlanFolder, body: string): Promise<unknown> {
  const [value, ...more] = await folder.run(body);
  expect(more).toEqual([]);
  return value;
}

afterAll(async () => {
  for (const { home } of folders) {
    if (existsSync(path.join(home, 'queue.jsonl'))) {
      await atRest(home);
    }
  }
});

/** `learn` as a script submits it for a number of layers, tagged. */
const LEARN = `const learn = (layers, lr = 0.1) => Learn({ model: { layers: tag(layers) }, lr });`;

describe('what experimaestro does with tasks', () => {
  it('E3 they are executed in other processes, in parallel', async () => {
    // Each waits until the other one has begun.
    const folder = newPlan(
      `import { task } from 'trialbook'; import { z } from 'zod'; import fs from 'node:fs';
       export const Meet = task('meet', { me: z.number() }, async ({ me }) => {
         fs.writeFileSync('../../here' + me, '');
         while (!fs.existsSync('../../here' + (1 - me))) await new Promise(r => setTimeout(r, 5));
         return process.pid;
       });`
    );
    const pids = (await said(
      folder,
      `const { Meet } = tasks;
       const e = await experiment('parallel', xp => { xp.submit(Meet({ me: 0 })); xp.submit(Meet({ me: 1 })); }, { workers: 2 });
       say([process.pid, ...e.outcomes.map(({ value }) => value)]);`
    )) as number[];
    expect(new Set(pids).size).toBe(3);
  });

  it('E4, E13 the folder of its run is the working directory, with what it writes, its output and its scalars', async () => {
    const folder = newPlan();
    const dir = (await said(
      folder,
      `${LEARN} const e = await experiment('folder', xp => { xp.submit(learn(3)); }); say(e.outcomes[0].dir);`
    )) as string;
    expect(path.dirname(dir)).toBe(folder.home);
    expect(readFileSync(path.join(dir, 'weights.txt'), 'utf8')).toBe(
      'weights of 3'
    );
    const [run] = runsOf(folder.home);
    expect(run).toMatchObject({ dir, scalars: { loss: { last: 0.1 } } });
  });

  it('E9, E10 one is submitted to the launcher that is found for what it needs', async () => {
    const folder = newPlan();
    folder.write(
      'trialbook.hosts.yml',
      'launchers:\n  desk: { on: process, workers: [0], has: "duration=1d & cpu(cores=2)" }\n'
    );
    const on = await said(
      folder,
      `const { findLauncher } = await import('trialbook'); ${LEARN}
       const on = findLauncher('duration=1h & cpu(cores=2)', ['desk']);
       await experiment('launcher', xp => { xp.submit(learn(1), { on }); }); say(on);`
    );
    expect(on).toMatchObject({ on: 'process', name: 'desk' });
    expect(jobsOf(folder.home)).toMatchObject([
      { state: 'completed', worker: '0' }
    ]);
  });

  it('E13 none is made twice: not in an experiment, not in the next, not by another process', async () => {
    const folder = newPlan();
    const plan = (name: string) =>
      `${LEARN} const e = await experiment('${name}', xp => { xp.submit(learn(2)); xp.submit(Learn({ model: Model() })); }); say([e.made, e.outcomes.length]);`;
    expect(await said(folder, plan('first'))).toEqual([1, 1]);
    expect(await said(folder, plan('second'))).toEqual([0, 1]);
    expect(folder.marks()).toEqual(['learn 2 0.1']);
  });

  it('E14 they are listed with state, name and tags', async () => {
    const folder = newPlan();
    await folder.run(
      `${LEARN} await experiment('list', xp => { xp.submit(learn(1)); xp.submit(learn(2)); });`
    );
    const { stdout } = trialbook(['jobs', '--tags', '--home', folder.home]);
    for (const layers of [1, 2]) {
      expect(stdout).toMatch(
        new RegExp(`learn +completed .* layers=${layers} `, 'm')
      );
    }
  });

  it('E16, E17 one is made by assignment too, until it is submitted', async () => {
    const folder = newPlan();
    expect(
      await said(
        folder,
        `const learned = Learn({ model: Model() });
         learned.model = Model({ layers: 3 });
         const e = await experiment('sealed', xp => {
           xp.submit(learned);
           try { learned.lr = 1; } catch (error) { return error.code; }
         });
         say([e.value, e.outcomes[0].value.weights, learned.lr]);`
      )
    ).toEqual(['SEALED', 'weights.txt', 0.1]);
    expect(folder.marks()).toEqual(['learn 3 0.1']);
  });

  it('E19 tokens limit how many are made at the same time', async () => {
    const folder = newPlan(
      `import { task } from 'trialbook'; import { z } from 'zod'; import fs from 'node:fs';
       export const Use = task('use', { n: z.number() }, async ({ n }) => {
         fs.writeFileSync('../../using' + n, '');
         await new Promise(r => setTimeout(r, 50));
         const together = fs.readdirSync('../..').filter(name => name.startsWith('using')).length;
         fs.rmSync('../../using' + n);
         return together;
       });`
    );
    const together = (await said(
      folder,
      `const { token } = await import('trialbook');
       const cpu = token('cpu', 3, { home: 'runs' });
       const e = await experiment('tokens', xp => {
         for (let n = 0; n < 6; n++) xp.submit(tasks.Use({ n }), { tokens: [cpu.of(2)] });
       }, { workers: 3 });
       say(e.outcomes.map(({ value }) => value));`
    )) as number[];
    expect(together).toEqual([1, 1, 1, 1, 1, 1]);
  });

  it('E19 one may wait for others whose results it does not use', async () => {
    const folder = newPlan();
    const order = await said(
      folder,
      `${LEARN} const order = [];
       await experiment('after', xp => {
         xp.onCompleted(({ tags }) => order.push(tags.layers));
         const last = learn(2);
         xp.submit(last, { after: [learn(1)] });
       }, { workers: 2 });
       say(order);`
    );
    expect(order).toEqual([1, 2]);
  });

  it('E23 a listener hears of the end of a task, also of one that was there, and may submit more', async () => {
    const folder = newPlan();
    const plan = `${LEARN} const heard = [];
       await experiment('events', async xp => {
         const first = xp.submit(learn(1));
         xp.onCompleted(first, ({ value }) => { heard.push(value.accuracy); xp.submit(learn(2)); });
         xp.onCompleted(({ task, tags }) => heard.push(task + tags.layers));
         await xp.wait();
         xp.onCompleted(first, async () => { await null; heard.push('late'); });
       });
       say(heard);`;
    for (const _ of ['made', 'there']) {
      expect(await said(folder, plan)).toEqual([
        0.1,
        'learn1',
        'learn2',
        'late'
      ]);
    }
  });
});

describe('what experimaestro does with plans', () => {
  it('E7, E8, E11 a file of settings is run, with a task for each combination', () => {
    const folder = newPlan();
    folder.write(
      'experiment.mjs',
      `import { config, tag } from 'trialbook'; import { z } from 'zod'; import { Learn } from './tasks.mjs';
       export const settings = config('settings', {
         hidden_dim: z.number().int(), n_layers: z.number().int(), lr: z.number().describe('learning rate')
       });
       export default (xp, combinations) => {
         for (const { params } of combinations) xp.submit(Learn({ model: { layers: tag(params.n_layers) }, lr: params.lr }));
       };`
    );
    folder.write(
      'params.yaml',
      `id: MNIST_train
title: "MNIST training"
description: "Training a simple model"
file: experiment
launcher: "duration=1h & cpu(cores=1)"
hidden_dim:
  - 32
n_layers:
  - 1
  - 2
lr: 1e-3
`
    );
    const run = (...more: string[]) =>
      trialbook(['experiment', 'run', 'params.yaml', ...more], {
        cwd: folder.dir
      });
    expect(run().stdout).toMatch(/^Experiment MNIST_train: 2 of 2 tasks · /m);
    expect(folder.marks()).toEqual(['learn 1 0.001', 'learn 2 0.001']);
    expect(run('n_layers=deep').stderr).toContain('n_layers is deep');
  });

  it('E12 an experiment cannot be started again while it is running', async () => {
    const folder = newPlan();
    const first = folder.start(
      `await experiment('mnist', async () => { fs.writeFileSync('inside', ''); while (!fs.existsSync('go')) await new Promise(r => setTimeout(r, 10)); });`
    );
    await until(() => existsSync(path.join(folder.dir, 'inside')));
    expect(
      await said(
        folder,
        `await experiment('mnist', () => 0).catch(error => say([error.code, error.message]));`
      )
    ).toEqual([
      'EXPERIMENT_RUNNING',
      expect.stringContaining(`process ${first.child.pid} on `)
    ]);
    folder.write('go', '');
    expect((await first.ended).code).toBe(0);
  });

  it('E21, E22 it has a folder for results, in which the runs are linked by their tags', async () => {
    const folder = newPlan();
    const [dir, links] = (await said(
      folder,
      `${LEARN} const e = await experiment('results', async xp => {
         const all = [1, 2].map(layers => xp.submit(learn(layers)));
         await xp.wait();
         fs.writeFileSync(xp.dir + '/best.txt', 'mine');
         return all.map(tagsPath);
       });
       say([e.dir, e.value]);`
    )) as [string, string[]];
    expect(dir).toBe(path.join(folder.home, 'experiments', 'results'));
    expect(readdirSync(path.join(dir, 'runs', 'learn'))).toEqual(links);
    for (const link of links) {
      const weights = path.join(dir, 'runs', 'learn', link, 'weights.txt');
      expect(readFileSync(weights, 'utf8')).toMatch(/^weights of /);
    }
    // Started again, it keeps what people have put there.
    await folder.run(`await experiment('results', () => 0);`);
    expect(readFileSync(path.join(dir, 'best.txt'), 'utf8')).toBe('mine');
  });

  it('several at the same time share their tasks, each made once', async () => {
    const folder = newPlan();
    const scripts = ['a', 'b', 'c'].map(
      name =>
        folder.start(
          `${LEARN} const e = await experiment('${name}', xp => { for (let n = 1; n <= 6; n++) xp.submit(learn(n)); }, { workers: 2 });
           say([e.outcomes.length, e.failures.length]);`
        ).ended
    );
    for (const { said: told, code } of await Promise.all(scripts)) {
      expect([told, code]).toEqual([[[6, 0]], 0]);
    }
    expect(folder.marks()).toEqual(
      [1, 2, 3, 4, 5, 6].map(n => `learn ${n} 0.1`)
    );
    for (const name of ['a', 'b', 'c']) {
      const links = path.join(
        folder.home,
        'experiments',
        name,
        'runs',
        'learn'
      );
      expect(readdirSync(links)).toHaveLength(6);
    }
  });

  it('a cycle of tasks is refused before anything is started', async () => {
    const folder = newPlan(
      `import { task } from 'trialbook'; import { z } from 'zod';
       export const Node = task('node', { next: z.any() }, () => 0);`
    );
    expect(
      await said(
        folder,
        `const a = tasks.Node({ next: 0 }); a.next = [tasks.Node({ next: a })];
         await experiment('cycle', xp => { xp.submit(a); }).catch(error => say([error.code, error.message]));`
      )
    ).toEqual(['CYCLE', expect.stringContaining('node needs node needs node')]);
    expect(jobsOf(folder.home)).toEqual([]);
  });

  it('a task that needs one that failed is marked and never begun; others go on; waiting rejects with a summary', async () => {
    const folder = newPlan();
    const [failed, code, failures, counts] = (await said(
      folder,
      `${LEARN} const failed = []; let last;
       const error = await experiment('failing', async xp => {
         xp.onFailed(({ task, reason }) => failed.push([task, reason]));
         xp.onProgress(({ counts, total }) => { last = [{ ...counts }, total]; });
         const bad = xp.submit(learn(1, 2));
         const next = xp.submit(Evaluate({ learned: bad }));
         xp.submit(Evaluate({ learned: bad, accuracy: 1 }));
         xp.submit(learn(4));
         await xp.wait();
       }).catch(error => error);
       say([failed, error.code, error.failures.length, last]);`
    )) as unknown[];
    expect([failed, code, failures]).toEqual([
      [
        ['learn', 'failed'],
        ['evaluate', 'dependency'],
        ['evaluate', 'dependency']
      ],
      'EXPERIMENT_FAILED',
      3
    ]);
    expect(counts).toEqual([
      { pending: 0, running: 0, completed: 1, failed: 3, terminated: 0 },
      4
    ]);
    expect(folder.marks()).toEqual(['learn 1 2', 'learn 4 0.1']);
  });

  it('progress is told while it goes on', async () => {
    const folder = newPlan();
    const seen = (await said(
      folder,
      `${LEARN} const seen = [];
       await experiment('progress', xp => {
         xp.onProgress(({ counts, total }) => seen.push([counts.completed, total]));
         xp.submit(learn(2), { after: [learn(1)] });
       });
       say(seen);`
    )) as [number, number][];
    expect(seen.at(-1)).toEqual([2, 2]);
    expect(seen.map(([completed]) => completed)).toEqual(
      [...seen.map(([completed]) => completed)].sort()
    );
    expect(seen.some(([completed]) => completed === 1)).toBe(true);
  });
});

describe('what experimaestro leaves to its users', () => {
  it('a default that has changed since a result is told of', async () => {
    const folder = newPlan();
    const plan = `const e = await experiment('defaults', xp => { xp.submit(Learn({ model: Model() })); }); say([e.made, e.warnings]);`;
    expect(await said(folder, plan)).toEqual([1, []]);
    folder.write(
      'tasks.mjs',
      TASKS.replace(
        'lr: z.number().default(0.1)',
        'lr: z.number().default(0.3)'
      )
    );
    const [made, warnings] = (await said(folder, plan)) as [number, string[]];
    expect(made).toBe(0);
    expect(warnings[0]).toMatch(/^learn.* lr was 0\.1 and is 0\.3 now/);
  });

  it('code that has changed since a result is told of, and with --strict-code it is made again', async () => {
    const folder = newPlan();
    folder.write(
      'plan.mjs',
      `import { Learn } from './tasks.mjs'; export default xp => { xp.submit(Learn({ model: {} })); };`
    );
    folder.write('plan.yaml', 'id: code\nfile: plan\n');
    const run = (...more: string[]) =>
      trialbook(['experiment', 'run', 'plan.yaml', ...more], {
        cwd: folder.dir
      });
    expect(run().stderr).toBe('');
    // A comment is no other code.
    folder.write('tasks.mjs', `// About tasks.\n${TASKS}`);
    expect(run().stderr).toBe('');
    folder.write(
      'tasks.mjs',
      TASKS.replace("log('loss', lr)", "log('loss', lr / 2)")
    );
    expect(run().stderr).toMatch(
      /^Trialbook: The code of learn has changed since this result\. It stands; /
    );
    expect(folder.marks()).toHaveLength(1);
    expect(run('--strict-code').stderr).toBe('');
    expect(folder.marks()).toHaveLength(2);
    expect(run('--strict-code').stdout).toContain('1 were there');
    expect(folder.marks()).toHaveLength(2);
  });

  it('a result that was deleted is made again when it is needed, and nothing else', async () => {
    const folder = newPlan();
    const plan = `${LEARN} const e = await experiment('deleted', xp => {
        xp.submit(learn(1)); xp.submit(Evaluate({ learned: learn(2) }));
      }); say(e.outcomes.every(({ state }) => state === 'completed'));`;
    await folder.run(plan);
    const needed = runsOf(folder.home).find(
      ({ name, label }) => name === 'learn' && label === 'layers=2'
    );
    expect(needed).toBeDefined();
    rmSync(needed?.dir ?? '', { recursive: true });
    expect(await said(folder, plan)).toBe(true);
    expect(folder.marks()).toEqual([
      'evaluate',
      'learn 1 0.1',
      'learn 2 0.1',
      'learn 2 0.1'
    ]);
  });
});
