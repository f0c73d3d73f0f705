/** How the scalars of two runs differ, tag by tag. */
import type { RecordedNumber, ScalarSummary } from '../journal';
import { recordNumber, toNumber } from '../numbers';
import { compareNamed, type Change, type Comparison } from './values';

/** How far a number has moved from the first run to the second. */
export interface Delta {
  absolute: RecordedNumber;
  /** As a part of the first one's size; there is none when that is 0, or either is not finite. */
  relative?: number;
}

export interface ScalarChange extends Change<ScalarSummary> {
  /** Of a tag that both have: of its last, least and greatest value. */
  last?: Delta;
  min?: Delta;
  max?: Delta;
}

export type ScalarComparison = Comparison<ScalarSummary, ScalarChange>;

/** Compares the tags of two runs: number of points, last step, last, least and greatest value. */
export function diffScalars(
  a: Readonly<Record<string, ScalarSummary>>,
  b: Readonly<Record<string, ScalarSummary>>
): ScalarComparison {
  const { changes, same } = compareNamed(a, b, isSame);
  return { changes: changes.map(withDeltas), same };
}

/** From one number to another; equal infinities have not moved. */
export function deltaOf(a: RecordedNumber, b: RecordedNumber): Delta {
  const [from, to] = [toNumber(a), toNumber(b)];
  const absolute = Object.is(from, to) ? 0 : to - from;
  const relative = absolute / Math.abs(from);
  return {
    absolute: recordNumber(absolute),
    ...(Number.isFinite(relative) &&
      Number.isFinite(from) &&
      Number.isFinite(to) && { relative: relative + 0 })
  };
}

function withDeltas(change: Change<ScalarSummary>): ScalarChange {
  const { a, b } = change;
  return a && b
    ? {
        ...change,
        last: deltaOf(a.last, b.last),
        min: deltaOf(a.min, b.min),
        max: deltaOf(a.max, b.max)
      }
    : change;
}

function isSame(a: ScalarSummary, b: ScalarSummary): boolean {
  return (
    a.count === b.count &&
    a.last === b.last &&
    a.step === b.step &&
    a.min === b.min &&
    a.max === b.max
  );
}
