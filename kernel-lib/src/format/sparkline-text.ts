/** A series in a line of text. */

const BARS = '▁▂▃▄▅▆▇█';

/** One character a value, the lowest to the highest; a space for what is not finite. */
export function sparklineText(values: readonly (number | null)[]): string {
  const finite = values.filter(value => value !== null);
  const low = Math.min(...finite);
  const high = Math.max(...finite);
  // Half of each, because the whole may be more than a number can hold.
  const range = high / 2 - low / 2;
  return values
    .map(value => {
      if (value === null) {
        return ' ';
      }
      const part = range > 0 ? (value / 2 - low / 2) / range : 0;
      return BARS[Math.min(Math.floor(part * BARS.length), BARS.length - 1)];
    })
    .join('');
}
