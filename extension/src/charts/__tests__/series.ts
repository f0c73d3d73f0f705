import type { ISeries } from '../../tokens';

/** A series with a point a second, made for tests. */
export function seriesOf(
  values: readonly number[],
  steps: readonly number[] = values.map((_, i) => i),
  tag = 'loss'
): ISeries {
  return {
    tag,
    length: values.length,
    values: Float64Array.from(values),
    steps: Float64Array.from(steps),
    walls: Float64Array.from(values, (_, i) => 1_700_000_000 + i)
  };
}
