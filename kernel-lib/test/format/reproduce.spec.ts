import * as fc from 'fast-check';
import {
  compareRuns,
  compareScalars,
  difference,
  largestDifference,
  numbersAgree,
  reproductionLine,
  type Points,
  type RunOutcome
} from '../../src/format';

const numbers = fc.oneof(
  fc.double(),
  fc.constantFrom(0, -0, NaN, Infinity, -Infinity, 1e-300, 1)
);

const points = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 5 }), numbers), { maxLength: 12 })
  .map(list => ({
    steps: list.map(([step]) => step),
    values: Float64Array.from(list, ([, value]) => value)
  }));

const scalars = fc
  .dictionary(
    fc.oneof(
      fc.string({ maxLength: 4 }),
      fc.constantFrom('loss', '__proto__', 'constructor')
    ),
    points,
    { maxKeys: 4 }
  )
  .map(tags => new Map<string, Points>(Object.entries(tags)));

function outcome(
  record: Partial<RunOutcome['record']> = {},
  values: ReadonlyMap<string, Points> = new Map()
): RunOutcome {
  return {
    record: { status: 'completed', flags: {}, environment: {}, ...record },
    scalars: values
  };
}

const loss = (...values: number[]) =>
  new Map([['loss', { steps: values.map((_, step) => step), values }]]);

describe('numbersAgree()', () => {
  it('asks for the same bits without a tolerance', () => {
    fc.assert(
      fc.property(numbers, numbers, (a, b) => {
        expect(numbersAgree(a, b, 0)).toBe(Object.is(a, b));
      })
    );
  });

  it('is the same whichever comes first, and never stricter with a larger tolerance', () => {
    const tolerance = fc.double({ min: 0, max: 10, noNaN: true });
    fc.assert(
      fc.property(numbers, numbers, tolerance, tolerance, (a, b, s, t) => {
        expect(numbersAgree(a, b, s)).toBe(numbersAgree(b, a, s));
        if (numbersAgree(a, b, Math.min(s, t))) {
          expect(numbersAgree(a, b, Math.max(s, t))).toBe(true);
        }
      })
    );
  });

  it('is absolute for small numbers and relative for large ones', () => {
    expect(numbersAgree(0.1, 0.1000005, 1e-6)).toBe(true);
    expect(numbersAgree(0.1, 0.10002, 1e-6)).toBe(false);
    expect(numbersAgree(1e9, 1e9 + 900, 1e-6)).toBe(true);
    expect(numbersAgree(1e9, 1e9 + 1100, 1e-6)).toBe(false);
  });

  it('never takes NaN or an infinity for a number', () => {
    expect(numbersAgree(NaN, 0, 1)).toBe(false);
    expect(numbersAgree(Infinity, 1e308, 1)).toBe(false);
    expect(numbersAgree(Infinity, -Infinity, 1)).toBe(false);
    expect(numbersAgree(0, -0, 1e-9)).toBe(true);
  });
});

describe('compareScalars()', () => {
  it('finds no difference between a run and itself', () => {
    fc.assert(
      fc.property(scalars, same => {
        const found = compareScalars(same, same, 0);
        expect(found).toMatchObject({ agree: true, reasons: [] });
        expect(Object.keys(found.differences)).toEqual([...same.keys()]);
        expect(Object.values(found.differences).every(d => d === 0)).toBe(true);
      })
    );
  });

  it('finds every changed value, and by how much', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ noNaN: true, min: -1e6, max: 1e6 }), {
          minLength: 1,
          maxLength: 20
        }),
        fc.nat(),
        fc.double({ min: 1, max: 1e6, noNaN: true }),
        (values, at, by) => {
          const index = at % values.length;
          const changed = [...values];
          changed[index] += by;
          const found = compareScalars(loss(...values), loss(...changed), 0);
          expect(found.agree).toBe(false);
          expect(found.differences).toEqual({
            loss: Math.abs(changed[index] - values[index])
          });
        }
      )
    );
  });

  it('is as large from either side', () => {
    fc.assert(
      fc.property(points, points, (a, b) => {
        const [to, from] = [
          compareScalars(new Map([['x', a]]), new Map([['x', b]]), 0),
          compareScalars(new Map([['x', b]]), new Map([['x', a]]), 0)
        ];
        expect(to.differences).toEqual(from.differences);
        expect(to.agree).toBe(from.agree);
      })
    );
  });

  it('compares points of a step that repeats in their order', () => {
    const twice = (...values: number[]) =>
      new Map([['loss', { steps: values.map(() => 7), values }]]);
    expect(compareScalars(twice(1, 2), twice(1, 2), 0).agree).toBe(true);
    expect(compareScalars(twice(1, 2), twice(2, 1), 0).differences).toEqual({
      loss: 1
    });
  });

  it('names tags and points that only one of the two has', () => {
    const a = new Map([
      ...loss(1, 2, 3),
      ['gone', { steps: [0], values: [1] }]
    ]);
    const b = new Map([...loss(1, 2), ['new', { steps: [0], values: [1] }]]);
    expect(compareScalars(a, b, 0)).toMatchObject({
      differences: { loss: 0 },
      reasons: [
        'loss had 3 points and has 2; 1 of the steps are missing.',
        'The scalar gone is missing.',
        'The scalar new was not there before.'
      ]
    });
  });

  it('says what a difference to NaN is', () => {
    expect(compareScalars(loss(1, NaN), loss(1, 2), 0).differences).toEqual({
      loss: 'NaN'
    });
    expect(
      compareScalars(loss(1, Infinity), loss(1, 2), 0).differences
    ).toEqual({ loss: 'Infinity' });
    expect(compareScalars(loss(NaN), loss(NaN), 0).agree).toBe(true);
  });

  it('tells 0 from -0, and says so', () => {
    expect(compareScalars(loss(0), loss(-0), 0)).toEqual({
      agree: false,
      differences: { loss: 0 },
      reasons: ['loss is 0 where it was -0, or the other way round.']
    });
  });
});

describe('compareRuns()', () => {
  it('is reproduced when scalars, value and outcome are the same', () => {
    const run = outcome({ value: { a: [1, 'x'] }, flags: { lr: 1 } }, loss(1));
    expect(compareRuns(run, run)).toEqual({
      reproduced: true,
      tolerance: 0,
      differences: { loss: 0 }
    });
  });

  it('is not with changed flags, but says the differences', () => {
    expect(
      compareRuns(
        outcome({ flags: { lr: 0.1, n: 2 } }, loss(1, 2)),
        outcome({ flags: { lr: 0.05, n: 2 } }, loss(1, 2.5))
      )
    ).toEqual({
      reproduced: false,
      tolerance: 0,
      changed: ['lr'],
      differences: { loss: 0.5 },
      reasons: [
        'Flags changed, so the two are not comparable: lr was 0.1 and is 0.05.'
      ]
    });
  });

  it('compares return values, numbers in them within the tolerance', () => {
    const before = outcome({ value: { accuracy: 0.98, best: [1, 2] } });
    const after = outcome({ value: { best: [1, 2], accuracy: 0.9800001 } });
    expect(compareRuns(before, after, 1e-6).reproduced).toBe(true);
    expect(compareRuns(before, after)).toMatchObject({
      reproduced: false,
      reasons: [expect.stringContaining('The return value was') as string]
    });
  });

  it('takes the same failure for the same, and another one not', () => {
    const failed = (message: string) =>
      outcome({ status: 'failed', error: { name: 'Error', message } });
    expect(compareRuns(failed('x'), failed('x')).reproduced).toBe(true);
    expect(compareRuns(outcome(), failed('x'))).toMatchObject({
      reproduced: false,
      reasons: ['The run had completed and has failed (Error: x).']
    });
  });

  it('names other packages, Node.js and commit, without holding them against it', () => {
    const facts = (node: string, zod: string, commit: string) =>
      outcome({
        environment: { node, packages: { zod, a: '1' }, git: { commit } }
      });
    expect(
      compareRuns(facts('20.1.0', '4.1.0', 'a'), facts('22.0.0', '4.2.0', 'b'))
    ).toMatchObject({
      reproduced: true,
      reasons: [
        'Node.js was 20.1.0 and is 22.0.0.',
        'The package zod was 4.1.0 and is 4.2.0.',
        'The commit was a and is b.'
      ]
    });
  });

  it('says at most twenty reasons', () => {
    const packages = (version: string) =>
      outcome({
        environment: {
          packages: Object.fromEntries(
            Array.from({ length: 30 }, (_, at) => [`p${at}`, version])
          )
        }
      });
    const { reasons } = compareRuns(packages('1'), packages('2'));
    expect(reasons).toHaveLength(21);
    expect(reasons?.[20]).toBe('And 10 more.');
  });
});

describe('reproductionLine()', () => {
  const of = 'k3m9q2x7b4na';

  it('says that it was reproduced, and how exactly', () => {
    const same = {
      of,
      reproduced: true,
      tolerance: 0,
      differences: { loss: 0 }
    };
    expect(reproductionLine(same)).toBe('Reproduced k3m9q2 · difference 0');
    expect(
      reproductionLine({ ...same, tolerance: 0.1, differences: { loss: 0.05 } })
    ).toBe('Reproduced k3m9q2 · difference 0.05 (tolerance 0.1)');
  });

  it('names the scalar that differs most', () => {
    expect(
      reproductionLine({
        of,
        reproduced: false,
        tolerance: 0,
        differences: { loss: 0.0125, accuracy: 0.5, n: 0 }
      })
    ).toBe('Not reproduced k3m9q2: accuracy differs by 0.5, and 1 more');
  });

  it('gives the first reason where no scalar differs', () => {
    expect(
      reproductionLine({
        of,
        reproduced: false,
        tolerance: 0,
        differences: {},
        reasons: ['The return value was 1 and is 2.']
      })
    ).toBe('Not reproduced k3m9q2: The return value was 1 and is 2');
  });

  it('says that changed flags make it another run', () => {
    expect(
      reproductionLine({
        of,
        reproduced: false,
        tolerance: 0,
        changed: ['lr'],
        differences: { loss: 2 }
      })
    ).toBe('Not comparable with k3m9q2, flags changed · loss differs by 2');
  });
});

describe('difference()', () => {
  it('is 0 for equal numbers only', () => {
    fc.assert(
      fc.property(numbers, numbers, (a, b) => {
        expect(difference(a, b) === 0).toBe(a === b || Object.is(a, b));
      })
    );
  });

  it('is largest where there is NaN', () => {
    expect(largestDifference({ a: 1, b: 'NaN', c: 'Infinity' })).toBeNaN();
    expect(largestDifference({ a: 1, c: 'Infinity' })).toBe(Infinity);
    expect(largestDifference({})).toBe(0);
  });
});
