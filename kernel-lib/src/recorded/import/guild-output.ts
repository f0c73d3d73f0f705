/** Guild's output files: the bytes that were printed, and the time and stream of each line beside them. */
import {
  closeSync,
  lstatSync,
  openSync,
  readFileSync,
  readSync
} from 'node:fs';
import { join } from 'node:path';
import { StringDecoder } from 'node:string_decoder';
import { OUTPUT_TEXT_LIMIT, type OutputChunk } from '../../format/output';

/** Bytes of output that are taken over at most. */
const OUTPUT_LIMIT = 256 * 1024 * 1024;

/** Bytes of an entry of the index: milliseconds as a 64-bit integer, big endian, and the stream, 1 for stderr. */
const ENTRY = 9;

const PIECE = 64 * 1024;

/** UTF-16 units of a line that are held at most. */
const PIECE_LIMIT = 1024 * 1024;

/** What the run printed, line by line. @param time milliseconds since 1970, of lines that have none. */
export function* guildOutput(
  runDir: string,
  time: number
): Generator<OutputChunk> {
  const index = indexOf(join(runDir, '.guild', 'output.index'));
  let number = 0;
  for (const line of linesOf(join(runDir, '.guild', 'output'))) {
    const at = number * ENTRY;
    if (line.endsWith('\n')) {
      number++;
    }
    const known = at + ENTRY <= index.length;
    for (let from = 0; from < line.length; from += OUTPUT_TEXT_LIMIT) {
      yield {
        time: known ? Number(index.readBigUInt64BE(at)) : time,
        stream: known && index[at + 8] === 1 ? 'stderr' : 'stdout',
        text: line.slice(from, from + OUTPUT_TEXT_LIMIT)
      };
    }
  }
}

function indexOf(path: string): Buffer {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  return stats?.isFile() && stats.size <= OUTPUT_LIMIT
    ? readFileSync(path)
    : Buffer.alloc(0);
}

/** Lines with their ends; a very long one in several pieces, of which the last has the end. */
function* linesOf(path: string): Generator<string> {
  if (!lstatSync(path, { throwIfNoEntry: false })?.isFile()) {
    return;
  }
  const decoder = new StringDecoder('utf8');
  const file = openSync(path, 'r');
  try {
    const piece = Buffer.alloc(PIECE);
    let rest = '';
    for (let at = 0; at < OUTPUT_LIMIT; ) {
      const size = readSync(file, piece, 0, PIECE, at);
      if (size === 0) {
        break;
      }
      at += size;
      const lines = (rest + decoder.write(piece.subarray(0, size))).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        yield `${line}\n`;
      }
      // A line without an end is handed on in pieces: nothing is held that could be of any length.
      if (rest.length >= PIECE_LIMIT) {
        yield rest;
        rest = '';
      }
    }
    rest += decoder.end();
    if (rest !== '') {
      yield rest;
    }
  } finally {
    closeSync(file);
  }
}
