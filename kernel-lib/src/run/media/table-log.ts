import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { TABLES_DIR } from '../../format/layout';
import { recordValue } from '../../format/record-value';
import { tableFile, type TableHead, type TableRow } from '../../format/table';
import type { RecordedValue } from '../../format/values';
import { AppendFile } from '../../store/append-file';
import type { WriteBehind } from '../../store/write-behind';

/** Tables of one run, and bytes of one table, at most. */
const TABLE_LIMIT = 100;
const BYTE_LIMIT = 64 * 1024 * 1024;

interface Table {
  file: AppendFile;
  bytes: number;
  nextStep: number;
}

/** The tables of one run, a file each. */
export class TableLog {
  readonly #dir: string;
  readonly #writeBehind: WriteBehind | undefined;
  readonly #tables = new Map<string, Table>();

  /**
   * @param dir the run folder.
   * @throws the file system's error when the folder of the tables cannot be made.
   */
  constructor(dir: string, writeBehind?: WriteBehind) {
    this.#dir = dir;
    this.#writeBehind = writeBehind;
    mkdirSync(join(dir, TABLES_DIR), { recursive: true });
  }

  /** The files of the tables. */
  get files(): AppendFile[] {
    return [...this.#tables.values()].map(({ file }) => file);
  }

  /**
   * @param step the next of this table when it is not given.
   * @returns false when there is no room for all of it.
   * @throws the file system's error when the file cannot be made.
   */
  add(
    name: string,
    rows: readonly Record<string, unknown>[],
    step: number | undefined,
    now: number
  ): boolean {
    const table = this.#tables.get(name) ?? this.#open(name);
    if (!table) {
      return false;
    }
    const at = step ?? table.nextStep;
    table.nextStep = at + 1;
    return rows.every(row => {
      const line: TableRow = { step: at, time: now, row: recordCells(row) };
      return append(table, line);
    });
  }

  flush(): void {
    this.files.forEach(file => file.flush());
  }

  close(): void {
    this.files.forEach(file => file.close());
  }

  #open(name: string): Table | undefined {
    if (this.#tables.size >= TABLE_LIMIT) {
      return undefined;
    }
    const path = join(this.#dir, tableFile(name));
    const file = new AppendFile(path, this.#writeBehind);
    const table: Table = { file, bytes: 0, nextStep: 0 };
    this.#tables.set(name, table);
    append(table, { table: name });
    return table;
  }
}

function append(table: Table, line: TableHead | TableRow): boolean {
  const bytes = Buffer.from(`${JSON.stringify(line)}\n`);
  if (table.bytes + bytes.length > BYTE_LIMIT) {
    return false;
  }
  table.bytes += bytes.length;
  table.file.append(bytes);
  return true;
}

/** Cell by cell, so that a wide row is no summary. */
function recordCells(
  row: Record<string, unknown>
): Record<string, RecordedValue> {
  return Object.fromEntries(
    Object.entries(row).map(([column, cell]) => [column, recordValue(cell)])
  );
}
