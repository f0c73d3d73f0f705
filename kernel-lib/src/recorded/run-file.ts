/** Files of a run by the path that somebody gives. */
import { lstatSync, statSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { TrialbookError } from '../errors';
import { realInside } from '../store/inside';
import type { RunPlace } from './change';

/**
 * Where a file of a run really is. It lies in the run folder, whatever links there are.
 * @param path relative to the run folder.
 * @throws TrialbookError FILE_NOT_FOUND; OUTSIDE_HOME when the path or a link leads out of the run folder.
 */
export function runFile(place: RunPlace, path: string): string {
  const real = insideRun(place, path);
  if (!statSync(real).isFile()) {
    throw new TrialbookError(
      'FILE_NOT_FOUND',
      `${JSON.stringify(path)} is not a file of run ${place.run}. "trialbook ls ${place.run}" lists its files.`
    );
  }
  return real;
}

/**
 * Where the run folder, or something in it, really is.
 * @throws TrialbookError as `runFile` does.
 */
export function insideRun({ home, dir, run }: RunPlace, path = ''): string {
  const folder = realInside(home, dir);
  if (isAbsolute(path) || path.split(/[/\\]/).includes('..')) {
    throw new TrialbookError(
      'OUTSIDE_HOME',
      `${JSON.stringify(path)} leads out of the run folder. Give a path inside it, as "trialbook ls ${run}" lists them.`
    );
  }
  const full = join(folder, path);
  if (path.includes('\0') || !lstatSync(full, { throwIfNoEntry: false })) {
    throw new TrialbookError(
      'FILE_NOT_FOUND',
      `Run ${run} has no file ${JSON.stringify(path)}. "trialbook ls ${run}" lists its files.`
    );
  }
  return realInside(folder, full);
}
