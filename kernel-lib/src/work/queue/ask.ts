/** Asks for something of jobs. */
import type { RequestEntry } from '../../format/queue';
import { ensureSupervisor } from '../supervisor/ensure';
import { requestPieces } from './job-pieces';
import { appendQueue, type Entry } from './queue-file';
import { queueLock } from './submit';

/** What is asked for, and of what. */
export type Request = Entry<RequestEntry>;

/**
 * Puts requests into the queue, and sees to it that somebody is there who does what they say.
 * @throws TrialbookError HOME_NOT_WRITABLE
 */
export async function askQueue(
  home: string,
  requests: readonly Omit<Request, 'type'>[]
): Promise<void> {
  // A supervisor that is about to leave looks at the queue for the last time under this lock.
  const lock = await queueLock(home);
  try {
    appendQueue(
      home,
      requests
        .flatMap(request => requestPieces(request))
        .map(request => ({ type: 'request' as const, ...request }))
    );
  } finally {
    lock.release();
  }
  ensureSupervisor(home);
}
