/** The files of scalars in a run folder, whoever wrote them. */
import {
  closeSync,
  openSync,
  readSync,
  readdirSync,
  type Dirent
} from 'node:fs';
import { join } from 'node:path';
import { EVENT_FOLDERS, EVENTS_MARK, RECORD_DIR } from '../format/layout';
import { ScalarTable } from '../format/tfevents/series';

/** Bytes that are read at once. */
const PIECE = 1024 * 1024;

/**
 * Paths of the event files in a run folder and the folders in it, relative to it, with `/`, those of the run folder first.
 * Links are not followed, so nothing outside the run is read; depth and number are bounded. A folder that cannot be read
 * has none.
 */
export function eventFiles(dir: string): string[] {
  const found: string[] = [];
  let folders = [''];
  let left = EVENT_FOLDERS.folders;
  for (let depth = 0; depth <= EVENT_FOLDERS.depth && left > 0; depth++) {
    const deeper: string[] = [];
    for (const folder of folders.slice(0, left)) {
      left--;
      for (const entry of entriesOf(join(dir, folder))) {
        const path = folder + entry.name;
        if (entry.isDirectory() && path !== RECORD_DIR) {
          deeper.push(`${path}/`);
        } else if (entry.isFile() && entry.name.includes(EVENTS_MARK)) {
          found.push(path);
        }
      }
    }
    folders = deeper;
  }
  return found.slice(0, EVENT_FOLDERS.files);
}

/**
 * Reads event files into one table.
 * @param files as `eventFiles` gives them; those that cannot be read are left out.
 * @param limit bytes that are read at most.
 */
export function readEventFiles(
  dir: string,
  files: readonly string[],
  limit = Infinity
): ScalarTable {
  const table = new ScalarTable();
  let left = limit;
  const piece = new Uint8Array(PIECE);
  for (const file of files) {
    try {
      const fd = openSync(join(dir, file), 'r');
      try {
        for (let size = -1; size !== 0 && left > 0; left -= size) {
          size = readSync(fd, piece, 0, Math.min(PIECE, left), null);
          table.append(piece.subarray(0, size), file);
        }
      } finally {
        closeSync(fd);
      }
    } catch {
      // Gone in the meantime, or not ours to read.
    }
  }
  return table;
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).sort((a, b) =>
      a.name < b.name ? -1 : 1
    );
  } catch {
    return [];
  }
}
