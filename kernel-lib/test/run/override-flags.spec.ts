import { recordCallFlags } from '../../src/run/flags/record';
import type { AnyFunction } from '../../src/run/flags/closure';
import { overrideFlags } from '../../src/run/flags/override';
import { resolveCall } from '../../src/run/flags/resolve';

/** The call with what was recorded of an earlier one, and with changes. */
function again(
  fn: AnyFunction,
  before: unknown,
  now: unknown = before,
  changed: Record<string, unknown> = {}
) {
  const recorded = recordCallFlags(resolveCall(fn, before).flags);
  return overrideFlags(fn, resolveCall(fn, now), recorded, changed);
}

/** What the function is really called with. */
const called = (
  fn: (...args: never[]) => unknown,
  ...given: [unknown, unknown?, Record<string, unknown>?]
) => (fn as (...args: unknown[]) => unknown)(...again(fn, ...given).args);

const named = (name: string, { lr = 1 } = {}) => [name, lr];
const numbers = ({ a = 0, b = 0n, c = 1 } = {}) => [a, b, c];

describe('overrideFlags()', () => {
  it('uses the recorded value, whatever the call itself says now', () => {
    const fn = ({ lr = 0.1, n = 2 } = {}) => [lr, n];
    expect(called(fn, { lr: 0.5 }, { lr: 0.9 })).toEqual([0.5, 2]);
  });

  it('keeps what a default came to', () => {
    const fn = ({ seed = Math.random() } = {}) => seed;
    const before = resolveCall(fn, {});
    const now = resolveCall(fn, {});
    expect(now.flags).not.toEqual(before.flags);
    const recorded = recordCallFlags(before.flags);
    expect(overrideFlags(fn, now, recorded, {})).toEqual({
      args: [before.flags],
      flags: before.flags,
      defaults: ['seed']
    });
  });

  it('lets a change win, which is no default any more', () => {
    const fn = ({ lr = 0.1, n = 2 } = {}) => [lr, n];
    const call = again(fn, {}, {}, { lr: 3 });
    expect(call).toEqual({
      args: [{ lr: 3, n: 2 }],
      flags: { lr: 3, n: 2 },
      defaults: ['n']
    });
  });

  it('takes what was only summarised from the call itself, also inside of others', () => {
    class Model {
      weights = 1;
    }
    const [old, own] = [new Model(), new Model()];
    const fn = ({ model = old, opts = {} as object } = {}) => ({ model, opts });
    const result = called(
      fn,
      { model: old, opts: { rate: 1, model: old } },
      { model: own, opts: { rate: 9, model: own } }
    ) as { model: Model; opts: { rate: number; model: Model } };
    expect(result.model).toBe(own);
    expect(result.opts).toEqual({ rate: 1, model: own });
    expect(result.opts.model).toBe(own);
  });

  it.each<[string, (...args: never[]) => unknown, unknown, unknown, unknown]>([
    [
      'positional parameters',
      (a: number, b = 2, ...rest: number[]) => [a, b, rest],
      [1, 5, 6, 7],
      [9, 9],
      [1, 5, [6, 7]]
    ],
    [
      'positional parameters by name',
      (a: number, b = 2) => [a, b],
      { a: 1 },
      { a: 4, b: 8 },
      [1, 2]
    ],
    [
      'an object as a whole',
      (config: object) => config,
      { lr: 1, deep: { n: 2 } },
      { lr: 7, deep: { n: 7 } },
      { lr: 1, deep: { n: 2 } }
    ],
    [
      'parameters and an object',
      named,
      { name: 'a', lr: 3 },
      { name: 'b', lr: 4 },
      ['a', 3]
    ],
    [
      'an array pattern',
      ([first, second]: number[]) => [second, first],
      [[1, 2]],
      [[3, 4]],
      [2, 1]
    ],
    [
      'names that only the call knows',
      ({ lr = 1, ...others }: { lr?: number }) => ({ lr, ...others }),
      { lr: 2, extra: 'x' },
      { lr: 3, extra: 'y' },
      { lr: 2, extra: 'x' }
    ],
    ['NaN and the like', numbers, { a: NaN, b: 7n, c: -0 }, {}, [NaN, 7n, -0]]
  ])('puts the values in their places: %s', (_, fn, before, now, expected) => {
    expect(called(fn, before, now)).toEqual(expected);
  });

  it('reaches through bind()', () => {
    const fn = function (this: { k: number }, a: number, b: number) {
      return [this.k, a, b];
    }.bind({ k: 1 }, 2);
    expect(called(fn, [3], [9])).toEqual([1, 2, 3]);
  });

  it('works with functions that show no text', () => {
    expect(again(Math.max as AnyFunction, [1, 2], [3, 4]).args).toEqual([1, 2]);
  });

  it('refuses a change of what is no flag', () => {
    const fn = ({ lr = 1 } = {}) => lr;
    expect(() => again(fn, {}, {}, { rate: 1 })).toThrow(
      'fn has no flag "rate". Its flags are: lr.'
    );
  });
});
