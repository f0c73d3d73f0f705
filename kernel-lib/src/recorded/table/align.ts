import type { ListedRun } from '../catalogue';
import type { RunColumn } from './columns';

/** Runs that are looked at. */
const LOOKED_AT = 50;

/** Where the cells of a column stand: numbers at the right. */
export function alignOf(
  { value }: RunColumn,
  runs: readonly ListedRun[]
): 'left' | 'right' {
  const values = runs
    .slice(0, LOOKED_AT)
    .map(run => value(run))
    .filter(found => found !== undefined);
  return values.length > 0 && values.every(found => typeof found === 'number')
    ? 'right'
    : 'left';
}
