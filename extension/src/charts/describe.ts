/** What a chart says in words: in its tooltip, and to those who do not see it. */
import type { TranslationBundle } from '@jupyterlab/translation';
import { formatNumber } from '../model/number-format';
import { formatDuration } from '../model/time-format';
import type { ISeries } from '../tokens';
import type { IChartOptions } from './options';
import type { IPointRow } from './points';

/** Least, greatest and last value of a series; the first two of its finite values. */
export interface IExtent {
  last: number;
  lastStep: number;
  min: number;
  minStep: number;
  max: number;
  maxStep: number;
  /** Whether there is any finite value. */
  finite: boolean;
}

/** The extent of a series that has at least one point. */
export function extentOf(series: ISeries): IExtent {
  const { values, steps, length } = series;
  let min = Infinity;
  let max = -Infinity;
  let minAt = 0;
  let maxAt = 0;
  for (let i = 0; i < length; i++) {
    const value = values[i];
    if (value < min && value !== -Infinity) {
      min = value;
      minAt = i;
    }
    if (value > max && value !== Infinity) {
      max = value;
      maxAt = i;
    }
  }
  return {
    last: values[length - 1],
    lastStep: steps[length - 1],
    min,
    minStep: steps[minAt],
    max,
    maxStep: steps[maxAt],
    finite: min !== Infinity
  };
}

/** The label of a chart for screen readers. */
export function describeSeries(
  series: ISeries,
  trans: TranslationBundle
): string {
  if (series.length === 0) {
    return trans.__('%1: no points yet', series.tag);
  }
  const { last, lastStep, min, max, finite } = extentOf(series);
  const end = trans.__(
    '%1: %2 points, last value %3 at step %4',
    series.tag,
    series.length,
    formatNumber(last),
    lastStep
  );
  return finite
    ? trans.__(
        '%1, least %2, greatest %3',
        end,
        formatNumber(min),
        formatNumber(max)
      )
    : end;
}

/** The lines of a chart's tooltip: name and value. The value as logged stands first; the smoothed one never replaces it. */
export function describeRow(
  row: IPointRow,
  options: IChartOptions,
  trans: TranslationBundle
): readonly (readonly [string, string])[] {
  const value =
    row.mark === null ? formatNumber(row.value ?? NaN) : MARK_TEXTS[row.mark];
  return [
    [trans.__('value'), value],
    ...(row.smooth !== null && options.smoothing > 0
      ? [[trans.__('smoothed'), formatNumber(row.smooth)] as const]
      : []),
    [trans.__('step'), row.step.toLocaleString()],
    [trans.__('time'), formatDuration(row.elapsed * 1000)]
  ];
}

const MARK_TEXTS = { nan: 'NaN', inf: 'Infinity', '-inf': '-Infinity' };
