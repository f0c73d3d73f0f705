import * as fc from 'fast-check';
import {
  HEARTBEAT_LIMIT,
  SparklineBuilder,
  downsample,
  isEnded,
  isLost,
  nonFinite,
  recordNumber,
  runStatus,
  smooth,
  sparkline,
  toNumber
} from '../../src/format';

const values = fc.array(fc.double(), { maxLength: 300 });
const finite = (all: readonly number[]): number[] =>
  all.filter(value => Number.isFinite(value));

describe.each([
  ['sparkline()', (all: number[], limit: number) => sparkline(all, limit)],
  [
    'SparklineBuilder',
    (all: number[], limit: number) => {
      const builder = new SparklineBuilder(limit);
      all.forEach(value => builder.push(value));
      return builder.values();
    }
  ]
])('%s', (_name, reduce) => {
  it('keeps short series as they are, null for what is not finite', () => {
    expect(reduce([3, NaN, 1, -Infinity], 8)).toEqual([3, null, 1, null]);
    expect(reduce([], 8)).toEqual([]);
  });

  it('keeps the last value and the extremes within the limit', () => {
    fc.assert(
      fc.property(values, fc.integer({ min: 3, max: 64 }), (all, limit) => {
        const reduced = reduce(all, limit);
        expect(reduced.length).toBeLessThanOrEqual(limit);
        if (all.length > 0) {
          const last = all[all.length - 1];
          expect(reduced.at(-1)).toBe(Number.isFinite(last) ? last : null);
        }
        const kept = reduced.filter(value => value !== null);
        const wanted = finite(all);
        if (wanted.length > 0) {
          // 0 and -0 are the same height.
          expect(Math.min(...kept) + 0).toBe(Math.min(...wanted) + 0);
          expect(Math.max(...kept) + 0).toBe(Math.max(...wanted) + 0);
        }
      })
    );
  });

  it('keeps a single peak among a million points', () => {
    const all = Array.from({ length: 1_000_000 }, (_, i) => Math.sin(i / 1e5));
    all[345_678] = 50;
    const reduced = reduce(all, 32);
    expect(reduced).toContain(50);
    expect(reduced.length).toBeGreaterThan(10);
  });
});

describe('downsample()', () => {
  const ramp = Float64Array.from({ length: 10_000 }, (_, i) => i);

  it('gives ascending indices of finite points in the range, at most four a bucket', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.double({ noNaN: true }), fc.double())),
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: -100, max: 100 }),
        fc.nat(200),
        (points, buckets, from, width) => {
          const xs = Float64Array.from(points, point => point[0]);
          const ys = Float64Array.from(points, point => point[1]);
          const picked = [...downsample(xs, ys, from, from + width, buckets)];
          expect(picked.length).toBeLessThanOrEqual(4 * buckets);
          expect(picked).toEqual([...new Set(picked)].sort((a, b) => a - b));
          const inside = points
            .map((_, index) => index)
            .filter(i => xs[i] >= from && xs[i] <= from + width)
            .filter(i => Number.isFinite(ys[i]));
          expect(inside).toEqual(expect.arrayContaining(picked));
          if (inside.length > 0) {
            const heights = picked.map(i => ys[i] + 0);
            const wanted = inside.map(i => ys[i] + 0);
            expect(Math.max(...heights)).toBe(Math.max(...wanted));
            expect(Math.min(...heights)).toBe(Math.min(...wanted));
            expect(picked[0]).toBe(inside[0]);
            expect(picked.at(-1)).toBe(inside.at(-1));
          }
        }
      )
    );
  });

  it('gives all points when there are few', () => {
    expect([...downsample([0, 1, 2], [5, 6, 7], 0, 2, 100)]).toEqual([0, 1, 2]);
  });

  it('keeps every peak that a pixel can show', () => {
    const ys = ramp.map(x => (x % 1000 === 500 ? 9 : 0));
    const picked = new Set(downsample(ramp, ys, 0, 9_999, 500));
    for (let peak = 500; peak < 10_000; peak += 1000) {
      expect(picked.has(peak)).toBe(true);
    }
    expect(picked.size).toBeLessThanOrEqual(2000);
  });

  it('keeps the logged order where steps go backwards', () => {
    const xs = [0, 1, 2, 3, 1, 2, 3];
    const picked = downsample(xs, [0, 1, 2, 3, 9, 8, 7], 0, 3, 4);
    expect([...picked]).toEqual([0, 1, 2, 3, 4, 5, 6]);
  });

  it('takes a range of one x', () => {
    expect([...downsample([5, 5, 5], [1, 3, 2], 5, 5, 10)]).toEqual([0, 1, 2]);
  });
});

describe('nonFinite()', () => {
  it('marks each part of the range at most once', () => {
    const xs = [0, 1, 2, 3, 100];
    const ys = [NaN, Infinity, 1, NaN, NaN];
    expect([...nonFinite(xs, ys, 0, 4, 2)]).toEqual([0, 3]);
    expect([...nonFinite(xs, ys, 0, 4, 100)]).toEqual([0, 1, 3]);
  });
});

describe('smooth()', () => {
  it('leaves a series as it is without weight, and a constant one always', () => {
    expect([...smooth([1, 5, NaN], 0)]).toEqual([1, 5, NaN]);
    expect([...smooth([0.1, 0.1, 0.1], 0.9)]).toEqual([0.1, 0.1, 0.1]);
  });

  it('averages with the bias of the beginning taken out', () => {
    const [first, second, third] = smooth([2, 4, 8], 0.5);
    expect(first).toBeCloseTo(2, 12);
    expect(second).toBeCloseTo((0.5 * 1 + 0.5 * 4) / 0.75, 12);
    expect(third).toBeCloseTo((0.25 * 1 + 0.25 * 4 + 0.5 * 8) / 0.875, 12);
  });

  it('passes NaN and the infinities through and goes on behind them', () => {
    const smoothed = [...smooth([2, NaN, 4, Infinity, 8], 0.5)];
    const without = [...smooth([2, 4, 8], 0.5)];
    expect(smoothed).toEqual([
      without[0],
      NaN,
      without[1],
      Infinity,
      without[2]
    ]);
  });

  it('stays between the extremes', () => {
    const tame = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), {
      minLength: 1
    });
    fc.assert(
      fc.property(
        tame,
        fc.double({ min: 0, max: 1, noNaN: true }),
        (ys, weight) => {
          for (const y of smooth(ys, weight)) {
            expect(y).toBeGreaterThanOrEqual(Math.min(...ys) - 1e-3);
            expect(y).toBeLessThanOrEqual(Math.max(...ys) + 1e-3);
          }
        }
      )
    );
  });
});

describe('status of a run', () => {
  it('is lost when it says it runs and its heart stands still', () => {
    expect(isLost({ status: 'running', heartbeatAge: HEARTBEAT_LIMIT })).toBe(
      false
    );
    expect(
      isLost({ status: 'running', heartbeatAge: HEARTBEAT_LIMIT + 1 })
    ).toBe(true);
    expect(isLost({ status: 'running', heartbeatAge: Infinity })).toBe(true);
    expect(isLost({ status: 'running' })).toBe(false);
    expect(isLost({ status: 'pending', heartbeatAge: Infinity })).toBe(true);
    expect(isLost({ status: 'completed', heartbeatAge: Infinity })).toBe(false);
    expect(runStatus({ status: 'running', heartbeatAge: 1e9 })).toBe('lost');
    expect(runStatus({ status: 'failed', heartbeatAge: 1e9 })).toBe('failed');
  });

  it('is an end but for pending and running', () => {
    expect(isEnded('pending') || isEnded('running')).toBe(false);
    expect(isEnded('lost') && isEnded('failed')).toBe(true);
  });
});

describe('recordNumber()', () => {
  it('is undone by toNumber()', () => {
    fc.assert(
      fc.property(fc.double(), value => {
        const recorded = JSON.parse(JSON.stringify(recordNumber(value)));
        expect(toNumber(recorded)).toBe(value + 0);
      })
    );
  });
});
