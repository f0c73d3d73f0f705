/** Scalars of a recorded run, from all event files in its folder. */
import { closeSync, openSync, readSync } from 'node:fs';
import { recordNumber } from '../format/numbers';
import type { RecordedNumber } from '../format/journal';
import { EventReader, ScalarTable } from '../format/tfevents';
import { eventFiles, type EventFile } from './event-files';

/** The points of one tag in the order in which they were logged. */
export interface Scalars {
  steps: Float64Array;
  values: Float64Array;
  /** Milliseconds since 1970. */
  wallTimes: Float64Array;
}

/** Bytes read at once. */
const PIECE = 1024 * 1024;

/** Bytes at the end of a file in which last values are looked for. */
const TAIL = 1024 * 1024;

/**
 * All scalars by tag, in the order of their first points. Tags of files in folders have the folder before them:
 * `logs/loss` for the tag `loss` in `logs/`.
 * @param dir the run folder.
 * @param only keep this tag only.
 */
export function readScalars(dir: string, only?: string): Map<string, Scalars> {
  const table = new ScalarTable();
  for (const file of eventFiles(dir)) {
    if (only === undefined || only.startsWith(file.prefix)) {
      readPieces(file, 0, piece => table.append(piece, file.name));
    }
  }
  const scalars = new Map<string, Scalars>();
  for (const { tag, steps, values, walls } of table.series.values()) {
    if (only === undefined || tag === only) {
      scalars.set(tag, {
        steps: steps.slice(),
        values: values.slice(),
        wallTimes: walls.map(seconds => seconds * 1000)
      });
    }
  }
  return scalars;
}

/** The last value of each tag, of a run that has not written them down itself: only the ends of large files are read. */
export function readLastScalars(
  dir: string
): Record<string, { last: RecordedNumber; step: number }> {
  const found = new Map<string, { last: RecordedNumber; step: number }>();
  for (const file of eventFiles(dir)) {
    const reader = new EventReader({
      scalar: (tag, step, value) => {
        found.set(file.prefix + tag, { last: recordNumber(value), step });
      }
    });
    readPieces(file, Math.max(0, file.size - TAIL), piece =>
      reader.push(piece)
    );
  }
  return Object.fromEntries(found);
}

/** What cannot be read is as if it were not there: a file may go while others are read. */
function readPieces(
  { path }: EventFile,
  from: number,
  take: (piece: Uint8Array) => void
): void {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch {
    return;
  }
  try {
    const piece = new Uint8Array(PIECE);
    for (let at = from; ; ) {
      const length = readSync(file, piece, 0, PIECE, at);
      if (length === 0) {
        return;
      }
      take(piece.subarray(0, length));
      at += length;
    }
  } catch {
    // What was read until here counts.
  } finally {
    closeSync(file);
  }
}
