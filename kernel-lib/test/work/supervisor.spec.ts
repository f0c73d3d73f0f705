import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { readRun } from '../../src/recorded/read-run';
import {
  atRest,
  jobsOf,
  keepFunction,
  lockFiles,
  newHome,
  requestsOf,
  runsOf,
  supervisorOf,
  until,
  work
} from './jobs';

jest.setTimeout(60_000);

const { submit, waitForJobs, appendQueue } = work;

/** Submits a function with flags, and waits for all. */
async function performed(
  home: string,
  source: string,
  flags: Record<string, unknown>[],
  more: object = {}
) {
  const facts = { ...keepFunction(home, 'train', source), ...more };
  const submission = await submit(home, facts, requestsOf('train', flags));
  return waitForJobs(home, submission.jobs);
}

const ADD = `function train({ lr = 0.1, n = 1 }) { log('loss', lr * n); return lr + n; }`;

describe('jobs', () => {
  it('are made by workers, each as a run of the home', async () => {
    const home = newHome();
    const jobs = await performed(home, ADD, [{ lr: 0.5 }, { lr: 0.25, n: 4 }], {
      label: 'two',
      tags: ['t']
    });
    expect(jobs.map(({ state, attempts }) => [state, attempts])).toEqual([
      ['completed', 1],
      ['completed', 1]
    ]);
    const runs = runsOf(home);
    expect(
      jobs.map(({ run }) => runs.find(each => each.run === run))
    ).toMatchObject([
      {
        name: 'train',
        label: 'two',
        tags: ['t'],
        flags: { lr: 0.5, n: 1 },
        scalars: { loss: { last: 0.5 } },
        status: 'completed'
      },
      { flags: { lr: 0.25, n: 4 }, scalars: { loss: { last: 1 } } }
    ]);
    await atRest(home);
    expect(lockFiles(home)).toEqual([]);
  });

  it('get the flags that were handed over, whatever JSON has no words for', async () => {
    const home = newHome();
    const [job] = await performed(
      home,
      `function train(flags) { return Object.entries(flags).map(([k, v]) => k + ' ' + (Object.is(v, -0) ? '-0' : v instanceof Date ? v.toISOString() : typeof v + String(v))).join(); }`,
      [{ a: NaN, b: -0, c: 12n, d: undefined, e: new Date(0) }]
    );
    const { value } = readRun(path.join(home, String(job.run)));
    expect(value).toBe(
      'a numberNaN,b -0,c bigint12,d undefinedundefined,e 1970-01-01T00:00:00.000Z'
    );
  });

  it('have module variables of their own, and may end as they like', async () => {
    const home = newHome();
    const facts = keepFunction(
      home,
      'count',
      `(() => { let calls = 0; return function count({ at }) { return ++calls; }; })()`
    );
    const { jobs } = await submit(
      home,
      { ...facts, workers: ['#1'] },
      requestsOf('count', [{ at: 1 }, { at: 2 }, { at: 3 }])
    );
    await waitForJobs(home, jobs);
    const records = runsOf(home).map(({ dir }) => readRun(dir));
    // One worker made all of them.
    expect(new Set(records.map(({ process }) => process?.pid)).size).toBe(1);
    expect(records.map(({ value }) => value)).toEqual([1, 1, 1]);
  });

  it('that fail say why, and are tried again as often as the batch says', async () => {
    const home = newHome();
    const failing = `function train({ mark, times }) {
      const fs = require('node:fs');
      fs.appendFileSync(mark, 'x');
      if (fs.readFileSync(mark, 'utf8').length <= times) throw new RangeError('not yet');
    }`;
    const marks = ['a', 'b'].map(name => path.join(home, '..', name));
    const jobs = await performed(
      home,
      failing,
      [
        { mark: marks[0], times: 2 },
        { mark: marks[1], times: 9 }
      ],
      { retries: 2, backoff: 10 }
    );
    expect(jobs).toMatchObject([
      { state: 'completed', attempts: 3 },
      {
        state: 'failed',
        attempts: 3,
        reason: 'failed',
        message: 'RangeError: not yet'
      }
    ]);
    expect(runsOf(home)).toHaveLength(6);
  });

  it('go on from what the attempt before has left, which is deleted when they are completed', async () => {
    const home = newHome();
    const [job] = await performed(
      home,
      `function train({ n }) {
        const fs = require('node:fs');
        const file = require('node:path').join(require('trialbook').checkpointDir(), 'step');
        if (fs.existsSync(file)) return Number(fs.readFileSync(file, 'utf8')) + n;
        fs.writeFileSync(file, '41');
        throw new Error('later');
      }`,
      [{ n: 1 }],
      { retries: 1, backoff: 10 }
    );
    expect(job).toMatchObject({ state: 'completed', attempts: 2 });
    expect(readRun(path.join(home, String(job.run))).value).toBe(42);
    expect(existsSync(path.join(home, 'checkpoints', job.job))).toBe(false);
    await atRest(home);
  });

  it('wait for others, and never begin when one of those failed', async () => {
    const home = newHome();
    const order = path.join(home, '..', 'order');
    const facts = keepFunction(
      home,
      'step',
      `function step({ name, fail = false }) {
        require('node:fs').appendFileSync(${JSON.stringify(order)}, name);
        if (fail) throw new Error('no');
      }`
    );
    const [a, b, c, d] = requestsOf('step', [
      { name: 'a' },
      { name: 'b', fail: true },
      { name: 'c' },
      { name: 'd' }
    ]);
    const { jobs } = await submit(home, facts, [
      { ...d, after: [b.key, a.key] },
      { ...c, after: [a.key] },
      b,
      a
    ]);
    const done = await waitForJobs(home, jobs);
    expect(done.map(({ state, reason }) => [state, reason])).toEqual([
      ['failed', 'dependency'],
      ['completed', undefined],
      ['failed', 'failed'],
      ['completed', undefined]
    ]);
    expect(done[0].message).toMatch(/^It needs step \w{6}, which failed\.$/);
    expect(readFileSync(order, 'utf8')).toMatch(/^(bac|abc|acb)$/);
  });

  it('of a higher priority go first', async () => {
    const home = newHome();
    const order = path.join(home, '..', 'order');
    const facts = {
      ...keepFunction(
        home,
        'step',
        `function step({ name }) { require('node:fs').appendFileSync(${JSON.stringify(order)}, name); }`
      ),
      workers: ['#1']
    };
    appendQueue(home, [{ type: 'request', request: 'pause' }]);
    const low = await submit(
      home,
      facts,
      requestsOf('step', [{ name: 'a' }, { name: 'b' }])
    );
    const high = await submit(
      home,
      { ...facts, priority: 5 },
      requestsOf('step', [{ name: 'X' }, { name: 'Y' }])
    );
    appendQueue(home, [{ type: 'request', request: 'resume' }]);
    await waitForJobs(home, [...low.jobs, ...high.jobs]);
    expect(readFileSync(order, 'utf8')).toBe('XYab');
  });

  it('are not begun while the queue is paused', async () => {
    const home = newHome();
    appendQueue(home, [{ type: 'request', request: 'pause' }]);
    const facts = keepFunction(home, 'train', ADD);
    const { jobs } = await submit(home, facts, requestsOf('train', [{ n: 1 }]));
    work.ensureSupervisor(home);
    await until(() => supervisorOf(home) !== undefined);
    // It ends by itself, with the job still waiting.
    await atRest(home);
    expect(jobsOf(home)).toMatchObject([{ state: 'pending', attempts: 0 }]);
    appendQueue(home, [{ type: 'request', request: 'resume' }]);
    expect(await waitForJobs(home, jobs)).toMatchObject([
      { state: 'completed' }
    ]);
  });

  it('are cancelled before they begin, by the stop signal, and with all that they started', async () => {
    const home = newHome();
    const child = path.join(home, '..', 'child');
    const facts = {
      ...keepFunction(
        home,
        'loop',
        `async function loop({ deaf }) {
          const child = require('node:child_process').spawn('sleep', ['1000']);
          require('node:fs').writeFileSync(${JSON.stringify(child)} + deaf, String(child.pid));
          for (let step = 0; ; step++) { if (!deaf) log('at', step); await new Promise(r => setTimeout(r, 5)); }
        }`
      ),
      workers: ['#1', '#2']
    };
    const { jobs, batch } = await submit(
      home,
      facts,
      requestsOf('loop', [{ deaf: 0 }, { deaf: 1 }, { deaf: 2 }])
    );
    const waiting = waitForJobs(home, jobs);
    await until(
      () => existsSync(`${child}0`) && readFileSync(`${child}1`, 'utf8') !== ''
    );
    appendQueue(home, [{ type: 'request', request: 'cancel', batch }]);
    const done = await waiting;
    expect(done.map(({ state, reason }) => [state, reason])).toEqual([
      ['terminated', 'cancelled'],
      ['terminated', 'cancelled'],
      ['terminated', 'cancelled']
    ]);
    expect(done[2].attempts).toBe(0);
    const pid = Number(readFileSync(`${child}1`, 'utf8'));
    await until(() => !existsSync(`/proc/${pid}/cwd`));
    process.kill(Number(readFileSync(`${child}0`, 'utf8')), 'SIGKILL');
  });

  it('that take longer than they may are ended, even when they never yield', async () => {
    const home = newHome();
    const [job] = await performed(
      home,
      'function train({ at }) { for (;;); }',
      [{ at: 1 }],
      { timeout: 300 }
    );
    expect(job).toMatchObject({
      state: 'failed',
      reason: 'timeout',
      message: 'It took longer than 0.3 s.'
    });
  });

  it.each([
    ['is gone', (file: string) => require('node:fs').rmSync(file)],
    [
      'is not what was submitted',
      (file: string) => writeFileSync(file, 'exports.entry = () => 1')
    ]
  ])('say so when their code %s', async (words, spoil) => {
    const home = newHome();
    const facts = keepFunction(home, 'train', ADD);
    const { jobs } = await submit(home, facts, requestsOf('train', [{ n: 1 }]));
    spoil(work.codeFile(home, facts.code));
    const [job] = await waitForJobs(home, jobs);
    expect(job).toMatchObject({ state: 'failed', reason: 'worker' });
    expect(job.message).toContain(words);
  });

  it('say so when a package is missing in the worker', async () => {
    const home = newHome();
    const [job] = await performed(
      home,
      `(() => { require('no-such-package'); })()`,
      [{ at: 1 }]
    );
    expect(job).toMatchObject({ state: 'failed', reason: 'worker' });
    expect(job.message).toMatch(/Cannot find module 'no-such-package'/);
  });
});

describe('a worker', () => {
  it('sees the GPUs that it is named after, and no others', async () => {
    const home = newHome();
    const jobs = await performed(
      home,
      `async function train({ at }) { await new Promise(r => setTimeout(r, 200)); console.log('gpu', process.env.CUDA_VISIBLE_DEVICES); }`,
      [{ at: 1 }, { at: 2 }],
      { workers: ['0', '2,3'] }
    );
    const seen = jobs.map(({ worker, run }) => [
      worker,
      readFileSync(
        path.join(home, String(run), 'trialbook/output.jsonl'),
        'utf8'
      )
    ]);
    expect(seen.map(([worker]) => worker).sort()).toEqual(['0', '2,3']);
    for (const [worker, output] of seen) {
      expect(output).toContain(`gpu ${worker}\\n`);
    }
  });

  it('that is killed loses its job once, which another one makes', async () => {
    const home = newHome();
    const mark = path.join(home, '..', 'mark');
    const facts = keepFunction(
      home,
      'train',
      `async function train({ n }) {
        const fs = require('node:fs');
        fs.appendFileSync(${JSON.stringify(mark)}, 'x');
        if (fs.readFileSync(${JSON.stringify(mark)}, 'utf8').length === 1) await new Promise(r => setTimeout(r, 60_000));
      }`
    );
    const { jobs } = await submit(home, facts, requestsOf('train', [{ n: 1 }]));
    const waiting = waitForJobs(home, jobs);
    await until(() => jobsOf(home)[0].run !== undefined && existsSync(mark));
    process.kill(Number(jobsOf(home)[0].process?.pid), 'SIGKILL');
    const [job] = await waiting;
    expect(job).toMatchObject({ state: 'completed', attempts: 2 });
    expect(runsOf(home).map(({ status }) => status)).toEqual([
      'completed',
      'lost'
    ]);
  });
});

describe('a supervisor', () => {
  it('that is killed is replaced, and what runs goes on', async () => {
    const home = newHome();
    const facts = keepFunction(
      home,
      'train',
      `async function train({ at }) { for (let step = 0; step < 10; step++) { log('at', at); await new Promise(r => setTimeout(r, 50)); } }`
    );
    const { jobs } = await submit(
      home,
      facts,
      requestsOf(
        'train',
        [1, 2, 3, 4, 5, 6].map(at => ({ at }))
      )
    );
    const waiting = waitForJobs(home, jobs);
    const killed: number[] = [];
    for (let kills = 0; kills < 2; kills++) {
      await until(
        () =>
          supervisorOf(home) !== undefined &&
          jobsOf(home).filter(({ state, run }) => state === 'running' && run)
            .length === 2 &&
          jobsOf(home).filter(({ state }) => state === 'completed').length >=
            kills * 2
      );
      killed.push(Number(supervisorOf(home)));
      process.kill(killed[kills], 'SIGKILL');
      await until(() => !killed.includes(supervisorOf(home) ?? killed[0]));
    }
    const done = await waiting;
    expect(done.map(({ state, attempts }) => [state, attempts])).toEqual(
      Array.from({ length: 6 }, () => ['completed', 1])
    );
    expect(runsOf(home)).toHaveLength(6);
  });

  it('is one, however many are started', async () => {
    const home = newHome();
    const facts = keepFunction(home, 'train', ADD);
    const { jobs } = await submit(
      home,
      facts,
      requestsOf(
        'train',
        [1, 2, 3, 4].map(n => ({ n }))
      )
    );
    for (let at = 0; at < 6; at++) {
      work.ensureSupervisor(home);
    }
    const done = await waitForJobs(home, jobs);
    expect(done.every(({ attempts }) => attempts === 1)).toBe(true);
    expect(runsOf(home)).toHaveLength(4);
    await atRest(home);
  });
});
