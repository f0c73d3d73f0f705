/** Trials whose values somebody else chooses, one parameter after the other. */
import {
  axesOf,
  holds,
  type Axis,
  type Space,
  type TrialOptions
} from './trials';

/** A choice to be made. */
export type AskedParameter =
  | { name: string; kind: 'float'; low: number; high: number; log: boolean }
  | { name: string; kind: 'int'; low: number; high: number; step: number }
  /** A number from 0 to below `count`: which of the values. */
  | { name: string; kind: 'choice'; count: number };

/**
 * The flags of a trial.
 * @param suggest gives the value of a parameter; it is asked in an order that conditions allow, for those that have a choice.
 * @throws TrialbookError BAD_SPACE that names the parameter and the cure.
 */
export async function askedTrial(
  space: Space,
  options: Pick<TrialOptions, 'zip'>,
  suggest: (parameter: AskedParameter) => Promise<number> | number
): Promise<Record<string, unknown>> {
  const chosen: Record<string, unknown> = {};
  for (const axis of axesOf(space, options)) {
    if (holds(axis, chosen)) {
      Object.assign(chosen, await valuesOf(axis, suggest));
    }
  }
  return chosen;
}

async function valuesOf(
  axis: Axis,
  suggest: (parameter: AskedParameter) => Promise<number> | number
): Promise<Record<string, unknown>> {
  const name = axis.names.join(',');
  if (axis.distribution) {
    const { kind, low, high } = axis.distribution;
    const log = kind === 'loguniform';
    return { [name]: await suggest({ name, kind: 'float', low, high, log }) };
  }
  const even = evenSteps(axis);
  if (even) {
    return { [name]: await suggest({ name, kind: 'int', ...even }) };
  }
  const index =
    axis.size === 1
      ? 0
      : await suggest({ name, kind: 'choice', count: axis.size });
  return Object.fromEntries(axis.at(index, 0));
}

/** `range(1, 10, 3)` and the like: whole numbers in even steps, of which the near ones are alike. */
function evenSteps(
  axis: Axis
): { low: number; high: number; step: number } | undefined {
  const values = Array.from({ length: axis.size }, (_, at) =>
    axis.at(at, 0).map(([, value]) => value)
  );
  const numbers = values.map(([value]) => value);
  if (
    axis.names.length > 1 ||
    numbers.length < 3 ||
    !numbers.every(Number.isSafeInteger)
  ) {
    return undefined;
  }
  const [first, second] = numbers as number[];
  const step = second - first;
  const isEven = (numbers as number[]).every(
    (value, at) => value === first + at * step
  );
  return isEven && step > 0
    ? { low: first, high: first + (numbers.length - 1) * step, step }
    : undefined;
}
