/** Smoothing as TensorBoard draws it, so that both show the same line. */

/**
 * Exponential moving average with the bias of its beginning taken out; TensorBoard's `classicSmoothing`
 * (`line_chart_v2/lib/…/smooth`). `weight` lies between 0 (the series itself) and 0.999. What is not finite stays as it
 * is and does not enter the average; a constant series stays exactly constant.
 */
export function smooth(ys: ArrayLike<number>, weight: number): Float64Array {
  const smoothed = Float64Array.from(ys);
  const factor = Math.min(Math.max(weight, 0), 0.999);
  const first = ys[0];
  if (factor === 0 || smoothed.every(y => y === first)) {
    return smoothed;
  }
  let average = 0;
  let left = 1;
  for (let index = 0; index < smoothed.length; index++) {
    const y = smoothed[index];
    if (Number.isFinite(y)) {
      average = average * factor + (1 - factor) * y;
      left *= factor;
      smoothed[index] = average / (1 - left);
    }
  }
  return smoothed;
}
