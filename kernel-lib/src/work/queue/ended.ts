/** The end of an attempt, with the retry that follows on it, as one write: nobody sees a job as failed that is not. */
import type { EndReason, EndedEntry } from '../../format/queue';
import { appendQueue } from './queue-file';

export interface JobEnd {
  job: string;
  status: EndedEntry['status'];
  reason?: EndReason;
  message?: string;
  /** Milliseconds until it is tried again, if it is. */
  retryIn?: number;
}

/** UTF-16 units of a message that are kept. */
const MESSAGE_LIMIT = 500;

/** @throws TrialbookError HOME_NOT_WRITABLE */
export function appendEnd(
  home: string,
  { job, status, reason, message, retryIn }: JobEnd
): void {
  const isRetried = status === 'failed' && retryIn !== undefined;
  appendQueue(home, [
    {
      type: 'ended',
      job,
      status,
      ...(reason && { reason }),
      ...(message !== undefined && {
        message: message.slice(0, MESSAGE_LIMIT)
      })
    },
    ...(isRetried
      ? [
          {
            type: 'request' as const,
            request: 'retry' as const,
            jobs: [job],
            at: Date.now() + retryIn
          }
        ]
      : [])
  ]);
}
