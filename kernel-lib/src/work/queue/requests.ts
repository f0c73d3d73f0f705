/** What viewers want of jobs: files that become lines of the queue. See `docs/queue-format.md`, "Requests". */
import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readFileSync,
  readdirSync,
  unlinkSync
} from 'node:fs';
import { join } from 'node:path';
import { isRunId, REQUESTS_DIR } from '../../format/layout';
import { queueEntryOf, type RequestEntry } from '../../format/queue';
import { requestPieces } from './job-pieces';
import { appendQueue } from './queue-file';

/** Bytes that a request may have. */
const MOST = 1024 * 1024;

/** Requests that are taken at once. */
const AT_ONCE = 1000;

/** Milliseconds after which a file that is no request is no longer one that is being written. */
const PATIENCE = 5000;

/**
 * Appends the requests that lie in the home to its queue, and deletes their files. One that is not whole yet stays; one
 * that never becomes a request is deleted.
 * @throws TrialbookError HOME_NOT_WRITABLE
 */
export function takeRequests(home: string): void {
  const folder = join(home, REQUESTS_DIR);
  const paths = namesIn(folder).map(name => join(folder, name));
  const found = paths.flatMap(path => {
    const entry = readRequest(path);
    return entry ? [{ path, entry }] : [];
  });
  if (found.length > 0) {
    const inOrder = found.sort((a, b) => a.entry.time - b.entry.time);
    // Before the files go: what is asked for twice means nothing more than once.
    appendQueue(
      home,
      inOrder.flatMap(({ entry: { time: _, ...entry } }) =>
        requestPieces(entry)
      )
    );
    found.forEach(({ path }) => remove(path));
  }
}

function namesIn(folder: string): string[] {
  try {
    if (!lstatSync(folder).isDirectory()) {
      return [];
    }
    return readdirSync(folder)
      .filter(name => name.endsWith('.json') && isRunId(name.slice(0, -5)))
      .slice(0, AT_ONCE);
  } catch {
    return [];
  }
}

function readRequest(path: string): RequestEntry | undefined {
  let file: number;
  try {
    file = openSync(
      path,
      constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK
    );
  } catch {
    remove(path);
    return undefined;
  }
  try {
    const { size, mtimeMs } = fstatSync(file);
    const entry = size <= MOST ? parse(file) : undefined;
    if (!entry && Math.abs(Date.now() - mtimeMs) > PATIENCE) {
      remove(path);
    }
    return entry;
  } finally {
    closeSync(file);
  }
}

function parse(file: number): RequestEntry | undefined {
  try {
    const entry = queueEntryOf(JSON.parse(readFileSync(file, 'utf8')));
    return entry?.type === 'request' ? entry : undefined;
  } catch {
    return undefined;
  }
}

function remove(path: string): void {
  try {
    unlinkSync(path);
  } catch {
    // It is gone, or is looked at again.
  }
}
