/** Asking a run to end, and waiting until it has. */
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { RUN_FILES } from '../format/layout';
import { isEnded } from '../format/status';
import { exists } from '../store/exists';
import { realInside } from '../store/inside';
import type { RunPlace } from './change';
import { readRun, type RecordedRun } from './read-run';

/** Milliseconds between two looks whether a run has ended. */
const LOOK = 100;

/**
 * Sends a run the signal to stop, which `log()` reads.
 * @returns false when the run had ended already.
 * @throws TrialbookError RUN_NOT_FOUND; OUTSIDE_HOME when a link leads out of the home.
 */
export function requestStop({ home, dir }: RunPlace): boolean {
  realInside(home, dir);
  if (isEnded(readRun(dir).status)) {
    return false;
  }
  const signals = join(dir, RUN_FILES.signals);
  if (!exists(signals)) {
    mkdirSync(signals);
  }
  const folder = realInside(home, signals);
  const stop = join(dir, RUN_FILES.stop);
  if (!exists(stop)) {
    const written = join(folder, `.stop.${process.pid}.json`);
    writeFileSync(written, JSON.stringify({ time: Date.now() }) + '\n', {
      flag: 'wx'
    });
    renameSync(written, stop);
  }
  return true;
}

export interface WaitOptions {
  /** Milliseconds after which the wait ends. @default Infinity */
  timeout?: number;
  /** Ends the wait. */
  signal?: AbortSignal;
}

/**
 * Waits until a run has ended or is lost.
 * @returns the run as it is then; one that has not ended when the time was up, or the wait was ended.
 * @throws TrialbookError RUN_NOT_FOUND when its folder is gone.
 */
export async function waitForEnd(
  dir: string,
  { timeout = Infinity, signal }: WaitOptions = {}
): Promise<RecordedRun> {
  const end = Date.now() + timeout;
  for (;;) {
    const run = readRun(dir);
    if (isEnded(run.status) || signal?.aborted || Date.now() >= end) {
      return run;
    }
    await delay(Math.min(LOOK, Math.max(end - Date.now(), 0)), undefined, {
      signal
    }).catch(() => undefined);
  }
}
