import { cpSync, lstatSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/**
 * Moves a folder. Where that is not a rename, because the target is on another file system, it is copied beside the
 * target, put in place whole, and only then removed. Links in it are moved as links.
 * @throws the file system's error: `EEXIST` when there is something at the target. The folder is then where it was.
 */
export function moveFolder(from: string, to: string): void {
  if (lstatSync(to, { throwIfNoEntry: false })) {
    const error: NodeJS.ErrnoException = new Error(`${to} is there already`);
    error.code = 'EEXIST';
    throw error;
  }
  try {
    renameSync(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EXDEV') {
      throw error;
    }
    copyThenRemove(from, to);
  }
}

function copyThenRemove(from: string, to: string): void {
  const copy = join(dirname(to), `.${basename(to)}.${process.pid}.partial`);
  try {
    cpSync(from, copy, {
      recursive: true,
      preserveTimestamps: true,
      verbatimSymlinks: true,
      errorOnExist: true,
      force: false
    });
    renameSync(copy, to);
  } catch (error) {
    rmSync(copy, { recursive: true, force: true });
    throw error;
  }
  rmSync(from, { recursive: true });
}
