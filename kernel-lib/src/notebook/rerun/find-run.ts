/** The run that is to be run again, and whether it can be. */
import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { TrialbookError } from '../../errors';
import type { ExecutedCell } from '../../format/cells';
import { shortId } from '../../format/layout';
import { listRuns } from '../../recorded/catalogue';
import { strangerOf } from '../../recorded/origin';
import { readCells } from '../../recorded/read-cells';
import { readRun, type RecordedRun } from '../../recorded/read-run';
import { selectRun } from '../../recorded/select';

/** A run with what is needed to repeat it. */
export interface Repeatable {
  run: RecordedRun;
  cells: ExecutedCell[];
  /** Place of the launching cell. */
  target: number;
  /** The folder from which the cells see packages and files. */
  folder: string;
  /** Absolute path of the notebook, as far as it is known. */
  notebook?: string;
}

/**
 * Finds the run that is named, in a home, or by its folder.
 * @throws TrialbookError RUN_NOT_FOUND or RUN_AMBIGUOUS
 */
export function findRun(
  run: string | { readonly dir: string },
  home: string
): RecordedRun {
  return readRun(
    typeof run === 'string' ? selectRun(listRuns(home), run).dir : run.dir
  );
}

/**
 * What is needed to repeat a run.
 * @throws TrialbookError RERUN_FAILED when the record does not allow it, RERUN_UNTRUSTED when somebody else's code
 * would be executed.
 */
export function repeatable(run: RecordedRun, trust: boolean): Repeatable {
  const { source, kind } = run;
  const id = shortId(run.id);
  if (kind !== 'function') {
    throw failed(
      `Run ${id} is not the call of a function but a ${kind}: start it again as it was started.`
    );
  }
  const cells = readCells(run.dir);
  const target = source?.cell?.index ?? cells.length - 1;
  if (source?.kernel.name !== 'tslab' || cells.length === 0) {
    throw failed(
      `Run ${id} has no executed cells that could be executed again: it was not recorded in a notebook with the tslab kernel.`
    );
  }
  if (!cells[target]) {
    throw failed(
      `Run ${id} does not hold the cell that launched it: its trialbook/source/cells.jsonl is damaged.`
    );
  }
  const stranger = strangerOf(run);
  if (stranger !== undefined && !trust) {
    throw new TrialbookError(
      'RERUN_UNTRUSTED',
      `Run ${id} was recorded by ${stranger}. To run it again is to execute the code in its trialbook/source/cells.jsonl; if you trust it, say so with --trust, or { trust: true }.`
    );
  }
  const home = dirname(run.dir);
  const notebook =
    source.notebook === undefined ? undefined : resolve(home, source.notebook);
  const folder =
    source.folder !== undefined
      ? resolve(home, source.folder)
      : dirname(notebook ?? home);
  if (!existsSync(folder)) {
    throw failed(
      `The folder ${folder}, from which run ${id} was started, is gone.`
    );
  }
  return { run, cells, target, folder, notebook };
}

function failed(message: string): TrialbookError {
  return new TrialbookError('RERUN_FAILED', message);
}
