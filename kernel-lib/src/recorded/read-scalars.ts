/** Scalars of a recorded run, from all event files in its folder. */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { recordNumber } from '../format/numbers';
import type { RecordedNumber } from '../format/journal';
import { EventReader } from '../format/tfevents';
import { eventFiles, readEventFiles } from '../store/event-files';
import { readPieces } from '../store/read-pieces';

/** The points of one tag in the order in which they were logged. */
export interface Scalars {
  steps: Float64Array;
  values: Float64Array;
  /** Milliseconds since 1970. */
  wallTimes: Float64Array;
}

/** Bytes at the end of a file in which last values are looked for. */
const TAIL = 1024 * 1024;

/**
 * All scalars by tag, in the order of their first points. Tags of files in folders have the folder before them:
 * `logs/loss` for the tag `loss` in `logs/`.
 * @param dir the run folder.
 * @param only keep this tag only.
 */
export function readScalars(dir: string, only?: string): Map<string, Scalars> {
  const files = eventFiles(dir).filter(
    file => only === undefined || only.startsWith(folderOf(file))
  );
  return new Map(
    [...readEventFiles(dir, files).series.values()]
      .filter(({ tag }) => only === undefined || tag === only)
      .map(({ tag, steps, values, walls }) => [
        tag,
        {
          steps: steps.slice(),
          values: values.slice(),
          wallTimes: walls.map(seconds => seconds * 1000)
        }
      ])
  );
}

/** The last value of each tag, of a run that has not written them down itself: only the ends of large files are read. */
export function readLastScalars(
  dir: string
): Record<string, { last: RecordedNumber; step: number }> {
  const found = new Map<string, { last: RecordedNumber; step: number }>();
  for (const file of eventFiles(dir)) {
    const folder = folderOf(file);
    const reader = new EventReader({
      scalar: (tag, step, value) => {
        found.set(folder + tag, { last: recordNumber(value), step });
      }
    });
    try {
      const path = join(dir, file);
      const from = Math.max(0, statSync(path).size - TAIL);
      readPieces(path, piece => reader.push(piece), from);
    } catch {
      // A file may go while others are read.
    }
  }
  return Object.fromEntries(found);
}

/** What stands before the tags of a file: its folder with a `/`, nothing for the run folder itself. */
function folderOf(file: string): string {
  return file.slice(0, file.lastIndexOf('/') + 1);
}
