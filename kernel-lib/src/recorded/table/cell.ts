/** Values of a table's cells, plain and as text. */
import { formatValue } from '../../format/format-value';
import { recordNumber } from '../../format/numbers';
import { isSummary } from '../../format/record-value';
import type { RecordedValue } from '../../format/values';

/** What a cell holds; `undefined` where the run has nothing. */
export type CellValue = RecordedValue | Date | undefined;

/** Longer texts are cut in tables: UTF-16 units. */
const TEXT_LIMIT = 40;

/** A recorded value as JavaScript has it, where it has: NaN and the like are numbers again. */
export function plainValue(value: RecordedValue | undefined): CellValue {
  if (typeof value !== 'object' || value === null || !isSummary(value)) {
    return value;
  }
  const text = String(value.text);
  return value.$type === 'number' ? Number(text) : formatValue(value);
}

/** A cell as people read it: numbers to six digits, long texts cut. */
export function cellText(value: CellValue): string {
  if (value === undefined) {
    return '';
  }
  if (typeof value === 'number') {
    return numberText(value);
  }
  if (typeof value === 'string') {
    return cut(value);
  }
  return value instanceof Date
    ? isoText(value)
    : formatValue(value, TEXT_LIMIT);
}

/** A cell as programs read it: nothing cut, nothing rounded. */
export function exactText(value: CellValue): string {
  if (value === undefined || value === null) {
    return '';
  }
  if (value instanceof Date) {
    return isoText(value);
  }
  return typeof value === 'string' ? value : formatValue(value, Infinity);
}

/** A cell as JSON holds it. */
export function jsonValue(value: CellValue): CellValue {
  return typeof value === 'number' ? recordNumber(value) : value;
}

/** Never half a character. */
function cut(text: string): string {
  return text.length > TEXT_LIMIT
    ? `${text.slice(0, TEXT_LIMIT - 1).replace(/[\ud800-\udbff]$/, '')}…`
    : text;
}

/** At most six digits that matter. */
function numberText(value: number): string {
  return Number.isInteger(value)
    ? String(value)
    : String(Number(value.toPrecision(6)));
}

function isoText(time: Date): string {
  return Number.isNaN(time.getTime()) ? '' : time.toISOString();
}
