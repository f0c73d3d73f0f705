/** Reads the feed of a home, whole or from its end. */
import {
  closeSync,
  fstatSync,
  openSync,
  readFileSync,
  readSync
} from 'node:fs';
import { join } from 'node:path';
import { TrialbookError } from '../errors';
import { FeedFold } from '../format/feed-fold';
import { FEED_FILE } from '../format/layout';

/** Bytes folded at once: what is parsed of them is done with before the next are. */
const PIECE = 256 * 1024;

/** Bytes of the end that are read at first. */
const FIRST_END = 64 * 1024;

/** @throws TrialbookError RUN_NOT_FOUND when the folder is not a home. */
export function readFeed(home: string): FeedFold {
  return fold(orNoHome(home, () => readFileSync(join(home, FEED_FILE))));
}

/**
 * The runs of the feed's end: of a growing part of it, until `enough` says so or all of it is read.
 * @throws TrialbookError RUN_NOT_FOUND when the folder is not a home.
 */
export function readFeedEnd(
  home: string,
  enough: (feed: FeedFold) => boolean
): { feed: FeedFold; all: boolean } {
  const file = orNoHome(home, () => openSync(join(home, FEED_FILE), 'r'));
  try {
    const { size } = fstatSync(file);
    for (let length = FIRST_END; ; length *= 4) {
      const all = length >= size;
      const feed = fold(readEnd(file, size, Math.min(length, size)));
      if (all || enough(feed)) {
        return { feed, all };
      }
    }
  } finally {
    closeSync(file);
  }
}

function readEnd(file: number, size: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  const read = readSync(file, bytes, 0, length, size - length);
  return bytes.subarray(0, read);
}

function fold(bytes: Uint8Array): FeedFold {
  const feed = new FeedFold();
  for (let at = 0; at < bytes.length; at += PIECE) {
    feed.push(bytes.subarray(at, at + PIECE));
  }
  return feed;
}

function orNoHome<T>(home: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    throw new TrialbookError(
      'RUN_NOT_FOUND',
      `${home} is not a home: it has no ${FEED_FILE}. Name one with --home or $TRIALBOOK_HOME, or record a run first.`,
      { cause }
    );
  }
}
