/** The points of one scalar of a run, as they are logged. */
import { closeSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { EventReader } from '../../format/tfevents';
import { eventFiles } from '../../store/event-files';

const PIECE = 256 * 1024;

/** Reads what is new each time that it is asked. */
export class PointFollower {
  readonly #dir: string;
  readonly #tag: string;
  readonly #files = new Map<string, { at: number; reader: EventReader }>();
  #points: [number, number][] = [];

  /** @param dir the run folder. */
  constructor(dir: string, tag: string) {
    this.#dir = dir;
    this.#tag = tag;
  }

  /** Steps and values since the last time; at most `most` of them, evenly, the last one among them. */
  take(most: number): [number, number][] {
    for (const name of eventFiles(this.#dir)) {
      this.#read(name);
    }
    const points = this.#points;
    this.#points = [];
    const stride = Math.max(1, Math.ceil(points.length / most));
    return points.filter((_, at) => (points.length - 1 - at) % stride === 0);
  }

  #read(name: string): void {
    const file = this.#files.get(name) ?? {
      at: 0,
      reader: new EventReader({
        scalar: (tag, step, value) => {
          if (tag === this.#tag && Number.isFinite(value)) {
            this.#points.push([step, value]);
          }
        }
      })
    };
    this.#files.set(name, file);
    const handle = openSync(join(this.#dir, name), 'r');
    try {
      const piece = new Uint8Array(PIECE);
      for (;;) {
        const size = readSync(handle, piece, 0, PIECE, file.at);
        if (size === 0) {
          return;
        }
        file.at += size;
        file.reader.push(piece.subarray(0, size));
      }
    } finally {
      closeSync(handle);
    }
  }
}
