import { closeSync, openSync, readSync } from 'node:fs';

/** Bytes that are read at once. */
const PIECE = 1024 * 1024;

/**
 * Hands the bytes of a file over piece by piece, whatever its size; a piece is valid during the call only.
 * @param from where to begin, in bytes.
 * @throws the file system's error.
 */
export function readPieces(
  path: string,
  take: (bytes: Uint8Array) => void,
  from = 0
): void {
  const file = openSync(path, 'r');
  try {
    const piece = new Uint8Array(PIECE);
    for (let at = from; ; ) {
      const size = readSync(file, piece, 0, PIECE, at);
      if (size === 0) {
        return;
      }
      take(piece.subarray(0, size));
      at += size;
    }
  } finally {
    closeSync(file);
  }
}
