import { writeSync } from 'node:fs';

/**
 * Writes the first `length` bytes to a file, however many calls it takes.
 * @returns how many bytes were written, and the error that ended it early. Never throws.
 */
export function writeAll(
  fd: number,
  bytes: Uint8Array,
  length: number
): { written: number; error?: Error } {
  let written = 0;
  while (written < length) {
    try {
      written += writeSync(fd, bytes, written, length - written);
    } catch (error) {
      return { written, error: error as Error };
    }
  }
  return { written };
}
