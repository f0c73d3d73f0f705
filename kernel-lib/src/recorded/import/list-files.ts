/** Files below a folder, for copying. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Folders deeper than this are left out. */
const DEPTH_LIMIT = 32;

/** Files at most. */
export const FILE_LIMIT = 100_000;

/** What is below a folder. */
export interface FileList {
  /** Paths relative to the folder, with `/`. */
  files: string[];
  /** Links, which lead elsewhere, folders that are too deep, and what is neither file nor folder: never copied. */
  left: string[];
}

/** One sentence on what was left out; none when nothing was. */
export function leftOut(left: readonly string[]): string[] {
  return left.length > 0
    ? [
        `${left.length} links, or folders too deep, were left out: ${left.slice(0, 3).join(', ')}`
      ]
    : [];
}

/**
 * The files below a folder, sorted by name in each folder.
 * @param skip says which folders are not looked into.
 * @throws an error when there are more than `FILE_LIMIT`, so that none is lost without a word.
 */
export function listFiles(
  dir: string,
  skip: (path: string) => boolean = () => false
): FileList {
  const list: FileList = { files: [], left: [] };
  collect(dir, '', 0, skip, list);
  return list;
}

function collect(
  dir: string,
  prefix: string,
  depth: number,
  skip: (path: string) => boolean,
  list: FileList
): void {
  const entries = readdirSync(join(dir, prefix), { withFileTypes: true });
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = prefix + entry.name;
    if (entry.isFile()) {
      if (list.files.length >= FILE_LIMIT) {
        throw new Error(`${dir} holds more than ${FILE_LIMIT} files.`);
      }
      list.files.push(path);
    } else if (!entry.isDirectory() || depth >= DEPTH_LIMIT) {
      list.left.push(path);
    } else if (!skip(path)) {
      collect(dir, `${path}/`, depth + 1, skip, list);
    }
  }
}
