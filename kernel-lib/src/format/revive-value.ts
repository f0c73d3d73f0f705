/** From a recorded value back to the value, where the record holds all of it. */
import { isSummary } from './record-value';
import type { RecordedValue, ValueSummary } from './values';

/** What became of a value. */
export type Revived =
  | { exact: true; value: unknown }
  /** The record holds its type and shape only, or that of something inside. */
  | { exact: false };

const INEXACT: Revived = { exact: false };

/** The value that was recorded; what was only summarised cannot be had back. */
export function reviveValue(recorded: RecordedValue): Revived {
  if (typeof recorded !== 'object' || recorded === null) {
    return { exact: true, value: recorded };
  }
  if (Array.isArray(recorded)) {
    return reviveArray(recorded);
  }
  return isSummary(recorded)
    ? reviveSummary(recorded)
    : reviveEntries(Object.entries(recorded));
}

function reviveArray(items: RecordedValue[]): Revived {
  const values: unknown[] = [];
  values.length = items.length;
  for (const [index, item] of items.entries()) {
    const isHole = isSummary(item) && item.$type === 'hole';
    const revived = isHole ? undefined : reviveValue(item);
    if (revived && !revived.exact) {
      return INEXACT;
    }
    if (revived) {
      values[index] = revived.value;
    }
  }
  return { exact: true, value: values };
}

function reviveEntries(entries: [string, RecordedValue][]): Revived {
  const values: [string, unknown][] = [];
  for (const [key, recorded] of entries) {
    const revived = reviveValue(recorded);
    if (!revived.exact) {
      return INEXACT;
    }
    values.push([key, revived.value]);
  }
  return { exact: true, value: Object.fromEntries(values) };
}

const NUMBERS: ReadonlyMap<unknown, number> = new Map([
  ['NaN', NaN],
  ['Infinity', Infinity],
  ['-Infinity', -Infinity],
  ['-0', -0]
]);

function reviveSummary({ $type, text, entries }: ValueSummary): Revived {
  switch ($type) {
    case 'undefined':
      return { exact: true, value: undefined };
    case 'number': {
      const value = NUMBERS.get(text);
      return value === undefined ? INEXACT : { exact: true, value };
    }
    case 'bigint':
      return text !== undefined && /^-?\d+$/.test(text)
        ? { exact: true, value: BigInt(text) }
        : INEXACT;
    case 'Date': {
      const value = new Date(text ?? NaN);
      return Number.isNaN(value.getTime()) ? INEXACT : { exact: true, value };
    }
    case 'Object':
      return Array.isArray(entries) ? reviveEntries(entries) : INEXACT;
    default:
      return INEXACT;
  }
}
