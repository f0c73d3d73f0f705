import { inspect } from 'node:util';
import { TrialbookError } from '../../errors';
import { tableLines } from '../../format/text-table';
import type { ListedRun } from '../catalogue';
import {
  OUTPUT_BUNDLE,
  type Displayable,
  type OutputBundle
} from '../displayable';
import { filterRuns } from '../filter-runs';
import { RunHandle } from '../run-handle';
import { exactText, type CellValue } from './cell';
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
    const rows = this.#shown().map(run =>
      columns.map(column => columnText(column, run, now))
    );
    return htmlTable(columns, rows, this.#caption());
  }

  toString(): string {
    const now = Date.now();
    const columns = this.#columns().map(column => ({
      heading: column.heading,
      align: alignOf(column, this.#runs),
      cell: (run: ListedRun) => columnText(column, run, now)
    }));
    return [...tableLines(this.#shown(), columns), this.#caption()].join('\n');
  }

  toJSON(): RunRow[] {
    return this.rows();
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

  #shown(): readonly ListedRun[] {
    return this.#runs.slice(0, SHOWN_ROWS);
  }

  #caption(): string {
    const count = this.#runs.length;
    const all = `${count.toLocaleString('en')} ${count === 1 ? 'run' : 'runs'}`;
    return count > SHOWN_ROWS ? `${SHOWN_ROWS} of ${all}` : all;
  }
}

/** Numbers stand at the right. */
export function alignOf(
  { value }: RunColumn,
  runs: readonly ListedRun[]
): 'left' | 'right' {
  const values = runs
    .slice(0, SHOWN_ROWS)
    .map(run => value(run))
    .filter(found => found !== undefined);
  return values.length > 0 && values.every(found => typeof found === 'number')
    ? 'right'
    : 'left';
}
