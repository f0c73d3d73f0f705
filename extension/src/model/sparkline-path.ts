/** Pixels left free at each edge, for the width of the line. */
const MARGIN = 1.5;

/** An SVG path through values from left to right, broken where one is not finite. */
export function sparklinePath(
  values: readonly (number | null)[],
  width: number,
  height: number
): string {
  let min = Infinity;
  let max = -Infinity;
  for (const value of values) {
    if (value !== null) {
      min = Math.min(min, value);
      max = Math.max(max, value);
    }
  }
  const stepX = (width - 2 * MARGIN) / Math.max(1, values.length - 1);
  // Half of each, for the difference of two huge numbers may not be finite.
  const half = max / 2 - min / 2;
  let path = '';
  let pen = false;
  values.forEach((value, i) => {
    if (value === null) {
      pen = false;
      return;
    }
    const level = half > 0 ? (value / 2 - min / 2) / half : 0.5;
    const x = MARGIN + i * stepX;
    const y = height - MARGIN - level * (height - 2 * MARGIN);
    const next = values[i + 1];
    // A lone point is a dot: a line of no length with round caps.
    const lone = !pen && (next === null || next === undefined);
    path += `${pen ? 'L' : 'M'}${x.toFixed(1)} ${y.toFixed(1)}${lone ? 'h0' : ''}`;
    pen = true;
  });
  return path;
}
