import { inspect } from 'node:util';
import { TrialbookError } from '../../errors';
import { groupedDigits } from '../../format/numbers';
import { tableLines } from '../../format/text-table';
import type { ListedRun } from '../catalogue';
import {
  OUTPUT_BUNDLE,
  type Displayable,
  type OutputBundle
} from '../displayable';
import { filterRuns } from '../filter-runs';
import { RunHandle } from '../run-handle';
import { alignOf } from './align';
import { exactText, jsonValue, type CellValue } from './cell';
import { allColumns, columnText, knownColumn, type RunColumn } from './columns';
import { csvText } from './csv';
import { htmlTable } from './html';
import { sortRuns, type SortOrder } from './sort';

/** Rows that are shown; plain rows and CSV have all of them. */
const SHOWN_ROWS = 50;

/** A run as a plain object: a value for each column, `undefined` where the run has none. */
export type RunRow = Record<string, CellValue>;

/** Where a table's runs are, and how it shows itself. */
export interface TableContext {
  /** Absolute path of the home. */
  home: string;
  /** Shows an output under the current cell; false where there is no place for it. */
  show?: (bundle: OutputBundle) => boolean;
}

/**
 * Runs as a table: a row a run, and columns of their flags, last scalars and attributes. It never changes: each method
 * gives another table. A notebook shows it as an HTML table when a cell ends with it.
 * @example
 * const best = runs('status:completed').sort('loss').head(5);
 * best.columns('name', 'lr', 'loss').rows();
 */
export class RunTable implements Iterable<RunHandle>, Displayable {
  readonly #runs: readonly ListedRun[];
  readonly #context: TableContext;
  readonly #chosen: readonly RunColumn[] | undefined;

  /** Use `runs()` to make one. */
  constructor(
    runs: readonly ListedRun[],
    context: TableContext,
    columns?: readonly RunColumn[]
  ) {
    this.#runs = runs;
    this.#context = context;
    this.#chosen = columns;
  }

  /** How many runs there are. */
  get length(): number {
    return this.#runs.length;
  }

  /** Names of the columns: the keys of plain rows. */
  get columnNames(): string[] {
    return this.#columns().map(({ name }) => name);
  }

  /**
   * The runs that a filter describes, or that a function returns true for.
   * @throws TrialbookError BAD_FILTER with the column of what is wrong.
   */
  filter(filter: string | ((run: RunHandle) => boolean)): RunTable {
    return this.#with(
      typeof filter === 'string'
        ? filterRuns(this.#runs, filter)
        : this.#runs.filter(run => filter(this.#handle(run)))
    );
  }

  /**
   * The runs in the order of a column; runs without a value come last.
   * @throws TrialbookError BAD_OPTION when no run has it.
   */
  sort(column: string, order: SortOrder = 'ascending'): RunTable {
    if (order !== 'ascending' && order !== 'descending') {
      throw new TrialbookError(
        'BAD_OPTION',
        'The order is "ascending" or "descending".'
      );
    }
    return this.#with(
      sortRuns(this.#runs, knownColumn(column, this.#runs), order)
    );
  }

  /**
   * The same runs with these columns: a field (`run`, `id`, `name`, `status`, `label`, `tags`, `started`, `duration` …), a
   * flag, a scalar, an attribute. `flag:lr`, `scalar:loss`, `attr:x` say which; `min:loss`, `max:loss` and `step:loss` are
   * a scalar's extremes and last step.
   * @throws TrialbookError BAD_OPTION when no run has one of them.
   */
  columns(...names: string[]): RunTable {
    const columns = names.map(name => knownColumn(name, this.#runs));
    return new RunTable(this.#runs, this.#context, columns);
  }

  /** The first runs. */
  head(count = 5): RunTable {
    return this.#with(this.#runs.slice(0, Math.max(0, count)));
  }

  /** The run in a row, from 0; from the end when negative. */
  at(index: number): RunHandle | undefined {
    const run = this.#runs.at(index);
    return run && this.#handle(run);
  }

  *[Symbol.iterator](): Generator<RunHandle, void> {
    for (const run of this.#runs) {
      yield this.#handle(run);
    }
  }

  /** Plain objects, a key a column. Times are `Date`s, durations seconds. */
  rows(): RunRow[] {
    const columns = this.#columns();
    return this.#runs.map(run =>
      Object.fromEntries(
        columns.map(column => [column.name, column.value(run)])
      )
    );
  }

  /** All rows as comma-separated values, exact. Texts that a spreadsheet would compute begin with an apostrophe. */
  toCSV(): string {
    const columns = this.#columns();
    return csvText(
      columns.map(({ heading }) => heading),
      this.#runs.map(run =>
        columns.map(column => {
          const value = column.value(run);
          return { text: exactText(value), isText: typeof value !== 'number' };
        })
      )
    );
  }

  /** The table as HTML, all texts escaped. */
  toHTML(): string {
    const columns = this.#columns().map(column => ({
      ...column,
      align: alignOf(column, this.#runs)
    }));
    const now = Date.now();
    const rows = this.#runs
      .slice(0, SHOWN_ROWS)
      .map(run => columns.map(column => columnText(column, run, now)));
    return htmlTable(columns, rows, this.#caption());
  }

  toString(): string {
    return this.toText();
  }

  /** The table as text. @param rows how many runs are shown */
  toText(rows = SHOWN_ROWS): string {
    const now = Date.now();
    const columns = this.#columns().map(column => ({
      heading: column.heading,
      align: alignOf(column, this.#runs),
      cell: (run: ListedRun) => columnText(column, run, now)
    }));
    const lines = tableLines(this.#runs.slice(0, rows), columns);
    return [...lines, this.#caption(rows)].join('\n');
  }

  /** Plain rows as JSON can hold them: `NaN` and the infinities are texts. */
  toJSON(): Record<string, unknown>[] {
    return this.rows().map(row =>
      Object.fromEntries(
        Object.entries(row).map(([name, value]) => [name, jsonValue(value)])
      )
    );
  }

  /** Shows the table under the current cell; prints it where there is none. */
  display(): void {
    if (!this.#context.show?.(this[OUTPUT_BUNDLE]())) {
      process.stdout.write(`${this.toString()}\n`);
    }
  }

  [OUTPUT_BUNDLE](): OutputBundle {
    return { 'text/html': this.toHTML(), 'text/plain': this.toString() };
  }

  [inspect.custom](): string {
    return this.toString();
  }

  #columns(): readonly RunColumn[] {
    return this.#chosen ?? allColumns(this.#runs);
  }

  #with(runs: readonly ListedRun[]): RunTable {
    return new RunTable(runs, this.#context, this.#chosen);
  }

  #handle({ id, dir }: ListedRun): RunHandle {
    return new RunHandle({ home: this.#context.home, dir, run: id });
  }

  #caption(rows = SHOWN_ROWS): string {
    const count = this.#runs.length;
    const all = `${groupedDigits(count)} ${count === 1 ? 'run' : 'runs'}`;
    return count > rows ? `${rows} of ${all}` : all;
  }
}
