/** Files below a folder, for copying. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Files and folders deeper than this are left out. */
const DEPTH_LIMIT = 32;

/** Files at most. */
export const FILE_LIMIT = 100_000;

/** What is below a folder. */
export interface FileList {
  /** Paths relative to the folder, with `/`. */
  files: string[];
  /** Links, and what is neither file nor folder: never copied, for it leads elsewhere. */
  left: string[];
}

/**
 * The files below a folder, sorted by name in each folder.
 * @param skip says which folders are not looked into.
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
    if (entry.isFile() && list.files.length < FILE_LIMIT) {
      list.files.push(path);
    } else if (!entry.isDirectory() || depth >= DEPTH_LIMIT) {
      list.left.push(path);
    } else if (!skip(path)) {
      collect(dir, `${path}/`, depth + 1, skip, list);
    }
  }
}
