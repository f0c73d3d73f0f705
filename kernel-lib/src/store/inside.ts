/** Paths that must not lead out of a folder, whatever links are on the way. */
import { realpathSync } from 'node:fs';
import { isAbsolute, relative, sep } from 'node:path';
import { TrialbookError } from '../errors';

/**
 * The real path of what exists at `path`.
 * @throws TrialbookError OUTSIDE_HOME when a link leads out of `folder`; the file system's error when there is nothing.
 */
export function realInside(folder: string, path: string): string {
  const real = realpathSync(path);
  if (!isInside(realpathSync(folder), real)) {
    throw new TrialbookError(
      'OUTSIDE_HOME',
      `${path} leads out of ${folder}, to ${real}. Nothing outside is read or changed: put what it leads to in its place.`
    );
  }
  return real;
}

/** Whether `path` is `folder` or lies below it; both real and absolute. */
export function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}
