import { formatValue, type RecordedValue } from 'trialbook/format';
import type { IRunInfo } from '../tokens';

/** A row of the flags table. */
export interface IFlagRow {
  /** Nested names with dots. */
  name: string;
  text: string;
  isDefault: boolean;
}

/** Rows that the table shows at most. */
export const MAX_FLAG_ROWS = 500;

/** Depth to which objects are taken apart. */
const MAX_DEPTH = 4;

/** The flags in the order of the function's parameters, plain objects taken apart. */
export function flagRows(info: IRunInfo): IFlagRow[] {
  const defaults = new Set(info.defaults);
  const rows: IFlagRow[] = [];
  for (const [name, value] of Object.entries(info.flags)) {
    collect(name, value, defaults.has(name), MAX_DEPTH, rows);
  }
  return rows;
}

function collect(
  name: string,
  value: RecordedValue,
  isDefault: boolean,
  depth: number,
  rows: IFlagRow[]
): void {
  if (rows.length >= MAX_FLAG_ROWS) {
    return;
  }
  if (depth > 0 && isPlain(value)) {
    for (const [key, item] of Object.entries(value)) {
      collect(`${name}.${key}`, item, isDefault, depth - 1, rows);
    }
    return;
  }
  rows.push({ name, text: formatValue(value), isDefault });
}

/** An object with entries of its own; a summary of something else is one value. */
function isPlain(value: RecordedValue): value is Record<string, RecordedValue> {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !('$type' in value) &&
    Object.keys(value).length > 0
  );
}
