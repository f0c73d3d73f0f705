/**
 * From a series to the rows of a chart: about as many as the chart has pixels, and no peak lost. Pure.
 */
import { downsample, nonFinite, smooth } from 'trialbook/format';
import type { ISeries } from '../tokens';
import type { IChartOptions, XAxis, XDomain } from './options';

/** Why a point has no place on the y axis. */
export type PointMark = 'nan' | 'inf' | '-inf';

/** One row of the chart's data. */
export interface IPointRow {
  /** Index of the point in its series. */
  readonly i: number;
  /** Place on the x axis in the units of `XDomain`. */
  readonly x: number;
  /** As logged; `null` where the line breaks. */
  readonly value: number | null;
  readonly smooth: number | null;
  readonly mark: PointMark | null;
  /** Whether the point is drawn as a dot, because the line alone would not show it. */
  readonly dot: boolean;
  readonly step: number;
  /** Seconds since the first point. */
  readonly elapsed: number;
}

/** The rows, and what they do not show. */
export interface IPoints {
  readonly rows: readonly IPointRow[];
  /** Range of the y axis for a series that never changes, which has none of its own; else `null`. */
  readonly yDomain: readonly [number, number] | null;
  /** Finite points that a logarithmic axis cannot show. */
  readonly hidden: number;
}

export const EMPTY_POINTS: IPoints = {
  rows: [],
  yDomain: null,
  hidden: 0
};

/** Most rows of a chart, whatever its width. */
export const MAX_ROWS = 2000;

/** Rows of a chart that stand for points off the y axis, or outside the range. */
const MAX_MARKS = 150;

/** Buckets of a chart: each gives its first, least, greatest and last point. */
const MAX_BUCKETS = 425;

/** Series up to this length are drawn with a dot at every point. */
const FEW_POINTS = 24;

/**
 * The rows of a series in a range of the x axis.
 *
 * @param width CSS pixels of the chart: points are reduced to the first, least, greatest and last of each pixel.
 */
export function pointsOf(
  series: ISeries,
  options: IChartOptions,
  domain: XDomain | null,
  width: number
): IPoints {
  const xs = xValues(series, options.x);
  const [from, to] = domain ?? extent(xs);
  const { ys, hidden } = drawable(series.values, options.logY);
  const smoothed =
    options.smoothing > 0 ? smooth(series.values, options.smoothing) : null;
  const buckets = Math.max(1, Math.min(Math.floor(width), MAX_BUCKETS));
  const finite = reduced(xs, ys, from, to, buckets);
  const kept = ascending([
    ...finite,
    ...(domain ? neighbours(xs, from, to) : []),
    ...nonFinite(xs, series.values, from, to, Math.min(buckets, MAX_MARKS))
  ]);
  const few = finite.length <= FEW_POINTS;
  const rows = kept.map((i, at): IPointRow => {
    const mark = markOf(series.values[i]);
    return {
      i,
      x: xs[i],
      value: finiteOrNull(ys[i]),
      smooth: smoothed && !mark ? visible(smoothed[i], options.logY) : null,
      mark,
      dot:
        xs[i] >= from &&
        xs[i] <= to &&
        Number.isFinite(ys[i]) &&
        (few || isAlone(kept, at, ys)),
      step: series.steps[i],
      elapsed: series.walls[i] - series.walls[0]
    };
  });
  return { rows, yDomain: flatDomain(rows, options.logY), hidden };
}

/** Whether two rows draw the same. */
export function sameRow(a: IPointRow, b: IPointRow): boolean {
  return (
    a.i === b.i &&
    a.x === b.x &&
    a.value === b.value &&
    a.smooth === b.smooth &&
    a.dot === b.dot &&
    a.mark === b.mark
  );
}

/** A place on the x axis for every point. */
export function xValues(series: ISeries, x: XAxis): Float64Array {
  if (x === 'step') {
    return series.steps;
  }
  const from = x === 'relative' ? series.walls[0] : 0;
  return series.walls.map(wall => (wall - from) * 1000);
}

function extent(xs: Float64Array): XDomain {
  let low = Infinity;
  let high = -Infinity;
  for (const x of xs) {
    low = x < low ? x : low;
    high = x > high ? x : high;
  }
  return [low, high];
}

/** A range around the one value that all rows have. */
function flatDomain(
  rows: readonly IPointRow[],
  logY: boolean
): readonly [number, number] | null {
  const shown = rows.filter(row => row.value !== null);
  const value = shown.at(0)?.value;
  if (value === undefined || value === null) {
    return null;
  }
  if (shown.some(row => row.value !== value)) {
    return null;
  }
  const half = Math.abs(value) / 2 || 1;
  return logY ? [value / 10, value * 10] : [value - half, value + half];
}

/** The values with NaN for what the axis cannot show, and how many finite ones that are. */
function drawable(
  values: Float64Array,
  logY: boolean
): { ys: Float64Array; hidden: number } {
  if (!logY) {
    return { ys: values, hidden: 0 };
  }
  let hidden = 0;
  const ys = values.map(value => {
    if (value > 0) {
      return value;
    }
    hidden += Number.isFinite(value) ? 1 : 0;
    return NaN;
  });
  return { ys, hidden };
}

/** Finite points in the range: all of them while they are few, so that a growing series keeps its rows. */
function reduced(
  xs: Float64Array,
  ys: Float64Array,
  from: number,
  to: number,
  buckets: number
): Iterable<number> & { length: number } {
  const all: number[] = [];
  const limit = buckets * 4;
  for (let i = 0; i < ys.length && all.length <= limit; i++) {
    if (xs[i] >= from && xs[i] <= to && Number.isFinite(ys[i])) {
      all.push(i);
    }
  }
  return all.length <= limit ? all : downsample(xs, ys, from, to, buckets);
}

/** Points just outside the range, which let the line run on over its edges. */
function neighbours(xs: Float64Array, from: number, to: number): number[] {
  const found: number[] = [];
  const side = (x: number) => (x < from ? -1 : x > to ? 1 : 0);
  for (let i = 1; i < xs.length && found.length < MAX_MARKS - 1; i++) {
    const before = side(xs[i - 1]);
    const here = side(xs[i]);
    if (before !== here) {
      found.push(...(before ? [i - 1] : []), ...(here ? [i] : []));
    }
  }
  return found;
}

function ascending(indices: readonly number[]): number[] {
  return [...new Set(indices)].sort((a, b) => a - b);
}

function finiteOrNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

function markOf(value: number): PointMark | null {
  if (Number.isFinite(value)) {
    return null;
  }
  return value === Infinity ? 'inf' : value === -Infinity ? '-inf' : 'nan';
}

function visible(value: number, logY: boolean): number | null {
  return Number.isFinite(value) && !(logY && value <= 0) ? value : null;
}

/** A point between two breaks of the line: no line goes through it. */
function isAlone(
  kept: readonly number[],
  at: number,
  values: Float64Array
): boolean {
  const before = kept[at - 1];
  const after = kept[at + 1];
  return (
    (before === undefined || !Number.isFinite(values[before])) &&
    (after === undefined || !Number.isFinite(values[after]))
  );
}
