import { AsyncLocalStorage } from 'node:async_hooks';
import type { ActiveRun } from './active-run';

/** The run in whose call the code runs, however deep in its asynchronous calls. */
const storage = new AsyncLocalStorage<ActiveRun>();

/** Calls `fn` as part of a run. */
export function inRun<T>(run: ActiveRun, fn: () => T): T {
  return storage.run(run, fn);
}

/** Calls `fn` as part of no run. */
export function outsideRuns<T>(fn: () => T): T {
  return storage.exit(fn);
}

/**
 * The innermost run that this code is part of and that has not ended. A loop that the kernel cut off can leave its
 * ended run behind as the context.
 */
export function activeRun(): ActiveRun | undefined {
  let run = storage.getStore();
  while (run?.hasEnded) {
    run = run.parent;
  }
  return run;
}

/** The run that this code was part of, ended or not. */
export function contextRun(): ActiveRun | undefined {
  return storage.getStore();
}
