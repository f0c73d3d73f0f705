/** How a recorded value compares with a value of a filter. What is not there compares false, with every operator. */
import { formatValue } from '../format-value';
import { isSummary } from '../record-value';
import type { RecordedValue } from '../values';
import { parseSwitch } from './fields';
import type { FilterOperator, FilterValue } from './syntax';

type Comparison = Exclude<FilterOperator, '~'>;

/** A test of a value that is there. */
export type ValueTest = (value: RecordedValue) => boolean;

const NUMBER =
  /^[+-]?(?:\d+\.?\d*(?:e[+-]?\d+)?|\.\d+(?:e[+-]?\d+)?|inf(?:inity)?|nan)$/i;

/** The number that a text is; `undefined` when it is none. */
export function parseNumber(text: string): number | undefined {
  if (!NUMBER.test(text)) {
    return undefined;
  }
  const lower = text.toLowerCase();
  if (lower.includes('inf')) {
    return lower.startsWith('-') ? -Infinity : Infinity;
  }
  return Number(text);
}

/** A test for a flag, a scalar or an attribute: as a number if both are, else as switch, else as text. */
export function valueTest(
  operator: Comparison,
  value: FilterValue,
  unfinished = false
): ValueTest {
  const number = value.quoted ? undefined : parseNumber(value.text);
  const yes = value.quoted ? undefined : parseSwitch(value.text);
  const textual = textTest(operator, value.text);
  const test: ValueTest = recorded => {
    const left = numberOf(recorded);
    if (left !== undefined && number !== undefined) {
      return numberHolds(operator, left, number);
    }
    if (typeof recorded === 'boolean' && yes !== undefined) {
      return equalityHolds(operator, recorded === yes);
    }
    // A number and a text have no order.
    return typeof recorded === 'string' && number === undefined
      ? textual(recorded)
      : equalityHolds(operator, sameText(valueText(recorded), value.text));
  };
  return unfinished
    ? recorded => test(recorded) || beginsWith(valueText(recorded), value.text)
    : test;
}

/** A test for a text; upper and lower case are the same. */
export function textTest(
  operator: Comparison,
  wanted: string
): (text: string) => boolean {
  const right = wanted.toLowerCase();
  return text => {
    const left = text.toLowerCase();
    switch (operator) {
      case '=':
        return left === right;
      case '!=':
        return left !== right;
      case '<':
        return left < right;
      case '<=':
        return left <= right;
      case '>':
        return left > right;
      case '>=':
        return left >= right;
    }
  };
}

/** A value as the text that patterns look at. */
export function valueText(value: RecordedValue): string {
  return typeof value === 'string' ? value : formatValue(value);
}

/** Whether a text begins with another, whatever the case. */
export function beginsWith(text: string, beginning: string): boolean {
  return text.toLowerCase().startsWith(beginning.toLowerCase());
}

/** Numbers, also those that JSON cannot hold, and texts of digits. */
function numberOf(value: RecordedValue): number | undefined {
  if (typeof value === 'number') {
    return value;
  }
  if (typeof value === 'string') {
    return parseNumber(value);
  }
  const summary =
    typeof value === 'object' &&
    value !== null &&
    isSummary(value) &&
    (value.$type === 'number' || value.$type === 'bigint');
  return summary ? parseNumber(String(value.text)) : undefined;
}

function numberHolds(
  operator: Comparison,
  left: number,
  right: number
): boolean {
  // To look for NaN is to look for what went wrong: here it equals itself.
  const same = left === right || (Number.isNaN(left) && Number.isNaN(right));
  switch (operator) {
    case '=':
      return same;
    case '!=':
      return !same;
    case '<':
      return left < right;
    case '<=':
      return left <= right;
    case '>':
      return left > right;
    case '>=':
      return left >= right;
  }
}

function equalityHolds(operator: Comparison, same: boolean): boolean {
  return operator === '=' ? same : operator === '!=' && !same;
}

function sameText(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
