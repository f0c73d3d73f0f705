/** Recorded runs, found as `run()` finds its home. */
import type * as tables from '../recorded/table/run-table';
import type { RunTable } from '../recorded/table/run-table';
import { listRuns } from '../recorded/catalogue';
import { RunHandle } from '../recorded/run-handle';
import { selectRun } from '../recorded/select';
import { currentKernel } from './current-kernel';
import { recordingHome } from './recording-home';

/** Which runs. */
export interface RunsOptions {
  /**
   * The home; a relative one is seen from the notebook's folder.
   * @default the one that `run()` records to
   */
  home?: string;
  /** Deleted runs instead of the others. @default false */
  deleted?: boolean;
}

/**
 * The recorded runs, newest first, as a table.
 * @param filter such as `loss<0.1 and lr=1e-3 and not tag:debug`; all runs without it.
 * @throws TrialbookError BAD_FILTER with the column; RUN_NOT_FOUND when there is no home yet.
 * @example
 * runs('status:completed and loss<0.1').sort('loss')
 */
export function runs(filter = '', options: RunsOptions = {}): RunTable {
  const { RunTable: Table } =
    require('../recorded/table/run-table') as typeof tables;
  const home = recordingHome(options.home);
  const table = new Table(listRuns(home, options), {
    home,
    show: bundle => currentKernel().display(bundle) !== undefined
  });
  return filter.trim() === '' ? table : table.filter(filter);
}

/**
 * A recorded run.
 * @param name the beginning of its id, its number from 1 (the newest), or `latest`.
 * @throws TrialbookError RUN_NOT_FOUND or RUN_AMBIGUOUS
 * @example
 * getRun('latest').label('boom!!');
 */
export function getRun(
  name: string | number,
  options: RunsOptions = {}
): RunHandle {
  const home = recordingHome(options.home);
  const { id, dir } = selectRun(listRuns(home, options), String(name));
  return new RunHandle({ home, dir, run: id });
}
