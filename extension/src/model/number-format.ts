import type { RecordedNumber } from 'trialbook/format';

/** Digits that a value is shown with. */
const DIGITS = 4;

/** A value of a metric in about four digits: `0.0421`, `12.35`, `1840`, `3.2e-7`, `NaN`. */
export function formatNumber(recorded: RecordedNumber): string {
  const value = Number(recorded);
  if (!Number.isFinite(value)) {
    return String(value).replace('Infinity', '∞');
  }
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e7)) {
    return value
      .toExponential(DIGITS - 2)
      .replace(/\.?0+e/, 'e')
      .replace('e+', 'e');
  }
  if (Number.isInteger(value)) {
    return String(value);
  }
  // Zeros stay, so that figures in a column do not jump while they change.
  return size >= 1000 ? value.toFixed(0) : value.toPrecision(DIGITS);
}
