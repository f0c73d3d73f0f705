/** Deleting is a move to the home's trash, from where a run comes back or is purged. */
import { lstatSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { TrialbookError } from '../errors';
import { feedMoved } from '../format/feed-lines';
import { isRunId, TRASH_DIR } from '../format/layout';
import { isEnded } from '../format/status';
import { exists } from '../store/exists';
import { realInside } from '../store/inside';
import { moveFolder } from '../store/move-folder';
import { appendToFeed, type RunPlace } from './change';
import { runDir } from './catalogue';
import { readRun } from './read-run';

/**
 * Moves a run to the trash.
 * @returns where it is then.
 * @throws TrialbookError RUN_RUNNING, RUN_NOT_FOUND, RUN_EXISTS; OUTSIDE_HOME when a link leads out of the home.
 */
export function deleteRun(place: RunPlace): RunPlace {
  const dir = runDir(place.home, place.run);
  assertFolder(place.home, place.run, dir);
  assertEnded(dir);
  const trash = join(place.home, TRASH_DIR);
  if (!exists(trash)) {
    mkdirSync(trash);
  }
  realInside(place.home, trash);
  return move(place, dir, runDir(place.home, place.run, true), 'deleted');
}

/**
 * Moves a run back from the trash.
 * @returns where it is then.
 * @throws TrialbookError RUN_NOT_FOUND, RUN_EXISTS, OUTSIDE_HOME
 */
export function restoreRun(place: RunPlace): RunPlace {
  const trashed = runDir(place.home, place.run, true);
  assertFolder(place.home, place.run, trashed);
  return move(place, trashed, runDir(place.home, place.run), 'restored');
}

/**
 * Removes a deleted run for good. Only what lies in the home's own trash is ever removed; links in it are removed, what
 * they lead to is not.
 * @throws TrialbookError RUN_NOT_FOUND when it is not in the trash, OUTSIDE_HOME when a link leads out of the home.
 */
export function purgeRun({ home, run }: RunPlace): void {
  const trashed = runDir(home, run, true);
  assertFolder(home, run, trashed);
  rmSync(realInside(join(home, TRASH_DIR), trashed), { recursive: true });
  appendToFeed(home, feedMoved({ type: 'purged', time: Date.now(), run }));
}

/** The folder of a run itself, not a link to one, inside the home. */
function assertFolder(home: string, run: string, dir: string): void {
  if (!isRunId(run)) {
    throw new TrialbookError(
      'RUN_NOT_FOUND',
      `${JSON.stringify(run)} is not the id of a run.`
    );
  }
  const stats = lstatSync(dir, { throwIfNoEntry: false });
  if (stats?.isSymbolicLink()) {
    throw new TrialbookError(
      'OUTSIDE_HOME',
      `${dir} is a link, not a run folder. Put the folder itself in its place.`
    );
  }
  if (!stats?.isDirectory()) {
    throw new TrialbookError(
      'RUN_NOT_FOUND',
      `There is no run folder ${dir}. "trialbook check" says what the home lacks.`
    );
  }
  realInside(home, dir);
}

function assertEnded(dir: string): void {
  const { id, status } = readRun(dir);
  if (!isEnded(status)) {
    throw new TrialbookError(
      'RUN_RUNNING',
      `Run ${id} is ${status}. Stop it first: trialbook stop ${id} --wait.`
    );
  }
}

function move(
  place: RunPlace,
  from: string,
  to: string,
  type: 'deleted' | 'restored'
): RunPlace {
  const { home, run } = place;
  try {
    moveFolder(from, to);
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    throw new TrialbookError(
      code === 'EEXIST' ? 'RUN_EXISTS' : 'HOME_NOT_WRITABLE',
      code === 'EEXIST'
        ? `${to} is there already. Move it away, then try again.`
        : `${from} cannot be moved to ${to} (${code ?? message}). The run is where it was.`,
      { cause }
    );
  }
  appendToFeed(home, feedMoved({ type, time: Date.now(), run }));
  return { home, run, dir: to };
}
