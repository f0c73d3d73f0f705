/** Histograms: how often values fall between two edges. */

/** Values from `left` up to `right`, which the last bucket includes. */
export interface HistogramBucket {
  left: number;
  right: number;
  count: number;
}

/** Buckets of a histogram, as TensorBoard has by default. */
export const HISTOGRAM_BUCKETS = 30;

/**
 * Buckets of the same width from the least to the greatest value. What is not finite is left out. Values that are all
 * the same make one bucket of width 1 around them; no values, none.
 */
export function histogramOf(
  values: ArrayLike<number>,
  count = HISTOGRAM_BUCKETS
): HistogramBucket[] {
  let min = Infinity;
  let max = -Infinity;
  let finite = 0;
  for (let at = 0; at < values.length; at++) {
    const value = values[at];
    if (Number.isFinite(value)) {
      finite++;
      min = value < min ? value : min;
      max = value > max ? value : max;
    }
  }
  if (finite === 0) {
    return [];
  }
  // Halves, because the whole range of doubles is wider than a double can tell.
  const width = (max / 2 - min / 2) * (2 / count);
  if (!(width > 0) || min + width === min) {
    return [{ left: min - 0.5, right: max + 0.5, count: finite }];
  }
  const counts = new Float64Array(count);
  for (let at = 0; at < values.length; at++) {
    const value = values[at];
    if (Number.isFinite(value)) {
      const bucket = Math.floor(value / width - min / width);
      counts[Math.min(count - 1, Math.max(0, bucket))]++;
    }
  }
  const edge = (at: number) =>
    at === count ? max : Math.min(max, min + at * width);
  return Array.from(counts, (inside, at) => ({
    left: edge(at),
    right: edge(at + 1),
    count: inside
  }));
}
