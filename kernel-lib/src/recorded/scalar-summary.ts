import type { ScalarSummary } from '../format/journal';
import { recordNumber } from '../format/numbers';
import { readScalars } from './read-scalars';

/** What is known of each tag so far, from the event files: for runs that have not written their summary. */
export function summariseScalars(dir: string): Record<string, ScalarSummary> {
  return Object.fromEntries(
    [...readScalars(dir)]
      .filter(([, { values }]) => values.length > 0)
      .map(([tag, { steps, values }]) => [tag, summary(steps, values)])
  );
}

function summary(steps: Float64Array, values: Float64Array): ScalarSummary {
  let min = NaN;
  let max = NaN;
  for (const value of values) {
    min = value < min || Number.isNaN(min) ? value : min;
    max = value > max || Number.isNaN(max) ? value : max;
  }
  const at = values.length - 1;
  return {
    count: values.length,
    last: recordNumber(values[at]),
    step: steps[at],
    min: recordNumber(min),
    max: recordNumber(max)
  };
}
