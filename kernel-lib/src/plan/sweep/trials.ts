/** The trials of a sweep: flags for each of its runs. */
import { isDeepStrictEqual } from 'node:util';
import { TrialbookError } from '../../errors';
import { chance, draw } from './draw';
import { Conditional, Distribution } from './values';

/** Values by parameter: a list is a choice, anything else the one value. */
export type Space = Readonly<Record<string, unknown>>;

/** Which of the trials. All of it is optional. */
export interface TrialOptions {
  /**
   * At most so many trials: the first ones of a grid. With a `seed`, or with a distribution in the space, so many are drawn.
   * @default all of the grid
   */
  maxTrials?: number;
  /** Where chance begins. The same one gives the same trials; a larger `maxTrials` adds to them. */
  seed?: number;
  /**
   * Names of parameters whose lists go side by side, in groups: the first value of each, the second of each, and so on.
   * @example { zip: [['width', 'depth']] }
   */
  zip?: readonly (readonly string[])[];
}

/** Parameters that are chosen together: one, or a group that goes side by side. */
export interface Axis {
  names: readonly string[];
  /** How many choices there are; 0 for a distribution. */
  size: number;
  /** The values of a choice by name; of a distribution the one that is drawn. */
  at(index: number, trial: number): readonly (readonly [string, unknown])[];
  condition?: Readonly<Record<string, unknown>>;
  distribution?: Distribution;
}

/**
 * Trials one by one, each once; no list of them is made.
 * @throws TrialbookError BAD_SPACE, before the first one, that names the parameter and the cure.
 */
export function trials(
  space: Space,
  options: TrialOptions = {}
): Iterable<Record<string, unknown>> {
  const axes = axesOf(space, options);
  const isDrawn =
    options.seed !== undefined || axes.some(({ size }) => size === 0);
  const { maxTrials } = options;
  if (
    maxTrials !== undefined &&
    !(Number.isSafeInteger(maxTrials) && maxTrials > 0)
  ) {
    throw bad('`maxTrials` has to be a whole number above 0.');
  }
  if (isDrawn && maxTrials === undefined) {
    throw bad(
      'Values are drawn, without end. Say how many trials there shall be: { maxTrials: 20 }.'
    );
  }
  return isDrawn
    ? drawn(axes, options.seed ?? 0, maxTrials ?? 0)
    : grid(axes, maxTrials ?? Infinity);
}

/** The last parameter changes fastest. */
function* grid(
  axes: readonly Axis[],
  limit: number
): Generator<Record<string, unknown>> {
  let count = 0;
  function* from(
    at: number,
    chosen: Record<string, unknown>
  ): Generator<Record<string, unknown>> {
    const axis = axes[at];
    if (axis === undefined) {
      yield { ...chosen };
      return;
    }
    if (!holds(axis, chosen)) {
      yield* from(at + 1, chosen);
      return;
    }
    for (let index = 0; index < axis.size; index++) {
      yield* from(at + 1, {
        ...chosen,
        ...Object.fromEntries(axis.at(index, 0))
      });
    }
  }
  for (const trial of from(0, {})) {
    if (count++ >= limit) {
      return;
    }
    yield trial;
  }
}

/** Draws that come out the same count once; a small space may hold fewer than are asked for. */
function* drawn(
  axes: readonly Axis[],
  seed: number,
  limit: number
): Generator<Record<string, unknown>> {
  const seen = new Set<string>();
  for (let trial = 0; seen.size < limit && trial < limit * 20; trial++) {
    const chosen: Record<string, unknown> = {};
    const places: unknown[] = [];
    for (const axis of axes) {
      if (holds(axis, chosen)) {
        const index = Math.floor(
          chance(seed, trial, axis.names.join()) * axis.size
        );
        const values = axis.at(index, trial);
        places.push(axis.size === 0 ? values[0][1] : index);
        Object.assign(chosen, Object.fromEntries(values));
      } else {
        places.push(null);
      }
    }
    const key = JSON.stringify(places);
    if (!seen.has(key)) {
      seen.add(key);
      yield chosen;
    }
  }
}

/** Whether the values that were chosen before are those under which the axis has any. */
export function holds(
  { condition = {} }: Axis,
  chosen: Record<string, unknown>
): boolean {
  return Object.entries(condition).every(
    ([name, value]) =>
      Object.hasOwn(chosen, name) && isDeepStrictEqual(chosen[name], value)
  );
}

/**
 * The parameters of a space in the order in which they can be chosen.
 * @throws TrialbookError BAD_SPACE
 */
export function axesOf(
  space: Space,
  { zip = [], seed = 0 }: TrialOptions
): Axis[] {
  const zipped = new Map(
    zip.flatMap(group => group.map(name => [name, group]))
  );
  const done = new Set<string>();
  const axes: Axis[] = [];
  for (const name of Object.keys(space)) {
    const group = zipped.get(name);
    if (done.has(name)) {
      continue;
    }
    axes.push(
      group ? zipAxis(space, group) : axisOf(name, space[name], space, seed)
    );
    (group ?? [name]).forEach(each => done.add(each));
  }
  const missing = [...zipped.keys()].find(name => !Object.hasOwn(space, name));
  if (missing !== undefined) {
    throw bad(`\`zip\` names ${missing}, which is not in the space.`);
  }
  return conditionsLast(axes);
}

function axisOf(
  name: string,
  value: unknown,
  space: Space,
  seed: number
): Axis {
  if (value instanceof Conditional) {
    const unknown = Object.keys(value.condition).find(
      each => !Object.hasOwn(space, each)
    );
    if (unknown !== undefined) {
      throw bad(
        `${name} depends on ${unknown}, which is not in the space. Give it there, if only as one value.`
      );
    }
    const { condition, values } = value as Conditional<unknown>;
    return { ...axisOf(name, values, space, seed), condition };
  }
  if (value instanceof Distribution) {
    return {
      names: [name],
      size: 0,
      distribution: value,
      at: (_, trial) => [[name, draw(value, seed, trial, name)]]
    };
  }
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (values.length === 0) {
    throw bad(`${name} has an empty list: there would be no trial.`);
  }
  return {
    names: [name],
    size: values.length,
    at: index => [[name, values[index]]]
  };
}

function zipAxis(space: Space, names: readonly string[]): Axis {
  const lists = names.map(name => {
    const list = space[name];
    if (!Array.isArray(list)) {
      throw bad(`\`zip\` takes lists, and ${name} is none.`);
    }
    return list as readonly unknown[];
  });
  const odd = lists.findIndex(({ length }) => length !== lists[0].length);
  if (odd > 0) {
    throw bad(
      `\`zip\` takes lists of one length: ${names[0]} has ${lists[0].length} values, ${names[odd]} has ${lists[odd].length}.`
    );
  }
  return {
    names,
    size: lists[0].length,
    at: index => names.map((name, at) => [name, lists[at][index]])
  };
}

/** After the parameters that they depend on, in the order they stand in otherwise. */
function conditionsLast(axes: readonly Axis[]): Axis[] {
  const sorted: Axis[] = [];
  let open = [...axes];
  while (open.length > 0) {
    const known = new Set(sorted.flatMap(({ names }) => names));
    const isReady = ({ condition = {} }: Axis) =>
      Object.keys(condition).every(name => known.has(name));
    const next = open.find(isReady);
    if (!next) {
      throw bad(
        `The conditions of ${open.flatMap(({ names }) => names).join(' and ')} depend on each other.`
      );
    }
    sorted.push(next);
    open = open.filter(axis => axis !== next);
  }
  return sorted;
}

function bad(message: string): TrialbookError {
  return new TrialbookError('BAD_SPACE', message);
}
