/** The queue of a home on disk. */
import {
  appendFileSync,
  closeSync,
  fstatSync,
  openSync,
  readSync
} from 'node:fs';
import { join } from 'node:path';
import { TrialbookError } from '../../errors';
import { QUEUE_FILE } from '../../format/layout';
import { encodeLine } from '../../format/lines';
import { QueueFold, type QueueEntry } from '../../format/queue';

/** Bytes that are read at once, and written at once at most. */
const PIECE = 1024 * 1024;

/** Follows the queue of a home; it may not be there yet. */
export class QueueReader {
  readonly fold = new QueueFold();
  readonly #path: string;

  constructor(home: string) {
    this.#path = join(home, QUEUE_FILE);
  }

  /** Reads what is new. @returns the ids of the jobs that changed. */
  read(): Set<string> {
    const changed = new Set<string>();
    let file: number;
    try {
      file = openSync(this.#path, 'r');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
        return changed;
      }
      throw error;
    }
    try {
      const piece = new Uint8Array(PIECE);
      while (this.fold.lines.pushed < fstatSync(file).size) {
        const size = readSync(file, piece, 0, PIECE, this.fold.lines.pushed);
        if (size === 0) {
          break;
        }
        for (const job of this.fold.push(piece.subarray(0, size))) {
          changed.add(job);
        }
      }
    } finally {
      closeSync(file);
    }
    return changed;
  }
}

/** What is appended: without its time. */
export type Entry<E = QueueEntry> = E extends QueueEntry
  ? Omit<E, 'time'>
  : never;

/**
 * Appends to the queue of a home.
 * @throws TrialbookError HOME_NOT_WRITABLE
 */
export function appendQueue(home: string, entries: Iterable<Entry>): void {
  const path = join(home, QUEUE_FILE);
  const time = Date.now();
  let lines: Uint8Array[] = [];
  let size = 0;
  const write = () => {
    try {
      appendFileSync(path, Buffer.concat(lines));
    } catch (cause) {
      throw new TrialbookError(
        'HOME_NOT_WRITABLE',
        `The queue ${path} cannot be written: ${(cause as Error).message}`,
        { cause }
      );
    }
    lines = [];
    size = 0;
  };
  for (const entry of entries) {
    const line = encodeLine({ ...entry, time }, { shared: true });
    lines.push(line);
    size += line.length;
    if (size >= PIECE) {
      write();
    }
  }
  if (size > 0) {
    write();
  }
}
