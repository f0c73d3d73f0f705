/** Permits that the processes of a home share: files, one a permit. See `docs/tokens.md`. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { TOKENS_DIR } from '../../format/layout';
import type { TokenNeed } from '../../format/queue';
import { notWritable } from '../../store/home';
import { takeLock, type FileLock } from '../queue/file-lock';

/** Milliseconds between two tries: from this on, twice as long each time, up to that. */
const FIRST_WAIT = 8;
const LONGEST_WAIT = 250;

/** Milliseconds between two signs of life, for processes on other hosts. */
const TOUCH = 5000;

/** Permits that are held. */
export interface HeldPermits {
  /** Gives them back; once is enough. */
  release(): void;
}

/**
 * Waits until all that is needed can be had at once. Nobody holds a part of it while waiting for the rest, so no two can
 * wait for each other.
 * @param signal ends the wait.
 * @throws TrialbookError HOME_NOT_WRITABLE; the signal's reason.
 */
export async function takePermits(
  home: string,
  needs: readonly TokenNeed[],
  signal?: AbortSignal
): Promise<HeldPermits> {
  let wait = FIRST_WAIT;
  for (;;) {
    signal?.throwIfAborted();
    const locks = tryAll(home, needs);
    if (locks) {
      return hold(locks);
    }
    // Not all at the same time: two that need the same would disturb each other for ever.
    await delay(wait * (0.5 + Math.random()), undefined, { signal });
    wait = Math.min(LONGEST_WAIT, wait * 2);
  }
}

/** All or nothing. */
function tryAll(
  home: string,
  needs: readonly TokenNeed[]
): FileLock[] | undefined {
  const locks: FileLock[] = [];
  try {
    for (const need of needs) {
      const own = tryToken(home, need);
      locks.push(...own);
      if (own.length < need.take) {
        locks.forEach(lock => lock.release());
        return undefined;
      }
    }
    return locks;
  } catch (error) {
    locks.forEach(lock => lock.release());
    throw notWritable(home, error as NodeJS.ErrnoException);
  }
}

function tryToken(
  home: string,
  { name, permits, take }: TokenNeed
): FileLock[] {
  const folder = join(home, TOKENS_DIR, name);
  mkdirSync(folder, { recursive: true });
  const locks: FileLock[] = [];
  for (let at = 0; at < permits && locks.length < take; at++) {
    const lock = takeLock(join(folder, String(at)));
    if (lock) {
      locks.push(lock);
    }
  }
  return locks;
}

function hold(locks: readonly FileLock[]): HeldPermits {
  const timer = setInterval(() => locks.forEach(lock => lock.touch()), TOUCH);
  timer.unref();
  return {
    release() {
      clearInterval(timer);
      locks.forEach(lock => lock.release());
    }
  };
}
