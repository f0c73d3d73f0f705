/**
 * Whether a run that was run again gave the same: scalars by tag and step, the return value, and how it ended.
 * See `docs/reproduce.md`.
 */
import type { RunRecord } from './fold';
import { formatValue } from './format-value';
import type { RecordedNumber, ReproducedEntry } from './journal';
import { recordNumber } from './numbers';
import type { RecordedFlags, RecordedValue } from './values';

/** Points of one tag, in the order in which they were logged. */
export interface Points {
  readonly steps: ArrayLike<number>;
  readonly values: ArrayLike<number>;
}

/** What is compared of a run. */
export interface RunOutcome {
  record: Pick<RunRecord, 'flags' | 'error' | 'value' | 'environment'> & {
    status: string;
  };
  scalars: ReadonlyMap<string, Points>;
}

export type Reproduction = Pick<
  ReproducedEntry,
  'reproduced' | 'tolerance' | 'changed' | 'differences' | 'reasons'
>;

/** Sentences kept at most. */
const REASONS_LIMIT = 20;

/** Tags whose difference is kept at most, the largest differences first. */
const TAGS_LIMIT = 1000;

/**
 * Compares a run with the one it repeats.
 *
 * With the tolerance 0 numbers have to be the same bits: NaN equals NaN, 0 does not equal -0. With a tolerance `t` two
 * numbers agree when they are no further apart than `t * max(1, |a|, |b|)`: absolutely for small numbers, relatively
 * for large ones.
 *
 * @param notes what else is known to differ, a sentence each.
 */
export function compareRuns(
  before: RunOutcome,
  after: RunOutcome,
  tolerance = 0,
  notes: readonly string[] = []
): Reproduction {
  const changed = changedFlags(before.record.flags, after.record.flags);
  const scalars = compareScalars(before.scalars, after.scalars, tolerance);
  const failures = [
    ...flagSentences(before.record.flags, after.record.flags, changed),
    ...outcome(before.record, after.record),
    ...scalars.reasons,
    ...returned(before.record.value, after.record.value, tolerance)
  ];
  const reasons = [
    ...failures,
    ...notes,
    ...environment(before.record.environment, after.record.environment)
  ];
  return {
    reproduced: failures.length === 0 && scalars.agree,
    tolerance,
    ...(changed.length > 0 && { changed }),
    differences: scalars.differences,
    ...(reasons.length > 0 && { reasons: shortened(reasons) })
  };
}

/** Whether two numbers agree within a tolerance; see `compareRuns`. */
export function numbersAgree(a: number, b: number, tolerance: number): boolean {
  if (Object.is(a, b)) {
    return true;
  }
  const apart = Math.abs(a - b);
  const scale = Math.max(1, Math.abs(a), Math.abs(b));
  return tolerance > 0 && Number.isFinite(scale) && apart <= tolerance * scale;
}

/** How far two numbers are apart: 0 for the same, NaN where only one is a number. */
export function difference(a: number, b: number): number {
  return a === b || Object.is(a, b) ? 0 : Math.abs(a - b);
}

export interface ScalarDifferences {
  agree: boolean;
  differences: Record<string, RecordedNumber>;
  reasons: string[];
}

/** Compares the points of each tag by step; of a step that repeats, its first point with the first, and so on. */
export function compareScalars(
  before: ReadonlyMap<string, Points>,
  after: ReadonlyMap<string, Points>,
  tolerance: number
): ScalarDifferences {
  const differences: [string, number][] = [];
  const reasons: string[] = [];
  let agree = true;
  for (const tag of new Set([...before.keys(), ...after.keys()])) {
    const [old, recent] = [before.get(tag), after.get(tag)];
    if (!old || !recent) {
      reasons.push(
        old
          ? `The scalar ${tag} is missing.`
          : `The scalar ${tag} was not there before.`
      );
      continue;
    }
    const found = comparePoints(old, recent, tolerance);
    differences.push([tag, found.largest]);
    agree &&= found.agree;
    if (found.missing > 0 || found.added > 0) {
      reasons.push(
        `${tag} had ${old.steps.length} points and has ${recent.steps.length}${found.missing > 0 ? `; ${found.missing} of the steps are missing` : ''}.`
      );
    } else if (!found.agree && found.largest === 0) {
      reasons.push(`${tag} is 0 where it was -0, or the other way round.`);
    }
  }
  const kept = differences
    .map((entry, at) => ({ entry, at }))
    .sort((a, b) => rank(b.entry[1]) - rank(a.entry[1]) || a.at - b.at)
    .slice(0, TAGS_LIMIT)
    .sort((a, b) => a.at - b.at)
    .map(({ entry: [tag, value] }) => [tag, recordNumber(value)] as const);
  return { agree, differences: Object.fromEntries(kept), reasons };
}

/** NaN is the largest difference. */
function rank(value: number): number {
  return Number.isNaN(value) ? Infinity : value;
}

/** The largest of some differences, NaN above all; 0 of none. */
export function largestDifference(
  differences: Readonly<Record<string, RecordedNumber>>
): number {
  let largest = 0;
  for (const value of Object.values(differences).map(Number)) {
    largest =
      Number.isNaN(value) || Number.isNaN(largest)
        ? NaN
        : Math.max(largest, value);
  }
  return largest;
}

function comparePoints(old: Points, recent: Points, tolerance: number) {
  const values = new Map<number, number[]>();
  for (let at = recent.steps.length - 1; at >= 0; at--) {
    const known = values.get(recent.steps[at]);
    if (known) {
      known.push(recent.values[at]);
    } else {
      values.set(recent.steps[at], [recent.values[at]]);
    }
  }
  let [largest, missing, agree] = [0, 0, true];
  for (let at = 0; at < old.steps.length; at++) {
    const other = values.get(old.steps[at])?.pop();
    if (other === undefined) {
      missing++;
      continue;
    }
    const value = old.values[at];
    const apart = difference(value, other);
    agree &&= numbersAgree(value, other, tolerance);
    largest =
      rank(apart) > rank(largest) || Number.isNaN(apart) ? apart : largest;
  }
  const added = recent.steps.length - (old.steps.length - missing);
  return { largest, missing, added, agree };
}

function changedFlags(before: RecordedFlags, after: RecordedFlags): string[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].filter(name => !valuesAgree(before[name], after[name], 0));
}

function flagSentences(
  before: RecordedFlags,
  after: RecordedFlags,
  changed: string[]
): string[] {
  const changes = changed.map(
    name => `${name} was ${textOf(before[name])} and is ${textOf(after[name])}`
  );
  return changes.length > 0
    ? [`Flags changed, so the two are not comparable: ${changes.join(', ')}.`]
    : [];
}

type Facts = RunOutcome['record'];

function outcome(before: Facts, after: Facts): string[] {
  const [old, recent] = [before, after].map(({ status, error }) =>
    error ? `${status} (${error.name}: ${error.message})` : status
  );
  return old === recent ? [] : [`The run had ${old} and has ${recent}.`];
}

function returned(
  before: RecordedValue | undefined,
  after: RecordedValue | undefined,
  tolerance: number
): string[] {
  return valuesAgree(before, after, tolerance)
    ? []
    : [`The return value was ${textOf(before)} and is ${textOf(after)}.`];
}

function textOf(value: RecordedValue | undefined): string {
  return value === undefined ? 'nothing' : formatValue(value);
}

/** Whether two recorded values are the same, numbers in them within the tolerance. */
export function valuesAgree(
  a: RecordedValue | undefined,
  b: RecordedValue | undefined,
  tolerance: number
): boolean {
  if (typeof a === 'number' && typeof b === 'number') {
    return numbersAgree(a, b, tolerance);
  }
  if (
    typeof a !== 'object' ||
    typeof b !== 'object' ||
    a === null ||
    b === null ||
    Array.isArray(a) !== Array.isArray(b)
  ) {
    return a === b;
  }
  const [left, right] = [a, b].map(value => new Map(Object.entries(value)));
  return (
    left.size === right.size &&
    [...left].every(
      ([key, value]) =>
        right.has(key) &&
        valuesAgree(
          value as RecordedValue,
          right.get(key) as RecordedValue,
          tolerance
        )
    )
  );
}

/** What may explain a difference; facts that only one of the two has say nothing. */
function environment(
  before: Facts['environment'],
  after: Facts['environment']
): string[] {
  const sentences: string[] = [];
  const compare = (what: string, old?: string, recent?: string) => {
    if (old !== undefined && recent !== undefined && old !== recent) {
      sentences.push(`${what} was ${old} and is ${recent}.`);
    }
  };
  compare('Node.js', before.node, after.node);
  compare('tslab', before.tslab, after.tslab);
  for (const [name, version] of Object.entries(before.packages ?? {})) {
    const packages = new Map(Object.entries(after.packages ?? {}));
    compare(`The package ${name}`, version, packages.get(name));
  }
  compare('The commit', before.git?.commit, after.git?.commit);
  for (const [name, value] of Object.entries(before.env ?? {})) {
    const env = new Map(Object.entries(after.env ?? {}));
    compare(`The environment variable ${name}`, value, env.get(name));
  }
  compare('The system', before.os, after.os);
  compare('The processor', before.cpu?.model, after.cpu?.model);
  return sentences;
}

function shortened(reasons: string[]): string[] {
  return reasons.length <= REASONS_LIMIT
    ? reasons
    : [
        ...reasons.slice(0, REASONS_LIMIT),
        `And ${reasons.length - REASONS_LIMIT} more.`
      ];
}

/** What came of a rerun, in a line for people. */
export function reproductionLine({
  of,
  reproduced,
  tolerance,
  changed = [],
  differences,
  reasons = []
}: Omit<ReproducedEntry, 'type' | 'time'>): string {
  const run = of.slice(0, 6);
  const largest = largestDifference(differences);
  if (reproduced) {
    const within = tolerance > 0 ? ` (tolerance ${tolerance})` : '';
    return `Reproduced ${run} · difference ${largest}${within}`;
  }
  const apart = Object.entries(differences)
    .filter(([, value]) => value !== 0)
    .sort(([, a], [, b]) => rank(Number(b)) - rank(Number(a)));
  const [first] = apart;
  const more = apart.length > 1 ? `, and ${apart.length - 1} more` : '';
  const what = first
    ? `${first[0]} differs by ${first[1]}${more}`
    : (reasons[0]?.replace(/\.$/, '') ?? 'the scalars differ');
  return changed.length > 0
    ? `Not comparable with ${run}, flags changed${first ? ` · ${what}` : ''}`
    : `Not reproduced ${run}: ${what}`;
}
