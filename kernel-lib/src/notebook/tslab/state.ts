/** What every copy of this package in one process shares, so that a kernel is extended once only. */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { ExecutedCell } from '../../format/cells';
import type { WriteDisplay, WriteStream } from './internals';

/** An executed cell with what only this process needs to know of it. */
export interface CellRecord {
  readonly cell: ExecutedCell;
  /** Name under which V8 knows the compiled cell. */
  file?: string;
  /** What V8 compiled: tslab's output in its wrapper. */
  compiled?: string;
  /** Id of the request that executes the cell. */
  message?: string;
  interrupted?: boolean;
  writeStream?: WriteStream;
  writeDisplay?: WriteDisplay;
}

export interface TslabState {
  /** Version of this very interface: copies of the package must agree on it. */
  readonly shape: 1;
  readonly storage: AsyncLocalStorage<CellRecord>;
  readonly records: CellRecord[];
  /** What could not be had, a sentence each. */
  readonly missing: string[];
  /** The cell that was running when the kernel was extended: its calls carry no context. */
  importing?: CellRecord;
}

const KEY = Symbol.for('trialbook.tslab');

type Global = typeof globalThis & { [KEY]?: TslabState };

/** The state of this process, `undefined` before its kernel was extended. */
export function sharedState(): TslabState | undefined {
  return (globalThis as Global)[KEY];
}

/** An empty state. */
export function createState(): TslabState {
  return {
    shape: 1,
    storage: new AsyncLocalStorage(),
    records: [],
    missing: []
  };
}

/** Makes `state` the one that every copy of this package finds from now on. */
export function shareState(state: TslabState): void {
  Object.defineProperty(globalThis, KEY, { value: state });
}

/** The record of the cell in whose execution this is called. */
export function currentRecord(state: TslabState): CellRecord | undefined {
  return state.storage.getStore() ?? state.importing;
}

/** The record of the cell that executes now, in whatever context this is called. */
export function runningRecord(state: TslabState): CellRecord | undefined {
  const last = state.records[state.records.length - 1];
  return last?.cell.outcome === 'running' ? last : undefined;
}
