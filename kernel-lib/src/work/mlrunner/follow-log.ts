/** Hands on what a log gains while it is written. */
import { closeSync, openSync, readSync } from 'node:fs';

/** Milliseconds between two looks, and bytes that are read at once. */
const LOOK = 100;
const PIECE = 64 * 1024;

/** @returns ends it, after what is there by then. */
export function followLog(
  path: string,
  take: (chunk: Buffer) => void
): () => void {
  const file = openSync(path, 'r');
  const buffer = Buffer.alloc(PIECE);
  const read = () => {
    for (;;) {
      const size = readSync(file, buffer, 0, PIECE, null);
      if (size === 0) {
        return;
      }
      take(Buffer.from(buffer.subarray(0, size)));
    }
  };
  const timer = setInterval(read, LOOK);
  return () => {
    clearInterval(timer);
    read();
    closeSync(file);
  };
}
