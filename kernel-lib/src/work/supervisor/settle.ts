/** What became of an attempt whose process is gone before it said so. */
import { join } from 'node:path';
import type { EndReason, Job } from '../../format/queue';
import { readRun } from '../../recorded/read-run';
import type { JobEnd } from '../queue/ended';

/** Why the supervisor itself has ended it, if it has. */
export type Verdict = { reason: EndReason; message: string };

/**
 * @param words the end of what the process said on standard error.
 * @param retryIn milliseconds until it is tried again, if it is.
 */
export function settle(
  home: string,
  { job, run, worker }: Job,
  verdict: Verdict | undefined,
  words: string,
  retryIn: number | undefined
): JobEnd {
  const status = run === undefined ? undefined : statusOf(home, run);
  if (status === 'completed') {
    return { job, status };
  }
  if (verdict?.reason === 'cancelled') {
    return { job, status: 'terminated', ...verdict };
  }
  if (verdict) {
    return { job, status: 'failed', ...verdict, retryIn };
  }
  if (status === 'terminated') {
    const message = 'The run was stopped.';
    return { job, status, reason: 'cancelled', message };
  }
  if (status === 'failed') {
    return { job, status, reason: 'failed', message: words, retryIn };
  }
  const last = words.split('\n').at(-1) ?? '';
  return {
    job,
    status: 'failed',
    reason: 'lost',
    message: `The process of worker ${worker ?? ''} was gone before the job had ended${last === '' ? '.' : `: ${last}`}`,
    retryIn
  };
}

function statusOf(home: string, run: string): string | undefined {
  try {
    return readRun(join(home, run)).status;
  } catch {
    return undefined;
  }
}
