/** The event files of a run folder, whoever wrote them. */
import { readdirSync, statSync, type Dirent } from 'node:fs';
import { join } from 'node:path';
import { EVENTS_MARK, RECORD_DIR } from '../format/layout';

/** An event file, and what its tags are called by. */
export interface EventFile {
  /** Absolute path. */
  path: string;
  /** Relative to the run folder, with `/`. */
  name: string;
  /** Its folder with a `/` behind it, put before its tags; empty at the top of the run folder. */
  prefix: string;
  /** Bytes. */
  size: number;
}

/** Folders deeper than this are not looked into. */
const DEPTH_LIMIT = 16;

/** Event files of a run at most. */
const FILE_LIMIT = 10_000;

/** Event files in a run folder and the folders in it, by name. Links are not followed: they lead out of the run. */
export function eventFiles(dir: string): EventFile[] {
  const files: EventFile[] = [];
  collect(dir, '', 0, files);
  return files;
}

function collect(
  dir: string,
  prefix: string,
  depth: number,
  files: EventFile[]
): void {
  for (const entry of entriesOf(dir)) {
    if (files.length >= FILE_LIMIT) {
      return;
    }
    const path = join(dir, entry.name);
    if (entry.isDirectory()) {
      if (depth < DEPTH_LIMIT && !(depth === 0 && entry.name === RECORD_DIR)) {
        collect(path, `${prefix}${entry.name}/`, depth + 1, files);
      }
    } else if (entry.isFile() && entry.name.includes(EVENTS_MARK)) {
      const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
      files.push({ path, name: prefix + entry.name, prefix, size });
    }
  }
}

function entriesOf(dir: string): Dirent[] {
  try {
    return readdirSync(dir, { withFileTypes: true }).sort((a, b) =>
      a.name < b.name ? -1 : 1
    );
  } catch {
    return [];
  }
}
