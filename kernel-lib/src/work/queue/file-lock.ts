/** A lock that is a file in a home, so that it holds for all processes that see the home. */
import { randomBytes } from 'node:crypto';
import {
  linkSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync
} from 'node:fs';
import type { ProcessFacts } from '../../format/journal';
import { fieldsOf, numberOf, textOf } from '../../format/untrusted';
import { isProcessAlive, ownProcess } from '../../store/process-facts';

/** A holder on another host that has not touched its lock for so many milliseconds is gone. */
export const FOREIGN_LIMIT = 30_000;

/** Takeovers of takeovers that are looked through; each one is a process that died in the middle of one. */
const DEPTH_LIMIT = 20;

/** Who holds a lock. */
export interface LockHolder {
  process: ProcessFacts;
  /** Differs each time a lock is taken. */
  nonce: string;
}

/** A lock that this process holds. */
export interface FileLock {
  /** Says to other hosts that the holder is still there; for locks that are held longer than some seconds. */
  touch(): void;
  /** Whether it is still this process's: somebody may have deleted the file. */
  isHeld(): boolean;
  release(): void;
}

/**
 * Takes the lock if it is free, or if its holder is gone.
 * @param path its file, on any file system that has links.
 * @returns undefined when somebody holds it.
 * @throws the file system's error.
 */
export function takeLock(path: string): FileLock | undefined {
  return take(path, 0);
}

/** Who holds the lock; undefined when nobody does. */
export function lockHolder(path: string): LockHolder | undefined {
  const holder = readHolder(path);
  return holder && !isGone(path, holder) ? holder : undefined;
}

function take(path: string, depth: number): FileLock | undefined {
  const nonce = randomBytes(8).toString('hex');
  if (linkOwn(path, nonce)) {
    return held(path, nonce);
  }
  const holder = readHolder(path);
  if (!holder || depth >= DEPTH_LIMIT || !isGone(path, holder)) {
    return undefined;
  }
  // Only one may remove what a dead process left: whoever holds the lock on exactly that.
  const right = take(`${path}-${holder.nonce}`, depth + 1);
  if (!right) {
    return undefined;
  }
  try {
    if (readHolder(path)?.nonce === holder.nonce) {
      rmSync(path, { force: true });
    }
    return linkOwn(path, nonce) ? held(path, nonce) : undefined;
  } finally {
    right.release();
  }
}

/** A whole file appears at once or not at all. */
function linkOwn(path: string, nonce: string): boolean {
  const made = `${path}.${process.pid}.${nonce}`;
  const holder: LockHolder = { process: ownProcess(), nonce };
  writeFileSync(made, JSON.stringify(holder) + '\n', { flag: 'wx' });
  try {
    linkSync(made, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') {
      return false;
    }
    throw error;
  } finally {
    rmSync(made, { force: true });
  }
}

function held(path: string, nonce: string): FileLock {
  const isHeld = () => readHolder(path)?.nonce === nonce;
  return {
    isHeld,
    touch() {
      try {
        const now = new Date();
        utimesSync(path, now, now);
      } catch {
        // Deleted: isHeld() tells.
      }
    },
    release() {
      if (isHeld()) {
        rmSync(path, { force: true });
      }
    }
  };
}

function isGone(path: string, { process: facts }: LockHolder): boolean {
  const alive = isProcessAlive(facts);
  if (alive !== undefined) {
    return !alive;
  }
  try {
    return Date.now() - statSync(path).mtimeMs > FOREIGN_LIMIT;
  } catch {
    return false;
  }
}

/** What is no lock of ours is held by nobody we know, and stays. */
function readHolder(path: string): LockHolder | undefined {
  try {
    const fields = fieldsOf(JSON.parse(readFileSync(path, 'utf8')));
    const facts = fieldsOf(fields?.process);
    const nonce = textOf(fields?.nonce);
    const host = textOf(facts?.host);
    const pid = numberOf(facts?.pid);
    const started = textOf(facts?.started);
    return host !== undefined &&
      pid !== undefined &&
      pid > 1 &&
      nonce !== undefined &&
      /^[0-9a-f]{16}$/.test(nonce)
      ? {
          process: { host, pid, ...(started !== undefined && { started }) },
          nonce
        }
      : undefined;
  } catch {
    return undefined;
  }
}
