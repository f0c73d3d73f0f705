import { cpSync, existsSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { KernelClient } from '../kernel/kernel-client';
import { emptyFolder, OURS, PACKAGE } from '../kernel/kernelspecs';
import {
  atRest,
  jobsOf,
  keepFunction,
  newHome,
  readQueue,
  requestsOf,
  runsOf,
  supervisorOf,
  until,
  work
} from '../work/jobs';
import { PlanFolder } from '../work/plan-folder';
import { Cluster, whyNoCluster } from './cluster';
import {
  COUNT,
  executed,
  flagsOf,
  intended,
  launched,
  names,
  SLURM,
  TRAIN
} from './slurm-jobs';

jest.setTimeout(240_000);

const why = whyNoCluster();
if (why !== undefined) {
  process.stderr.write(`Slurm is not tested here: ${why}\n`);
}

const { submit, waitForJobs, appendQueue, ensureSupervisor } = work;

(why === undefined ? describe : describe.skip)('jobs on Slurm', () => {
  let cluster: Cluster;
  const homes: string[] = [];

  const home = () => {
    const made = newHome();
    homes.push(made);
    return made;
  };

  /** Slurm jobs of a home, by the keys in its queue. */
  const slurmJobs = (dir: string) => {
    const keys = new Set(jobsOf(dir).map(({ launch }) => launch?.key));
    return cluster
      .jobs()
      .filter(({ name }) => keys.has(name.replace('trialbook-', '')));
  };

  let hurry: NodeJS.Timeout | undefined;

  beforeAll(async () => {
    cluster = await Cluster.start();
    hurry = setInterval(() => {
      try {
        cluster.startWhatWasPutBack();
      } catch {
        // The controller is away.
      }
    }, 1000);
  });

  afterAll(async () => {
    clearInterval(hurry);
    for (const dir of homes) {
      appendQueue(dir, [{ type: 'request', request: 'cancel' }]);
      await atRest(dir);
    }
    await cluster.stop();
  });

  it('are twelve runs of a sweep, made as one array, each a run of the home', async () => {
    const dir = home();
    const jobs = await waitForJobs(
      dir,
      await launched(dir, TRAIN, flagsOf(12))
    );
    expect(jobs.map(({ state }) => state)).toEqual(Array(12).fill('completed'));
    expect(executed(dir)).toEqual(names(12));
    const runs = new Map(runsOf(dir).map(run => [run.run, run]));
    expect(
      jobs.map(({ run }) => runs.get(run ?? '')?.scalars.loss.last)
    ).toEqual(flagsOf(12).map(({ at }) => at / 2));
    const [array, ...others] = readQueue(dir).launches;
    expect(others).toEqual([]);
    expect(
      slurmJobs(dir)
        .map(({ id }) => id)
        .sort()
    ).toEqual(
      names(12)
        .map(at => `${array[1]}_${at}`)
        .sort()
    );
  });

  it('are tasks of an experiment, each after those whose results it uses', async () => {
    const folder = new PlanFolder();
    homes.push(folder.home);
    const [outcomes] = await folder.run(
      `process.env.SLURM_CONF = ${JSON.stringify(process.env.SLURM_CONF)};
       const e = await experiment('cluster', xp => {
         for (const layers of [1, 2]) {
           const learned = xp.submit(Learn({ model: { layers: tag(layers) } }));
           xp.submit(Evaluate({ learned, file: outputOf(learned, 'weights') }));
         }
       }, { on: 'slurm', requirements: 'duration=5m & cpu(cores=1, mem=200M)' });
       say(e.outcomes.map(({ task, state, value }) => [task, state, value?.text ?? value?.accuracy]));`
    );
    expect(outcomes).toEqual(
      expect.arrayContaining([
        ['learn', 'completed', 0.1],
        ['evaluate', 'completed', 'weights of 1'],
        ['learn', 'completed', 0.2],
        ['evaluate', 'completed', 'weights of 2']
      ])
    );
    expect(folder.marks()).toEqual([
      'evaluate',
      'evaluate',
      'learn 1 0.1',
      'learn 2 0.1'
    ]);
    expect(slurmJobs(folder.home)).toHaveLength(4);
  });

  it('come from a notebook: the example in examples/slurm.ipynb', async () => {
    const folder = emptyFolder();
    const file = path.join(folder, 'slurm.ipynb');
    cpSync(path.join(PACKAGE, '..', 'examples', 'slurm.ipynb'), file);
    const { cells } = JSON.parse(readFileSync(file, 'utf8')) as {
      cells: { cell_type: string; id: string; source: string[] }[];
    };
    const client = await KernelClient.start(
      { ...OURS, env: { SLURM_CONF: process.env.SLURM_CONF ?? '' } },
      folder,
      file
    );
    const dir = path.join(folder, 'runs');
    try {
      for (const { id, source } of cells.filter(
        ({ cell_type }) => cell_type === 'code'
      )) {
        const code = source.join('');
        const { status, stderr } = await client.execute(code, { cellId: id });
        expect([code, status, stderr]).toEqual([code, 'ok', '']);
      }
    } finally {
      await client.kill();
    }
    homes.push(dir);
    expect(jobsOf(dir).map(({ state }) => state)).toEqual(
      Array(12).fill('completed')
    );
    expect([...readQueue(dir).batches.values()]).toMatchObject([
      {
        launcher: {
          name: 'slurm',
          options: { time: '10', 'cpus-per-task': '1', mem: '287M' }
        }
      }
    ]);
    expect(slurmJobs(dir)).toHaveLength(12);
  });

  it('are cancelled: those that wait never begin, those that run are ended', async () => {
    const dir = home();
    const ids = await launched(dir, TRAIN, flagsOf(12, { wait: 600_000 }));
    await until(() => executed(dir).length === 4);
    appendQueue(dir, [{ type: 'request', request: 'cancel' }]);
    const jobs = await waitForJobs(dir, ids);
    expect(jobs.map(({ state, reason }) => [state, reason])).toEqual(
      Array(12).fill(['terminated', 'cancelled'])
    );
    // A run that had its log() still before it heeds the request, and its process ends by itself.
    await until(() =>
      slurmJobs(dir).every(({ state }) =>
        ['CANCELLED', 'COMPLETED'].includes(state)
      )
    );
    expect(executed(dir)).toHaveLength(4);
  });

  it('go on from their checkpoint when their time is up, as often as they may, if they listen', async () => {
    const dir = home();
    const ids = await launched(
      dir,
      COUNT,
      [{ listens: true }, { listens: false }],
      { options: { mem: '500M', time: '1' }, notice: 60_000, requeues: 1 }
    );
    const other = home();
    const [once] = await launched(other, COUNT, [{ listens: true }], {
      options: { mem: '500M', time: '1' },
      requeues: 0
    });
    const [listening, deaf] = await waitForJobs(dir, ids);
    expect(listening).toMatchObject({ state: 'completed', attempts: 2 });
    expect(deaf).toMatchObject({
      state: 'failed',
      reason: 'timeout',
      attempts: 1,
      message: 'It took longer than Slurm gave it. Ask for more: duration=….'
    });
    const runs = runsOf(dir);
    const second = runs.find(({ run }) => run === listening.run);
    const first = runs.find(
      ({ run, flags }) => run !== listening.run && flags.listens === true
    );
    expect(first?.status).toBe('terminated');
    expect(second?.scalars.from.last).toBeGreaterThan(0);
    expect(second?.scalars.from.last).toBe(first?.scalars.step.last);
    expect(await waitForJobs(other, [once])).toMatchObject([
      {
        state: 'failed',
        reason: 'timeout',
        attempts: 1,
        message: 'Its time was up.'
      }
    ]);
    // One Slurm job each: it was put back, not submitted again.
    expect(slurmJobs(dir)).toHaveLength(2);
  });

  it('are not submitted twice when the supervisor is killed midway', async () => {
    const dir = home();
    const ids = await launched(dir, TRAIN, flagsOf(12, { wait: 1500 }));
    await until(() => executed(dir).length > 0);
    const killed = supervisorOf(dir) ?? 0;
    process.kill(killed, 'SIGKILL');
    await until(() => executed(dir).length > 4);
    const jobs = await waitForJobs(dir, ids);
    expect(supervisorOf(dir)).not.toBe(killed);
    expect(jobs.map(({ state, attempts }) => [state, attempts])).toEqual(
      Array(12).fill(['completed', 1])
    );
    expect(executed(dir)).toEqual(names(12));
    expect(slurmJobs(dir)).toHaveLength(12);
  });

  it('are found by their key when the supervisor died before it could say that Slurm has them', async () => {
    const dir = home();
    const { ids, submission } = await intended(dir, 3);
    await cluster.submit(dir, submission);
    ensureSupervisor(dir);
    const jobs = await waitForJobs(dir, ids);
    expect(jobs.map(({ state }) => state)).toEqual(Array(3).fill('completed'));
    expect(slurmJobs(dir)).toHaveLength(3);
  });

  it('are submitted when the supervisor died before it did', async () => {
    const dir = home();
    const { ids, submission } = await intended(dir, 2);
    ensureSupervisor(dir);
    const jobs = await waitForJobs(dir, ids);
    expect(jobs.map(({ state, attempts }) => [state, attempts])).toEqual(
      Array(2).fill(['completed', 1])
    );
    expect(slurmJobs(dir).map(({ name }) => name)).toEqual(
      Array(2).fill(`trialbook-${submission.key}`)
    );
  });

  it('are executed once though they are submitted twice', async () => {
    const dir = home();
    const { ids, submission } = await intended(dir, 2, { wait: 2000 });
    await cluster.submit(dir, submission);
    await cluster.submit(dir, submission);
    ensureSupervisor(dir);
    const jobs = await waitForJobs(dir, ids);
    expect(jobs.map(({ state }) => state)).toEqual(Array(2).fill('completed'));
    await until(() =>
      slurmJobs(dir).every(({ state }) => state === 'COMPLETED')
    );
    expect(slurmJobs(dir)).toHaveLength(4);
    expect(executed(dir)).toEqual(names(2));
  });

  it('survive a restart of the controller, those that are submitted in the meantime too', async () => {
    const dir = home();
    const before = await launched(dir, TRAIN, flagsOf(8, { wait: 3000 }));
    await until(() => executed(dir).length > 0);
    await cluster.stopController();
    const during = await launched(dir, TRAIN, [{ at: 8 }, { at: 9 }]);
    await until(() =>
      jobsOf(dir)
        .slice(8)
        .every(({ state }) => state === 'running')
    );
    await cluster.startController();
    const jobs = await waitForJobs(dir, [...before, ...during]);
    expect(jobs.map(({ state, attempts }) => [state, attempts])).toEqual(
      Array(10).fill(['completed', 1])
    );
    expect(executed(dir)).toEqual(names(10));
    expect(slurmJobs(dir)).toHaveLength(10);
  });

  it('are executed once when the supervisor dies while the controller is away', async () => {
    const dir = home();
    await cluster.stopController();
    const ids = await launched(dir, TRAIN, flagsOf(3));
    await until(() => jobsOf(dir).every(({ state }) => state === 'running'));
    process.kill(supervisorOf(dir) ?? 0, 'SIGKILL');
    await cluster.startController();
    const jobs = await waitForJobs(dir, ids);
    expect(jobs.map(({ state, attempts }) => [state, attempts])).toEqual(
      Array(3).fill(['completed', 1])
    );
    await until(() =>
      slurmJobs(dir).every(({ state }) => state === 'COMPLETED')
    );
    expect(executed(dir)).toEqual(names(3));
  });

  it('are made again when they lose their place, and say why', async () => {
    const dir = home();
    const flags = [{ at: 0, wait: 4000 }];
    const [putBack] = await launched(dir, TRAIN, flags, {
      options: { mem: '500M', partition: 'back' }
    });
    const other = home();
    const [ended] = await launched(other, TRAIN, flags, {
      options: { mem: '500M', partition: 'gone' },
      requeues: 0
    });
    await until(() => executed(dir).length + executed(other).length === 2);
    await cluster.preempt();
    const [first] = await waitForJobs(dir, [putBack]);
    const [second] = await waitForJobs(other, [ended]);
    expect([first, second]).toMatchObject(
      Array(2).fill({ state: 'completed', attempts: 2 })
    );
    for (const each of [dir, other]) {
      expect(readFileSync(path.join(each, 'queue.jsonl'), 'utf8')).toContain(
        '"reason":"preempted"'
      );
    }
    expect(slurmJobs(dir)).toHaveLength(1);
  });

  it('wait for others, which Slurm does not see before they are done', async () => {
    const dir = home();
    const facts = {
      ...keepFunction(dir, 'train', TRAIN),
      workers: [],
      launcher: SLURM
    };
    const [first, second] = requestsOf('train', flagsOf(2, { wait: 1000 }));
    const { jobs: ids } = await submit(dir, facts, [
      { ...second, after: [first.key] },
      first
    ]);
    ensureSupervisor(dir);
    const [after, before] = await waitForJobs(dir, ids);
    expect([after.state, before.state]).toEqual(['completed', 'completed']);
    expect(after.started).toBeGreaterThanOrEqual(before.ended ?? Infinity);
    expect(after.launch?.key).not.toBe(before.launch?.key);
  });

  it('that use more memory than they asked for say so', async () => {
    const dir = home();
    const ids = await launched(
      dir,
      `async function train() {
        const held = [];
        for (;;) {
          // Twice what it may have, and no more of the machine.
          if (held.length < 40) held.push(Buffer.alloc(16 * 2 ** 20, 1));
          await new Promise(done => setTimeout(done, 50));
        }
      }`,
      [{}],
      { options: { mem: '300M' } }
    );
    expect(await waitForJobs(dir, ids)).toMatchObject([
      {
        state: 'failed',
        reason: 'out-of-memory',
        attempts: 1,
        message:
          'It used more memory than Slurm gave it. Ask for more: cpu(mem=…).'
      }
    ]);
  });

  it('whose node fails are made again, and say why', async () => {
    const dir = home();
    const [id] = await launched(
      dir,
      `function train() {
        const file = require('node:path').join(process.cwd(), '..', '..', 'executed');
        const isFirst = !require('node:fs').existsSync(file);
        require('node:fs').appendFileSync(file, '0\\n');
        // Until it is killed; the second one has nothing to wait for.
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, isFirst ? 60_000 : 0);
      }`,
      [{}],
      { requeues: 0 }
    );
    await until(() => jobsOf(dir)[0].run !== undefined);
    const [{ process: first }] = jobsOf(dir);
    await until(() => executed(dir).length === 1);
    cluster.failNode();
    const [job] = await waitForJobs(dir, [id]);
    expect(job).toMatchObject({ state: 'completed', attempts: 2 });
    expect(readFileSync(path.join(dir, 'queue.jsonl'), 'utf8')).toContain(
      '"reason":"node-fail"'
    );
    expect(executed(dir)).toEqual(['0', '0']);
    await until(() => !existsSync(`/proc/${first?.pid}`));
  });

  it('are lost when their process is killed, and terminated when somebody cancels them at Slurm', async () => {
    const dir = home();
    const [killed] = await launched(
      dir,
      `function train() { console.error('so be it'); process.kill(process.pid, 'SIGKILL'); }`,
      [{}]
    );
    const other = home();
    const [cancelled] = await launched(other, TRAIN, [
      { at: 0, wait: 600_000 }
    ]);
    await until(() => executed(other).length === 1);
    cluster.cancel(slurmJobs(other)[0].id);
    expect(await waitForJobs(other, [cancelled])).toMatchObject([
      {
        state: 'terminated',
        reason: 'cancelled',
        message: 'It was cancelled at Slurm.'
      }
    ]);
    // It is tried again once: it may have been the machine's fault.
    expect(await waitForJobs(dir, [killed])).toMatchObject([
      { state: 'failed', reason: 'lost', attempts: 2 }
    ]);
  });

  it('that Slurm does not want say so at once', async () => {
    const dir = home();
    const ids = await launched(dir, TRAIN, flagsOf(2), {
      options: { partition: 'nowhere' }
    });
    expect(await waitForJobs(dir, ids)).toMatchObject(
      Array(2).fill({
        state: 'failed',
        reason: 'launcher',
        message:
          'Slurm refused it: invalid partition specified: nowhere; Batch job submission failed: Invalid partition name specified'
      })
    );
    expect(executed(dir)).toEqual([]);
  });
});
