/** Numbers as JSON can hold them. */
import type { RecordedNumber } from './journal';

/** NaN and the infinities become text. -0 becomes 0. */
export function recordNumber(value: number): RecordedNumber {
  return Number.isFinite(value)
    ? value + 0
    : (String(value) as 'NaN' | 'Infinity' | '-Infinity');
}

/** The number that was recorded. */
export function toNumber(recorded: RecordedNumber): number {
  return Number(recorded);
}

/** A count with its thousands set apart: `10,000`. Loading a locale for it would take longer than a list of runs. */
export function groupedDigits(count: number): string {
  return String(count).replace(/\B(?=(?:\d{3})+$)/g, ',');
}
