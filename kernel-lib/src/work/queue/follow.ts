/** Waits for jobs of a home. */
import type { Job, QueueFold } from '../../format/queue';
import { QueueWatch } from './queue-watch';

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
  const watch = new QueueWatch(home);
  const wanted = new Set(ids);
  const open = new Set(ids);
  let changed = watch.take();
  try {
    for (;;) {
      for (const id of changed) {
        const state = watch.fold.jobs.get(id)?.state;
        // One that had ended may be tried again.
        const isOpen = state === 'pending' || state === 'running';
        open[isOpen && wanted.has(id) ? 'add' : 'delete'](id);
      }
      onChange?.(watch.fold);
      if (open.size === 0 || signal?.aborted) {
        break;
      }
      do {
        changed = await watch.next();
      } while (changed.size === 0 && !signal?.aborted);
    }
  } finally {
    watch.close();
  }
  return ids.flatMap(id => watch.fold.jobs.get(id) ?? []);
}
