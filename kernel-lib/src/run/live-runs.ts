import type { ExecutedCell } from '../format/cells';
import type { ActiveRun } from './active-run';

/** What decides which signals end a run. */
export interface Launch {
  /** The cell that launched it. */
  cell?: ExecutedCell;
  /** Whoever started the run ends it upon SIGINT and SIGTERM. */
  ownSignals?: boolean;
}

/** The runs of this process that have not ended. */
const live = new Map<ActiveRun, Launch>();

let installed = false;

export function addLiveRun(run: ActiveRun, launch: Launch): void {
  install();
  live.set(run, launch);
}

export function removeLiveRun(run: ActiveRun): void {
  live.delete(run);
}

/**
 * Runs end as terminated when the process exits, is asked to, or is interrupted. An interrupt ends the runs of the
 * cells that are executing; those that an earlier cell left behind go on.
 */
function install(): void {
  if (installed) {
    return;
  }
  installed = true;
  process.once('exit', () => terminateAll('the process exited'));
  // Not at once: while a cell's own code runs, Node has a signal handler of its own in place by which tslab interrupts
  // loops. A listener added then takes its place, and is forgotten by the system when the cell's code is through.
  // A script that never yields stays without listeners, which it could not run, and ends by the signals as ever.
  setImmediate(() => {
    process.prependListener('SIGINT', onInterrupt);
    process.prependListener('SIGTERM', onTerm);
  });
}

function onInterrupt(): void {
  for (const [run, { cell, ownSignals }] of [...live]) {
    if (!ownSignals && (!cell || cell.outcome === 'running')) {
      run.terminate('interrupted');
    }
  }
  exitAsIfUnheard('SIGINT', onInterrupt);
}

function onTerm(): void {
  for (const [run, { ownSignals }] of [...live]) {
    if (!ownSignals) {
      run.terminate('the process was asked to end');
    }
  }
  exitAsIfUnheard('SIGTERM', onTerm);
}

/** Without another listener the signal would have ended the process; so it still does. */
function exitAsIfUnheard(signal: NodeJS.Signals, own: () => void): void {
  if (process.listenerCount(signal) === 1) {
    process.removeListener(signal, own);
    process.kill(process.pid, signal);
  }
}

function terminateAll(reason: string): void {
  for (const run of [...live.keys()]) {
    run.terminate(reason);
  }
}
