/** What is said of a series at its end. */
import type { ScalarSummary } from './journal';
import { recordNumber } from './numbers';
import type { Series } from './tfevents/series';

/** Least and greatest leave NaN out, as long as there is anything else. */
export function summaryOf({ length, steps, values }: Series): ScalarSummary {
  let min = Infinity;
  let max = -Infinity;
  let isNumber = false;
  for (const value of values) {
    if (!Number.isNaN(value)) {
      isNumber = true;
      min = Math.min(min, value);
      max = Math.max(max, value);
    }
  }
  return {
    count: length,
    last: recordNumber(values[length - 1]),
    step: steps[length - 1],
    min: recordNumber(isNumber ? min : NaN),
    max: recordNumber(isNumber ? max : NaN)
  };
}
