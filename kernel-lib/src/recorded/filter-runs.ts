/** Which runs of a list a filter describes. */
import { filterTest } from '../format/filter';
import type { CompileOptions } from '../format/filter';
import type { ListedRun } from './catalogue';

/**
 * The runs that pass, in the order given. Where the filter names what the feed had no room for, a run is read.
 * @throws TrialbookError BAD_FILTER
 */
export function filterRuns(
  runs: readonly ListedRun[],
  filter: string,
  options?: CompileOptions
): ListedRun[] {
  return runs.filter(filterTest(filter, options));
}
