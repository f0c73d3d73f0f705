import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import fc from 'fast-check';
import {
  encodeLine,
  QueueFold,
  queueEntryOf,
  SWEEP_CARD_MIME,
  waitsAtLauncher,
  type SweepCard
} from '../../../src/format';

const DOCUMENT = readFileSync(
  path.join(__dirname, '../../../../docs/queue-format.md'),
  'utf8'
);
const EXAMPLE = new TextEncoder().encode(
  /^```jsonl queue\n([^]*?)^```$/m.exec(DOCUMENT)?.[1] ?? ''
);
const A = 'c3n5q7s9v1wb';
const B = 'd4p6r8t0x2yc';
const FIRST = 'b2k4m6p8r0ta';
const PROCESS = { host: 'box', pid: 4711, started: '1' };

function foldOf(...entries: object[]): QueueFold {
  const fold = new QueueFold();
  for (const entry of entries) {
    fold.push(encodeLine({ time: 1, ...entry }, { shared: true }));
  }
  return fold;
}

const batch = (id: string) => ({
  type: 'batch',
  batch: id,
  name: 'train',
  code: 'a'.repeat(64),
  size: 1,
  workers: ['#1']
});
const job = (id: string, key = 'b', more: object = {}) => ({
  type: 'job',
  batch: FIRST,
  job: id,
  key: key.repeat(64),
  flags: { lr: 0.1 },
  ...more
});
const attempt = (number: number, more: object = {}) => ({
  type: 'attempt',
  job: A,
  number,
  worker: '#1',
  process: PROCESS,
  ...more
});
const ended = (status: string, more: object = {}) => ({
  type: 'ended',
  job: A,
  status,
  ...more
});

describe('docs/queue-format.md', () => {
  it('shows a queue that folds to what it says', () => {
    const fold = new QueueFold();
    fold.push(EXAMPLE);
    expect(fold.lines.problems).toEqual([]);
    expect([...fold.jobs.values()]).toMatchObject([
      { job: A, state: 'completed', run: 'k3m9q2x7b4na', attempts: 1 },
      {
        job: B,
        state: 'pending',
        attempts: 1,
        after: [A],
        notBefore: 1700000010001
      },
      {
        state: 'failed',
        reason: 'out-of-memory',
        run: 'n9s3d6f0g2hj',
        launch: { key: 'h8t0v2y4a6cg', index: 0, id: '17' },
        started: 1700000031000
      },
      {
        state: 'pending',
        after: [A],
        inputs: [{ to: ['start'], job: A, part: ['weights'], path: true }],
        tags: { lr: 1 },
        defaults: { steps: 100 },
        batch: 'm1x3z5b7d9fn'
      }
    ]);
    const [first, second, third] = fold.batches.values();
    expect(third.launcher).toEqual({
      on: 'slurm',
      name: 'gpu',
      options: { partition: 'gpu', time: '60' },
      limit: 4,
      notice: 60_000,
      requeues: 3
    });
    expect(first.counts).toMatchObject({ completed: 1, pending: 1 });
    expect(second).toMatchObject({ jobs: [A], counts: { completed: 1 } });
    expect([...fold.workers.keys()]).toEqual(['0']);
  });

  it('shows a sweep card, of a batch that it has', () => {
    const text = /^```json sweep-card\n([^]*?)^```$/m.exec(DOCUMENT)?.[1] ?? '';
    const card = JSON.parse(text) as SweepCard;
    const fold = new QueueFold();
    fold.push(EXAMPLE);
    expect(card).toMatchObject({ version: 1, batch: FIRST, home: 'runs' });
    expect(Object.keys(card.counts)).toEqual(
      Object.keys(fold.batches.get(FIRST)?.counts ?? {})
    );
    expect(DOCUMENT).toContain(SWEEP_CARD_MIME);
  });

  it('shows an entry of every type that its table lists', () => {
    const shown = new TextDecoder()
      .decode(EXAMPLE)
      .trim()
      .split('\n')
      .map(line => queueEntryOf(JSON.parse(line))?.type);
    const listed = [...DOCUMENT.matchAll(/^\| `(\w+)` +\|/gm)].map(
      row => row[1]
    );
    expect([...new Set(shown)].sort()).toEqual(listed.sort());
  });
});

describe('QueueFold', () => {
  it('is the same however the bytes come', () => {
    const whole = new QueueFold();
    whole.push(EXAMPLE);
    fc.assert(
      fc.property(fc.array(fc.nat(EXAMPLE.length)), cuts => {
        const fold = new QueueFold();
        const places = [0, ...cuts.sort((a, b) => a - b), EXAMPLE.length];
        places
          .slice(1)
          .forEach((to, at) => fold.push(EXAMPLE.subarray(places[at], to)));
        expect([...fold.jobs]).toEqual([...whole.jobs]);
        expect([...fold.batches]).toEqual([...whole.batches]);
      })
    );
  });

  it('has a job once, by its id and by its key', () => {
    const fold = foldOf(
      batch(FIRST),
      job(A),
      job(B, 'b'),
      job(A, 'c', { flags: {} })
    );
    expect([...fold.jobs.keys()]).toEqual([A]);
    expect(fold.find('b'.repeat(64))?.flags).toEqual({ lr: 0.1 });
    expect(fold.batches.get(FIRST)?.counts.pending).toBe(1);
  });

  it('tells what becomes of a job: waits, runs, fails, is retried, is completed', () => {
    const entries = [
      batch(FIRST),
      job(A),
      attempt(1),
      attempt(1, { run: 'k3m9q2x7b4na' }),
      ended('failed', { reason: 'failed', message: 'Error: no' }),
      { type: 'request', request: 'retry', jobs: [A] },
      attempt(2),
      ended('completed')
    ];
    const states = entries.map((_, at) => {
      const { jobs } = foldOf(...entries.slice(0, at + 1));
      return jobs.get(A)?.state;
    });
    expect(states).toEqual([
      undefined,
      'pending',
      'running',
      'running',
      'failed',
      'pending',
      'running',
      'completed'
    ]);
    const { batches, jobs } = foldOf(...entries);
    expect(batches.get(FIRST)?.counts).toEqual({
      pending: 0,
      running: 0,
      completed: 1,
      failed: 0,
      terminated: 0
    });
    expect(jobs.get(A)?.message).toBeUndefined();
  });

  it('lets nothing follow on completed', () => {
    const fold = foldOf(
      batch(FIRST),
      job(A),
      attempt(1),
      ended('completed'),
      ended('failed', { reason: 'lost' }),
      { type: 'request', request: 'retry' },
      attempt(2)
    );
    expect(fold.jobs.get(A)).toMatchObject({ state: 'completed', attempts: 1 });
  });

  it('takes what comes late of an attempt that is over for nothing', () => {
    const fold = foldOf(batch(FIRST), job(A), attempt(2), attempt(1));
    expect(fold.jobs.get(A)?.attempts).toBe(2);
  });

  it('knows where a launcher has an attempt: first the key, then its id, then the process', () => {
    const launch = { key: 'h8t0v2y4a6cg', index: 3 };
    const entries = [
      batch(FIRST),
      job(A),
      attempt(1, { process: undefined, launch }),
      { type: 'launch', key: launch.key, id: '17' }
    ];
    const taken = foldOf(...entries);
    expect(taken.jobs.get(A)).toMatchObject({ state: 'running', launch });
    expect(taken.jobs.get(A)?.process).toBeUndefined();
    const waits = (fold: QueueFold) =>
      [...fold.jobs.values()].map(waitsAtLauncher);
    expect(waits(taken)).toEqual([true]);
    expect([...taken.launches]).toEqual([[launch.key, '17']]);
    const begun = foldOf(
      ...entries,
      attempt(1, {
        time: 9,
        launch: { ...launch, id: '17' },
        run: 'k3m9q2x7b4na'
      })
    );
    expect(waits(begun)).toEqual([false]);
    expect(begun.jobs.get(A)).toMatchObject({
      attempts: 1,
      started: 9,
      process: PROCESS,
      run: 'k3m9q2x7b4na'
    });
  });

  it('takes no launch, id or option that is none', () => {
    const read = (line: object) => queueEntryOf({ time: 1, ...line });
    const { process: _, ...bare } = attempt(1);
    for (const launch of [{ key: '../x', index: 0 }, { key: A }, 'h8t0']) {
      expect(read({ ...bare, launch })).toBeUndefined();
    }
    const key = 'h8t0v2y4a6cg';
    for (const id of ['17; rm', '-1', 17, '']) {
      expect(read({ type: 'launch', key, id })).toBeUndefined();
      expect(read({ ...bare, launch: { key, index: 0, id } })).toMatchObject({
        launch: { key, index: 0 }
      });
    }
    const options = { time: '5', 'a=b': '1', '--x': '1', mem: 4 };
    expect(
      read({ ...batch(FIRST), launcher: { on: 'slurm', options } })
    ).toMatchObject({ launcher: { on: 'slurm', options: { time: '5' } } });
    expect(
      read({ ...batch(FIRST), launcher: { on: 'moon', options } })
    ).not.toHaveProperty('launcher');
  });

  it('asks jobs, a batch or all to end, and pauses a batch or all', () => {
    const twice = [batch(FIRST), job(A), job(B, 'c')];
    const asked = (request: object) =>
      [
        ...foldOf(...twice, {
          type: 'request',
          request: 'cancel',
          ...request
        }).jobs.values()
      ]
        .filter(({ cancel }) => cancel)
        .map(({ job: id }) => id);
    expect(asked({ jobs: [B] })).toEqual([B]);
    expect(asked({ batch: FIRST })).toEqual([A, B]);
    expect(asked({})).toEqual([A, B]);
    expect(asked({ jobs: ['no id'] })).toEqual([]);
    const pause = (request: object) =>
      foldOf(...twice, { type: 'request', request: 'pause', ...request });
    expect(pause({ batch: FIRST }).batches.get(FIRST)?.paused).toBe(true);
    expect(pause({ batch: FIRST }).paused).toBe(false);
    expect(pause({}).paused).toBe(true);
  });

  it('passes over what anybody may have written, and never kills by it', () => {
    fc.assert(
      fc.property(fc.jsonValue(), value => {
        const fold = new QueueFold();
        fold.push(encodeLine(value));
        expect(fold.jobs.size).toBe(0);
      })
    );
    for (const pid of [-1, 0, 1, 1.5, NaN, '4711']) {
      const line = { time: 1, ...attempt(1), process: { host: 'box', pid } };
      expect(queueEntryOf(line)).toBeUndefined();
    }
  });

  it('makes a job that is over again from what the newest submission says, and goes on to count it in all', () => {
    const second = 'e5q7s9v1x3zd';
    const again = { type: 'again', batch: second, job: A, flags: { lr: 2 } };
    const before = [batch(FIRST), batch(second), job(A), attempt(1)];
    // One that is under way is not touched.
    expect(foldOf(...before, again).jobs.get(A)).toMatchObject({
      state: 'running',
      batch: FIRST,
      flags: { lr: 0.1 }
    });
    for (const status of ['failed', 'terminated', 'completed']) {
      const fold = foldOf(...before, ended(status), again);
      expect(fold.jobs.get(A)).toEqual({
        job: A,
        key: 'b'.repeat(64),
        batch: second,
        flags: { lr: 2 },
        after: [],
        state: 'pending',
        attempts: 1
      });
      fold.push(encodeLine({ time: 2, ...attempt(2) }));
      fold.push(encodeLine({ time: 2, ...ended('completed') }));
      expect(
        [...fold.batches.values()].map(({ jobs, counts }) => [jobs, counts])
      ).toMatchObject([
        [[A], { pending: 0, running: 0, completed: 1, failed: 0 }],
        [[A], { pending: 0, running: 0, completed: 1, failed: 0 }]
      ]);
    }
    // By a batch that is not there, nothing is made.
    expect(
      foldOf(batch(FIRST), job(A), ended('failed'), again).jobs.get(A)?.state
    ).toBe('failed');
  });

  it('counts a job in every batch that asked for it', () => {
    const second = 'e5q7s9v1x3zd';
    const fold = foldOf(
      batch(FIRST),
      job(A),
      batch(second),
      { type: 'join', batch: second, jobs: [A, B, A] },
      attempt(1),
      ended('completed')
    );
    expect(
      [...fold.batches.values()].map(({ jobs, counts }) => [
        jobs,
        counts.completed
      ])
    ).toEqual([
      [[A], 1],
      [[A], 1]
    ]);
  });
});
