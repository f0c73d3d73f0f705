/** The `Kernel` of tslab. */
import { randomBytes } from 'node:crypto';
import type { Display, Kernel, MimeBundle } from '../../run/kernel';
import { notebookPath, watchNotebookPath } from '../notebook-path';
import { publicDisplay } from './public-display';
import { installHooks } from './install';
import {
  findInternals,
  tslabGlobal,
  type DisplayContent,
  type Internals
} from './internals';
import { makePositionMapper } from './position';
import {
  currentRecord,
  runningRecord,
  sharedState,
  type TslabState
} from './state';
import { sideModules } from './side-modules';

const NO_BUNDLES =
  'Outputs of several types cannot be shown, because this tslab displays in an unknown way: viewers without the extension see no run card.';

/** Whether this process is a tslab kernel. */
export function isTslab(): boolean {
  return tslabGlobal() !== undefined || sharedState() !== undefined;
}

/** Extends the tslab of this process and describes it. */
export function tslabKernel(): Kernel {
  const internals = findInternals();
  const state = installHooks(internals);
  const bundles = internals && 'lastWriteDisplayData' in internals.jupyter;
  const missing =
    internals && !bundles ? [...state.missing, NO_BUNDLES] : state.missing;
  watchNotebookPath();
  return {
    name: 'tslab',
    version: internals?.version,
    missing,
    display: bundle =>
      bundles ? displayBundle(state, internals, bundle) : publicDisplay(bundle),
    cells: () => state.records.map(record => record.cell),
    currentCell: () => currentRecord(state)?.cell,
    notebookPath,
    loadedFiles: () => sideModules(internals),
    position: makePositionMapper(state, internals?.dir)
  };
}

/** Shows a bundle under the cell that calls, and replaces it from wherever it is asked to. */
function displayBundle(
  state: TslabState,
  { jupyter }: Internals,
  bundle: MimeBundle
): Display | undefined {
  const id = randomBytes(8).toString('hex');
  const owner = currentRecord(state);
  const write = (data: MimeBundle, update: boolean) => {
    const content: DisplayContent = {
      data,
      metadata: {},
      transient: { display_id: id }
    };
    // Front ends that execute a notebook from outside listen to the running cell only.
    const cell =
      owner?.cell.outcome === 'running' ? owner : runningRecord(state);
    const writer = cell?.writeDisplay ?? jupyter.lastWriteDisplayData;
    writer?.(content, update);
    return writer !== undefined && writer !== null;
  };
  try {
    if (!write(bundle, false)) {
      return undefined;
    }
  } catch {
    return undefined;
  }
  return {
    update(next) {
      try {
        write(next, true);
      } catch {
        // A display that cannot be updated must not break what is displayed.
      }
    }
  };
}
