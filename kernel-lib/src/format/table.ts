/** Tables of a run: rows that were logged by step, in a file each. See `docs/run-format.md`, "Tables". */
import { TABLES_DIR } from './layout';
import { fieldsOf, numberOf, textOf } from './untrusted';
import type { RecordedValue } from './values';

/** First line of a table's file. */
export interface TableHead {
  /** The name it was logged under. */
  table: string;
}

/** A line of a table's file. */
export interface TableRow {
  step: number;
  /** Milliseconds since 1970. */
  time: number;
  /** Cells by column. */
  row: Record<string, RecordedValue>;
}

/** Characters of a name that may stand in a file's name. */
const SAFE = /^[a-z0-9][a-z0-9_-]{0,59}$/;

/**
 * Path of a table's file inside the run folder: the name where it is a plain one, else what of it is plain, with a digest of
 * the whole, so that no two tables share a file, on disks that do not tell case apart either.
 */
export function tableFile(name: string): string {
  if (SAFE.test(name)) {
    return `${TABLES_DIR}/${name}.jsonl`;
  }
  const plain = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 40);
  return `${TABLES_DIR}/${plain || 'table'}.${digest(name)}.jsonl`;
}

/** A line as a row; nothing when it is none. */
export function tableRowOf(line: unknown): TableRow | undefined {
  const fields = fieldsOf(line);
  const row = fieldsOf(fields?.row);
  return fields && row
    ? {
        step: numberOf(fields.step) ?? 0,
        time: numberOf(fields.time) ?? 0,
        row: row as Record<string, RecordedValue>
      }
    : undefined;
}

/** The name that a table's first line gives; nothing when the line is none. */
export function tableNameOf(line: unknown): string | undefined {
  return textOf(fieldsOf(line)?.table);
}

/** Two 32-bit FNV-1a sums of the UTF-16 units; there is no more at stake than that two names differ. */
function digest(text: string): string {
  let one = 0x811c9dc5;
  let two = 0x9747b28c;
  for (let at = 0; at < text.length; at++) {
    one = Math.imul(one ^ text.charCodeAt(at), 16777619);
    two = Math.imul(two ^ text.charCodeAt(at), 16777633);
  }
  return [one, two]
    .map(sum => (sum >>> 0).toString(16).padStart(8, '0'))
    .join('');
}
