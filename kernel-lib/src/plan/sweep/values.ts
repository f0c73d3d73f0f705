/** What a parameter of a sweep may take, beside the lists of a grid. */
import { TrialbookError } from '../../errors';

/** Numbers that are drawn. */
export class Distribution {
  /** Use `uniform()` or `loguniform()` to make one. */
  constructor(
    readonly kind: 'uniform' | 'loguniform',
    readonly low: number,
    readonly high: number
  ) {}
}

/** Values that a parameter has in some trials only. */
export class Conditional<T> {
  /** Use `when()` to make one. */
  constructor(
    readonly condition: Readonly<Record<string, unknown>>,
    readonly values: T | readonly T[] | Distribution
  ) {}
}

/**
 * Whole numbers: `range(3)` is 0, 1, 2; `range(1, 4)` is 1, 2, 3; `range(0, 10, 5)` is 0, 5.
 * @throws TrialbookError BAD_SPACE
 */
export function range(from: number, to?: number, step = 1): number[] {
  const [first, end] = to === undefined ? [0, from] : [from, to];
  const count = Math.ceil((end - first) / step);
  if (![first, end, step].every(Number.isSafeInteger) || step === 0) {
    throw new TrialbookError(
      'BAD_SPACE',
      'range() takes whole numbers, and a step that is not 0: range(3), range(1, 4), range(0, 10, 5).'
    );
  }
  return Array.from(
    { length: Math.max(count, 0) },
    (_, at) => first + at * step
  );
}

/**
 * Numbers from `low` up to `high`, all alike likely. Needs `maxTrials`.
 * @throws TrialbookError BAD_SPACE
 */
export function uniform(low: number, high: number): Distribution {
  return between('uniform', low, high);
}

/**
 * Numbers from `low` up to `high`, of which each magnitude is alike likely: for learning rates and the like. Needs
 * `maxTrials`.
 * @throws TrialbookError BAD_SPACE
 */
export function loguniform(low: number, high: number): Distribution {
  if (low <= 0) {
    throw new TrialbookError(
      'BAD_SPACE',
      `loguniform(${low}, ${high}) has to begin above 0.`
    );
  }
  return between('loguniform', low, high);
}

/**
 * Values of a parameter in the trials only where others have these values; elsewhere it is left to its default.
 * @example
 * sweep(train, { opt: ['sgd', 'adam'], momentum: when({ opt: 'sgd' }, [0, 0.9]) });
 */
export function when<T>(
  condition: Readonly<Record<string, unknown>>,
  values: T | readonly T[] | Distribution
): Conditional<T> {
  return new Conditional(condition, values);
}

function between(
  kind: Distribution['kind'],
  low: number,
  high: number
): Distribution {
  if (!Number.isFinite(low) || !Number.isFinite(high) || low >= high) {
    throw new TrialbookError(
      'BAD_SPACE',
      `${kind}(${low}, ${high}) has to go from a number to a larger one.`
    );
  }
  return new Distribution(kind, low, high);
}
