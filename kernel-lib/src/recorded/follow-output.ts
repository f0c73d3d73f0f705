/** What a run prints, while it prints it. */
import { closeSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { RUN_FILES } from '../format/layout';
import { LineReader } from '../format/lines';
import type { OutputChunk } from '../format/output';
import { isEnded } from '../format/status';
import { fieldsOf, numberOf, textOf } from '../format/untrusted';
import { exists } from '../store/exists';
import { realInside } from '../store/inside';
import type { RunPlace } from './change';
import { readRun } from './read-run';

/** Milliseconds between two looks for more. */
const LOOK = 100;

/** Bytes read at a time. */
const BLOCK = 1 << 18;

export interface FollowOptions {
  /** Goes on until the run has ended; otherwise only what is there is given. @default true */
  follow?: boolean;
  /** Ends it before. */
  signal?: AbortSignal;
}

/**
 * The output of a run from its beginning, piece by piece as it comes.
 * @throws TrialbookError RUN_NOT_FOUND; OUTSIDE_HOME when a link leads out of the home.
 */
export async function* followOutput(
  { home, dir }: RunPlace,
  { follow = true, signal }: FollowOptions = {}
): AsyncGenerator<OutputChunk, void, undefined> {
  const path = join(dir, RUN_FILES.output);
  const lines = new LineReader();
  for (;;) {
    // Asked before reading: what was printed until then is in the file.
    const isLast = !follow || isEnded(readRun(dir).status);
    for (const block of exists(path)
      ? newBytes(realInside(home, path), lines)
      : []) {
      yield* lines.push(block).flatMap(chunkOf);
    }
    if (isLast || signal?.aborted) {
      return;
    }
    await delay(LOOK, undefined, { signal }).catch(() => undefined);
  }
}

/** What the reader has not seen yet, block by block. */
function* newBytes(
  path: string,
  lines: LineReader
): Generator<Uint8Array, void, undefined> {
  const file = openSync(path, 'r');
  try {
    let position = lines.pushed;
    for (;;) {
      const block = new Uint8Array(BLOCK);
      const count = readSync(file, block, 0, BLOCK, position);
      if (count === 0) {
        return;
      }
      position += count;
      yield block.subarray(0, count);
    }
  } finally {
    closeSync(file);
  }
}

/** A line of the file as a piece of output; nothing where it is none. */
function chunkOf(line: unknown): OutputChunk[] {
  const fields = fieldsOf(line);
  const text = textOf(fields?.text);
  const stream = fields?.stream;
  return text === undefined || (stream !== 'stdout' && stream !== 'stderr')
    ? []
    : [{ time: numberOf(fields?.time) ?? 0, stream, text }];
}
