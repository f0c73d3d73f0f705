import {
  LineReader,
  tableNameOf,
  tableRowOf,
  type TableRow
} from 'trialbook/format';
import type { IRunTable } from '../tokens';
import type { ITailSink } from './file-tail';

/** Rows that are held; the first ones go first. */
const ROW_LIMIT = 2000;

/** Columns that a table shows at most. */
const COLUMN_LIMIT = 100;

/** Collects the rows of a table as its bytes come. */
export class TableReader implements ITailSink, IRunTable {
  constructor(readonly file: string) {
    this._name =
      file
        .split('/')
        .pop()
        ?.replace(/\.jsonl$/, '') ?? file;
  }

  get name(): string {
    return this._name;
  }

  get columns(): readonly string[] {
    return this._columns;
  }

  get rows(): readonly TableRow[] {
    return this._rows;
  }

  get total(): number {
    return this._total;
  }

  push(bytes: Uint8Array): void {
    for (const line of this._lines.push(bytes)) {
      const row = tableRowOf(line);
      if (row) {
        this._add(row);
      } else {
        this._name = tableNameOf(line) ?? this._name;
      }
    }
    if (this._rows.length > ROW_LIMIT) {
      this._rows = this._rows.slice(-ROW_LIMIT);
    }
  }

  reset(): void {
    this._lines = new LineReader();
    this._columns = [];
    this._rows = [];
    this._total = 0;
  }

  private _add(row: TableRow): void {
    this._total++;
    this._rows.push(row);
    for (const column of Object.keys(row.row)) {
      if (
        this._columns.length < COLUMN_LIMIT &&
        !this._columns.includes(column)
      ) {
        this._columns.push(column);
      }
    }
  }

  private _lines = new LineReader();
  private _name: string;
  private _columns: string[] = [];
  private _rows: TableRow[] = [];
  private _total = 0;
}
