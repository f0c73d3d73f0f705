/** From a function in a notebook to the definitions it needs, and to a file that another process runs. */
import { TrialbookError } from '../../errors';
import { currentKernel } from '../../run/current-kernel';
import { firstDirectory } from '../../run/start';
import { tslabGlobal } from '../tslab/internals';
import { sharedState } from '../tslab/state';
import type { SourceCell } from './executed';
import { exportedName, writtenInPlace } from './find-function';
import { findTypeScript } from './find-typescript';
import type { Slice } from './slice';
import { sliceCells } from './slice-cells';

export { bundleSlice, type BundleOptions, type SliceBundle } from './bundle';
export { bundleTaskModule } from './bundle-module';
export { loadEntry } from './load-entry';
export { Slice, type SliceCell, type SliceParts } from './slice';
export type { SliceImport } from './import-lines';
export type { SliceModule, SlicePackage } from './reached-files';

/**
 * Cuts a function of this notebook, and exactly what it needs, out of the cells that were executed: the code that a worker
 * process runs.
 *
 * Definitions are kept: imports, functions, classes, types, enums, namespaces, and variables whose value can be computed
 * again. What exists as state of this kernel only is refused: variables that were changed after they were defined, or
 * whose value comes from a run, from chance, from the clock or from outside.
 *
 * @param fn a function of a cell, or anything else that a top-level variable of the cells holds.
 * @returns the slice; as last expression of a cell it shows its code.
 * @throws TrialbookError NOT_SLICEABLE, before anything is started; its message names the variable, the cell and the cures.
 * @example
 * slice(train); // shows the code of train and of what it needs
 * slice(train).hash; // the identity of that code
 */
export function slice(fn: object): Slice {
  const value: unknown = fn;
  if (
    (typeof value !== 'function' && typeof value !== 'object') ||
    value === null
  ) {
    throw new TrialbookError(
      'BAD_OPTION',
      `slice() takes a function of the notebook: slice(train). Got ${value === null ? 'null' : typeof value} instead.`
    );
  }
  const name = exportedName(tslabGlobal()?.exports ?? {}, value);
  return sliceCells(
    executedCells(),
    name ?? (names => writtenInPlace(names, value)),
    { ts: findTypeScript(firstDirectory), base: firstDirectory }
  );
}

/** Whether a top-level variable of this kernel's cells holds the value. */
export function isInCells(value: object): boolean {
  const exported = tslabGlobal()?.exports;
  return exported !== undefined && exportedName(exported, value) !== undefined;
}

/** What this kernel executed; a cell that did not compile never reached V8. */
function executedCells(): readonly SourceCell[] {
  const state = sharedState();
  return state
    ? state.records.map(({ cell, compiled }) => ({
        ...cell,
        ran: compiled !== undefined
      }))
    : currentKernel().cells();
}
