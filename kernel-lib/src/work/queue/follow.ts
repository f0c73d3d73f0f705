/** Waits for jobs of a home. */
import { watch } from 'node:fs';
import { join } from 'node:path';
import { QUEUE_FILE } from '../../format/layout';
import type { Job, QueueFold } from '../../format/queue';
import { ensureSupervisor } from '../supervisor/ensure';
import { QueueReader } from './queue-file';

/** Milliseconds between two looks at the queue, and at whether somebody works. */
const LOOK = 250;
const CHECK = 2000;

export interface FollowQueueOptions {
  /** Called at first and after each change. */
  onChange?(fold: QueueFold): void;
  /** Ends the wait; the jobs go on. */
  signal?: AbortSignal;
}

/**
 * Waits until all of the jobs have ended, and sees to it that somebody works on them.
 * @param ids of jobs in the queue.
 * @returns the jobs as they are then, in order.
 */
export async function waitForJobs(
  home: string,
  ids: readonly string[],
  { onChange, signal }: FollowQueueOptions = {}
): Promise<Job[]> {
  const reader = new QueueReader(home);
  const wanted = new Set(ids);
  const open = new Set(ids);
  let wake: (() => void) | undefined;
  const watcher = watch(join(home, QUEUE_FILE), () => wake?.());
  // Where it does not work, the regular looks do.
  watcher.on('error', () => watcher.close());
  let checked = 0;
  try {
    for (;;) {
      const changed = reader.read();
      for (const id of changed) {
        const state = reader.fold.jobs.get(id)?.state;
        // One that had ended may be tried again.
        const isOpen = state === 'pending' || state === 'running';
        open[isOpen && wanted.has(id) ? 'add' : 'delete'](id);
      }
      if (changed.size > 0 || checked === 0) {
        onChange?.(reader.fold);
      }
      if (open.size === 0 || signal?.aborted) {
        break;
      }
      if (Date.now() - checked > CHECK) {
        checked = Date.now();
        ensureSupervisor(home);
      }
      await new Promise<void>(done => {
        const timer = setTimeout(done, LOOK);
        wake = () => {
          clearTimeout(timer);
          done();
        };
      });
    }
  } finally {
    watcher.close();
  }
  return ids.flatMap(id => reader.fold.jobs.get(id) ?? []);
}
