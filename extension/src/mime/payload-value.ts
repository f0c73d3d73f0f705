import type { RecordedValue } from 'trialbook/format';

/** Depth below which a flag's value is not shown. */
const MAX_DEPTH = 6;

/** Parts that a flag's value may have in all. */
const MAX_PARTS = 1000;

/** Characters of a text in a flag. */
const MAX_TEXT = 2000;

/** What stands for a part that was too deep or too much. */
const CUT = '…';

/** A bounded copy of a flag's value: what is too long, too deep or too much is cut, what JSON cannot hold becomes null. */
export function recordedValue(value: unknown): RecordedValue {
  return copy(value, MAX_DEPTH, { left: MAX_PARTS });
}

function copy(
  value: unknown,
  depth: number,
  budget: { left: number }
): RecordedValue {
  budget.left--;
  switch (typeof value) {
    case 'boolean':
      return value;
    case 'number':
      return Number.isFinite(value) ? value : null;
    case 'string':
      return value.length > MAX_TEXT ? value.slice(0, MAX_TEXT) + CUT : value;
    case 'object':
      break;
    default:
      return null;
  }
  if (value === null) {
    return null;
  }
  if (depth === 0 || budget.left <= 0) {
    return CUT;
  }
  if (Array.isArray(value)) {
    const items: RecordedValue[] = [];
    for (let i = 0; i < value.length && budget.left > 0; i++) {
      items.push(copy(value[i], depth - 1, budget));
    }
    return items.length < value.length ? [...items, CUT] : items;
  }
  const entries: [string, RecordedValue][] = [];
  for (const key in value) {
    if (budget.left <= 0) {
      entries.push([CUT, CUT]);
      break;
    }
    if (Object.hasOwn(value, key)) {
      const item = (value as Record<string, unknown>)[key];
      entries.push([key.slice(0, MAX_TEXT), copy(item, depth - 1, budget)]);
    }
  }
  return Object.fromEntries(entries);
}
