/** The order of a table's rows. */
import type { ListedRun } from '../catalogue';
import { exactText, type CellValue } from './cell';
import type { RunColumn } from './columns';

export type SortOrder = 'ascending' | 'descending';

/** The runs by a column, those without a value (and NaN) last in either order; equal ones keep their order. */
export function sortRuns(
  runs: readonly ListedRun[],
  column: RunColumn,
  order: SortOrder = 'ascending'
): ListedRun[] {
  const sign = order === 'ascending' ? 1 : -1;
  return runs
    .map(run => ({ run, value: sortable(column.value(run)) }))
    .sort((a, b) => compare(a.value, b.value, sign))
    .map(({ run }) => run);
}

type Sortable = number | string | undefined;

function sortable(value: CellValue): Sortable {
  if (value === undefined || value === null) {
    return undefined;
  }
  if (value instanceof Date) {
    return value.getTime();
  }
  if (typeof value === 'number') {
    return Number.isNaN(value) ? undefined : value;
  }
  return typeof value === 'boolean' ? Number(value) : exactText(value);
}

/** Numbers stand before texts. */
function compare(a: Sortable, b: Sortable, sign: number): number {
  if (a === undefined || b === undefined) {
    return Number(a === undefined) - Number(b === undefined);
  }
  if (typeof a === 'number' && typeof b === 'number') {
    return sign * (a < b ? -1 : Number(a > b));
  }
  if (typeof a === 'string' && typeof b === 'string') {
    return sign * a.localeCompare(b, undefined, { numeric: true });
  }
  return sign * (typeof a === 'number' ? -1 : 1);
}
