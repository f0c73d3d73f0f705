/** Which call of `run()` a call is, so that a replay of the same cells finds it again. */
import type { ExecutedCell } from '../format/cells';
import type { ActiveRun } from './active-run';
import { activeRun } from './context';
import type { Kernel } from './kernel';

/** A call of `run()` among those of a process. */
export interface CallPlace {
  /** The cell's place among the executed ones, from 0. */
  cell?: number;
  /** The call's number in the cell's execution, from 0; of a nested run, behind the numbers of the runs around it. */
  call: number[];
}

const inCells = new WeakMap<ExecutedCell, number>();
const inRuns = new WeakMap<ActiveRun, number>();
let elsewhere = 0;

/** The place of the call that is made now; each call is counted once. */
export function nextCallPlace(kernel: Kernel): CallPlace {
  const current = kernel.currentCell();
  const parent = activeRun();
  const index = current ? kernel.cells().lastIndexOf(current) : -1;
  const call = parent
    ? [...parent.facts.call, count(inRuns, parent)]
    : [current ? count(inCells, current) : elsewhere++];
  return { ...(index >= 0 && { cell: index }), call };
}

function count<K extends object>(counts: WeakMap<K, number>, key: K): number {
  const number = counts.get(key) ?? 0;
  counts.set(key, number + 1);
  return number;
}
