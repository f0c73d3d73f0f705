import fc from 'fast-check';
import {
  loguniform,
  range,
  trials,
  uniform,
  when,
  type Space,
  type TrialOptions
} from '../../../src/plan/sweep';

const all = (space: Space, options?: TrialOptions) => [
  ...trials(space, options)
];

describe('trials() of a grid', () => {
  it('are all combinations, the last parameter changing fastest', () => {
    expect(all({ lr: [0.1, 0.01], seed: range(2), name: 'net' })).toEqual([
      { lr: 0.1, seed: 0, name: 'net' },
      { lr: 0.1, seed: 1, name: 'net' },
      { lr: 0.01, seed: 0, name: 'net' },
      { lr: 0.01, seed: 1, name: 'net' }
    ]);
  });

  it('of a value that is a list itself are written as a list of it', () => {
    expect(all({ layers: [[64, 10], [32]] })).toEqual([
      { layers: [64, 10] },
      { layers: [32] }
    ]);
  });

  it('stop at maxTrials, and none is made before it is asked for', () => {
    const many = { a: range(1e5), b: range(1e5), c: range(1e5) };
    expect(all(many, { maxTrials: 3 })).toEqual([
      { a: 0, b: 0, c: 0 },
      { a: 0, b: 0, c: 1 },
      { a: 0, b: 0, c: 2 }
    ]);
    const [first] = trials(many);
    expect(first).toEqual({ a: 0, b: 0, c: 0 });
  });

  it('have lists side by side', () => {
    expect(
      all(
        { width: [8, 16], lr: [1, 2], depth: [3, 4] },
        { zip: [['width', 'depth']] }
      )
    ).toEqual([
      { width: 8, depth: 3, lr: 1 },
      { width: 8, depth: 3, lr: 2 },
      { width: 16, depth: 4, lr: 1 },
      { width: 16, depth: 4, lr: 2 }
    ]);
  });

  it('leave a parameter out where its condition does not hold', () => {
    expect(
      all({
        momentum: when({ opt: 'sgd' }, [0, 0.9]),
        nesterov: when({ momentum: 0.9 }, true),
        opt: ['sgd', 'adam']
      })
    ).toEqual([
      { opt: 'sgd', momentum: 0 },
      { opt: 'sgd', momentum: 0.9, nesterov: true },
      { opt: 'adam' }
    ]);
  });

  it('are as many as the lists say, and no two are the same', () => {
    const list = fc.uniqueArray(fc.integer(), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(fc.dictionary(fc.string(), list, { maxKeys: 4 }), space => {
        const found = all(space);
        const size = Object.values(space).reduce(
          (product, { length }) => product * length,
          1
        );
        expect(found).toHaveLength(size);
        expect(new Set(found.map(trial => JSON.stringify(trial))).size).toBe(
          size
        );
      })
    );
  });
});

/** Written down once, and computed in another language too: they must never change. */
const DRAWN = [
  { lr: 0.00891396955511, n: 5, x: -0.0307587392861 },
  { lr: 0.0259226879598, n: 5, x: 0.236041517965 }
];

describe('trials() that are drawn', () => {
  const space = {
    lr: loguniform(1e-5, 1),
    dropout: uniform(0, 0.5),
    opt: ['sgd', 'adam'],
    momentum: when({ opt: 'sgd' }, uniform(0, 1))
  };

  it('lie between the ends of their distributions, and are the same with the same seed', () => {
    const found = all(space, { maxTrials: 200, seed: 7 });
    expect(found).toHaveLength(200);
    for (const { lr, dropout, opt, momentum } of found) {
      expect(lr).toBeGreaterThanOrEqual(1e-5);
      expect(lr).toBeLessThanOrEqual(1);
      expect(dropout).toBeLessThanOrEqual(0.5);
      expect(momentum === undefined).toBe(opt === 'adam');
    }
    expect(all(space, { maxTrials: 200, seed: 7 })).toEqual(found);
    expect(all(space, { maxTrials: 200, seed: 8 })).not.toEqual(found);
  });

  it('are these, on every machine', () => {
    expect(
      all(
        { lr: loguniform(1e-3, 1), n: range(10), x: uniform(-1, 1) },
        { maxTrials: 2, seed: 1 }
      )
    ).toEqual(DRAWN);
  });

  it('are added to when there shall be more of them', () => {
    const few = all(space, { maxTrials: 10, seed: 3 });
    expect(all(space, { maxTrials: 30, seed: 3 }).slice(0, 10)).toEqual(few);
  });

  it('do not change when another parameter is added', () => {
    const lrs = (more: Space) =>
      all({ lr: loguniform(1e-5, 1), ...more }, { maxTrials: 5, seed: 3 }).map(
        ({ lr }) => lr
      );
    expect(lrs({ wd: uniform(0, 1) })).toEqual(lrs({}));
  });

  it('are spread as the distribution says', () => {
    const found = all(
      { lr: loguniform(1e-4, 1), x: uniform(0, 1) },
      { maxTrials: 4000, seed: 1 }
    );
    const part = (holds: (trial: Record<string, unknown>) => boolean) =>
      found.filter(holds).length / found.length;
    expect(part(({ x }) => Number(x) < 0.25)).toBeCloseTo(0.25, 1);
    expect(part(({ lr }) => Number(lr) < 1e-2)).toBeCloseTo(0.5, 1);
  });

  it('of a small grid are each taken once, in another order', () => {
    const found = all({ a: range(3), b: range(2) }, { maxTrials: 50, seed: 5 });
    expect(found).toHaveLength(6);
    expect(found).not.toEqual(all({ a: range(3), b: range(2) }));
  });
});

describe('a space that is wrong', () => {
  it.each<[string, Space | (() => Space), TrialOptions, RegExp]>([
    ['has no trial', { lr: [] }, {}, /lr has an empty list/],
    ['never ends', { lr: uniform(0, 1) }, {}, /maxTrials: 20/],
    ['has a budget of 0', { lr: 1 }, { maxTrials: 0 }, /above 0/],
    [
      'zips what is no list',
      { a: 1, b: [1] },
      { zip: [['a', 'b']] },
      /a is none/
    ],
    [
      'zips lists of two lengths',
      { a: [1], b: [1, 2] },
      { zip: [['a', 'b']] },
      /a has 1 values, b has 2/
    ],
    ['zips what is not there', { a: [1] }, { zip: [['a', 'b']] }, /\bb\b/],
    [
      'depends on what is not there',
      { a: when({ b: 1 }, 2) },
      {},
      /a depends on b, which is not in the space/
    ],
    [
      'depends on itself',
      { a: when({ b: 1 }, 1), b: when({ a: 1 }, 1) },
      {},
      /conditions of a and b depend on each other/
    ],
    ['goes backwards', () => ({ a: uniform(1, 0) }), {}, /larger one/],
    ['has a log of 0', () => ({ a: loguniform(0, 1) }), {}, /above 0/],
    ['counts in halves', () => ({ a: range(0, 1, 0.5) }), {}, /whole numbers/]
  ])('%s: says so before the first trial', (_, space, options, words) => {
    const make = () => (typeof space === 'function' ? space() : space);
    expect(() => trials(make(), options)).toThrow(words);
    expect(() => trials(make(), options)).toThrow(
      expect.objectContaining({ code: 'BAD_SPACE' })
    );
  });
});
