import {
  allowedText,
  formatValue,
  type FlagFacts,
  type RecordedValue
} from 'trialbook/format';
import type { IRunInfo } from '../tokens';

/** A row of the flags table. */
export interface IFlagRow {
  /** Nested names with dots. */
  name: string;
  text: string;
  isDefault: boolean;
  /** What is said of the flag, for people. */
  description?: string;
  /** What it has to be, such as `a number from 0 to 1`. */
  allowed?: string;
}

/** Rows that the table shows at most. */
export const MAX_FLAG_ROWS = 500;

/** Depth to which objects are taken apart. */
const MAX_DEPTH = 4;

/**
 * The flags in the order of the function's parameters, plain objects taken apart.
 *
 * @param facts What is said of the flags, by name, nested names with dots.
 */
export function flagRows(
  info: IRunInfo,
  facts: Readonly<Record<string, FlagFacts>> = {}
): IFlagRow[] {
  const defaults = new Set(info.defaults);
  const rows: IFlagRow[] = [];
  for (const [name, value] of Object.entries(info.flags)) {
    collect(name, value, defaults.has(name), MAX_DEPTH, rows);
  }
  return rows.map(row =>
    Object.hasOwn(facts, row.name)
      ? { ...row, ...factTexts(facts[row.name]) }
      : row
  );
}

function factTexts(
  facts: FlagFacts
): Pick<IFlagRow, 'description' | 'allowed'> {
  const { description } = facts;
  const allowed = allowedText(facts).replace(/^has to be /, '');
  return { ...(description && { description }), ...(allowed && { allowed }) };
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
