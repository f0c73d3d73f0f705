/** What a function may ask when it is run as an attempt at a job: whether to end, and where the one before it got to. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { activeRun, contextRun } from './context';
import { assertRun } from './run';

/**
 * Whether the function is to save what it has and return: somebody has asked the run to stop, or the time that a cluster
 * gives it is nearly over. In the latter case another attempt goes on, with the same folder of `checkpointDir()`. It costs
 * a look at one or two files, so ask once an epoch, not once a number.
 * @throws TrialbookError NO_RUN outside a run.
 * @example if (shouldStop()) { save(join(checkpointDir(), 'model.json')); return; }
 */
export function shouldStop(): boolean {
  return assertRun(activeRun() ?? contextRun(), 'shouldStop()').shouldStop();
}

/**
 * A folder that all attempts at a job share: what one leaves there, the next one finds. In a run that is no job's it is
 * `checkpoint` in the run folder.
 * @returns its absolute path; it exists.
 * @throws TrialbookError NO_RUN outside a run; the file system's error when it cannot be made.
 */
export function checkpointDir(): string {
  const run = assertRun(activeRun() ?? contextRun(), 'checkpointDir()');
  const dir =
    run.facts.attempt?.checkpoint ?? join(run.facts.dir, 'checkpoint');
  mkdirSync(dir, { recursive: true });
  return dir;
}
