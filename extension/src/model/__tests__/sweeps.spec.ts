import { planGraph } from '../plan-graph';
import { sweepDetail } from '../sweep-detail';
import { sweepOfBatch, sweepsOf } from '../sweep-info';
import { lanesOf } from '../sweep-lanes';
import { runInfo } from './info';
import { attempt, batch, ended, id, job, queueOf } from './queue';

const [A, B, C, D] = ['a', 'b', 'c', 'd'].map(letter => id(letter));
const [P, Q, R] = ['p', 'q', 'r'].map(letter => id(letter));

describe('sweepsOf()', () => {
  it('gives the newest first, with counts, state and what is left', () => {
    const [second, first] = sweepsOf(
      queueOf([
        batch(P, { label: 'lr' }),
        job(P, A),
        job(P, B),
        attempt(A, { time: 3000 }),
        ended(A, 'completed', { time: 5000 }),
        batch(Q),
        job(Q, C),
        attempt(B, { worker: '#2' })
      ])
    );
    expect(first).toMatchObject({
      id: P,
      kind: 'sweep',
      name: 'train',
      label: 'lr',
      counts: { completed: 1, running: 1 },
      total: 2,
      state: 'running',
      left: 1000 / 2
    });
    expect(second).toMatchObject({ id: Q, state: 'pending', total: 1 });
    expect(second.left).toBeUndefined();
  });

  it('shows a sweep that was called again once', () => {
    const fold = queueOf([
      batch(P),
      job(P, A),
      batch(Q),
      { type: 'join', batch: Q, jobs: [A] }
    ]);
    expect(sweepsOf(fold).map(info => info.id)).toEqual([Q]);
    // Who asks for the older one gets it: its card may be in a notebook.
    expect(sweepOfBatch(fold, P)).toMatchObject({ id: P, total: 1 });
    expect(sweepOfBatch(fold, R)).toBeUndefined();
  });

  it('puts the submissions of an experiment together, each job once', () => {
    const [info, ...others] = sweepsOf(
      queueOf([
        batch(P, { experiment: 'mnist' }),
        job(P, A),
        batch(Q, { experiment: 'mnist' }),
        job(Q, B),
        { type: 'join', batch: Q, jobs: [A] }
      ])
    );
    expect(others).toEqual([]);
    expect(info).toMatchObject({
      id: Q,
      kind: 'experiment',
      name: 'mnist',
      batches: [P, Q],
      total: 2
    });
  });

  it.each([
    [[ended(A, 'completed'), ended(B, 'completed')], 'completed'],
    [[ended(A, 'completed'), ended(B, 'failed')], 'failed'],
    [[ended(A, 'completed'), ended(B, 'terminated')], 'terminated'],
    [[{ type: 'request', request: 'pause', batch: P }], 'paused'],
    [[{ type: 'request', request: 'pause' }], 'paused'],
    [[{ type: 'request', request: 'pause' }, attempt(A)], 'running']
  ])('tells its state: %#', (entries, state) => {
    const [info] = sweepsOf(
      queueOf([batch(P), job(P, A), job(P, B), ...entries])
    );
    expect(info.state).toBe(state);
  });

  it('tells what waits at Slurm from what runs', () => {
    const launch = { key: id('k'), index: 0 };
    const [info] = sweepsOf(
      queueOf([
        batch(P, { workers: [], launcher: { on: 'slurm', options: {} } }),
        job(P, A),
        attempt(A, { launch, worker: 'slurm' })
      ])
    );
    expect(info).toMatchObject({ waiting: 1, counts: { running: 1 } });
  });
});

describe('sweepDetail()', () => {
  const entries = [
    batch(P, { objective: { tag: 'loss', goal: 'minimize' } }),
    job(P, A, { flags: { lr: 0.1, n: 1 } }),
    job(P, B, { flags: { lr: 0.2, n: 1 } }),
    job(P, C, { flags: { lr: 0.3, n: 1 } }),
    attempt(A, { run: id('x') }),
    ended(A, 'completed'),
    attempt(B, { run: id('y') }),
    ended(B, 'completed'),
    attempt(C, { run: id('z') }),
    ended(C, 'failed', { message: 'no' })
  ];
  const loss = (last: number | 'NaN') => ({ loss: { last, step: 1 } });
  const detailOf = (values: readonly (number | 'NaN')[], goal = 'minimize') => {
    const [first, ...rest] = entries;
    const fold = queueOf([
      { ...first, objective: { tag: 'loss', goal } },
      ...rest
    ]);
    const runs = ['x', 'y', 'z'].map((letter, at) =>
      runInfo({ id: id(letter), scalars: loss(values[at]) })
    );
    return sweepDetail(fold, sweepsOf(fold)[0], runs);
  };

  it('finds the best of what was completed', () => {
    expect(detailOf([2, 1, 0]).best?.job.job).toBe(B);
    expect(detailOf([2, 1, 0], 'maximize').best?.job.job).toBe(A);
    expect(detailOf(['NaN', 1, 0]).best?.job.job).toBe(B);
    expect(detailOf(['NaN', 'NaN', 0]).best).toBeUndefined();
  });

  it('names what failed, the flags that differ and the workers', () => {
    const detail = detailOf([2, 1, 0]);
    expect(
      detail.failures.map(({ job: { job, message } }) => [job, message])
    ).toEqual([[C, 'no']]);
    expect(detail.flags).toEqual(['lr']);
    expect(detail.workers).toEqual(['#1', '#2']);
    expect(detail.rows.map(({ value }) => value)).toEqual([2, 1, 0]);
  });

  it('takes tags for results of other jobs', () => {
    const fold = queueOf([
      batch(P, { experiment: 'e' }),
      job(P, A, { flags: { layers: 1 }, tags: { layers: 1 } }),
      job(P, B, {
        flags: { model: null },
        inputs: [{ to: ['model'], job: A }],
        after: [A],
        tags: { layers: 2 }
      })
    ]);
    expect(sweepDetail(fold, sweepsOf(fold)[0], []).flags).toEqual(['layers']);
  });
});

describe('lanesOf()', () => {
  it('lays out what each worker did, up to now while something runs', () => {
    const jobs = [
      ...queueOf([
        batch(P),
        job(P, A),
        job(P, B),
        attempt(A, { time: 1000 }),
        ended(A, 'completed', { time: 2000 }),
        attempt(B, { time: 3000, worker: '#10' })
      ]).jobs.values()
    ];
    const { from, to, lanes } = lanesOf(jobs, ['#10', '#2', '#1'], 5000);
    expect([from, to]).toEqual([1000, 5000]);
    expect(
      lanes.map(({ worker, made, current }) => [worker, made, current?.job])
    ).toEqual([
      ['#1', 1, undefined],
      ['#2', 0, undefined],
      ['#10', 0, B]
    ]);
    expect(lanes[0].parts).toMatchObject([{ from: 0, to: 0.25 }]);
    expect(lanes[2].parts).toMatchObject([{ from: 0.5, to: 1 }]);
  });

  it('ends with the last job when none runs, and shows the last jobs of many', () => {
    const jobs = [
      ...queueOf([
        batch(P),
        ...Array.from({ length: 1000 }, (_, n) => [
          job(P, id('a', n % 1000)),
          attempt(id('a', n % 1000), { time: 1000 * n }),
          ended(id('a', n % 1000), 'completed', { time: 1000 * n + 500 })
        ]).flat()
      ]).jobs.values()
    ];
    const { from, to, lanes } = lanesOf(jobs, [], 1e9);
    expect(lanes[0].made).toBe(1000);
    expect(lanes[0].parts.length).toBeLessThan(200);
    expect(to).toBe(999_500);
    expect(from).toBeGreaterThan(800_000);
    expect(lanes[0].parts.at(-1)?.to).toBe(1);
  });

  it('has no span where nothing began', () => {
    expect(lanesOf([], ['#1'], 5000)).toMatchObject({
      lanes: [{ worker: '#1', parts: [] }]
    });
  });
});

describe('planGraph()', () => {
  const rowsOf = (entries: readonly object[]) =>
    [...queueOf(entries).jobs.values()].map(each => ({ job: each, name: 'n' }));

  it('is nothing where nothing depends on anything', () => {
    expect(planGraph(rowsOf([batch(P), job(P, A), job(P, B)]))).toBeNull();
  });

  it('puts each job behind all that it needs', () => {
    const graph = planGraph(
      rowsOf([
        batch(P),
        job(P, A),
        job(P, B, { after: [A] }),
        job(P, C, { after: [A, B] }),
        job(P, D)
      ])
    );
    expect(
      graph?.nodes.map(({ key, column, row }) => [key, column, row])
    ).toEqual([
      [A, 0, 0],
      [B, 1, 0],
      [C, 2, 0],
      [D, 0, 1]
    ]);
    expect(graph?.edges.map(({ from, to }) => [from.key, to.key])).toEqual([
      [A, B],
      [A, C],
      [B, C]
    ]);
    expect(graph).toMatchObject({ columns: 3, rows: 2 });
  });

  it('puts many of one depth into one node, marked by what deserves attention', () => {
    const many = Array.from({ length: 300 }, (_, n) => id('a', n));
    const graph = planGraph(
      rowsOf([
        batch(P),
        ...many.map(name => job(P, name)),
        job(P, B, { after: many }),
        attempt(many[0]),
        ended(many[0], 'failed')
      ])
    );
    expect(graph?.nodes).toHaveLength(2);
    expect(graph?.nodes[0]).toMatchObject({
      state: 'failed',
      counts: { failed: 1, pending: 299 }
    });
    expect(graph?.edges).toHaveLength(1);
  });

  it('ends at cycles, which only a forged queue has, and with long chains', () => {
    expect(
      planGraph(
        rowsOf([
          batch(P),
          job(P, A, { after: [B] }),
          job(P, B, { after: [A] }),
          job(P, C, { after: [C] })
        ])
      )?.nodes
    ).toHaveLength(3);
    const chain = Array.from({ length: 900 }, (_, n) =>
      job(P, id('a', n), n > 0 ? { after: [id('a', n - 1)] } : {})
    );
    expect(planGraph(rowsOf([batch(P), ...chain.reverse()]))?.columns).toBe(
      900
    );
  });
});
