/** Which jobs a retry is of. */
import type { Job, QueueFold } from './fold';

/**
 * The jobs that are to be made again with those that are named: jobs that they need and that were not completed, and jobs
 * that never began because of them.
 * @param ids of jobs; those that have not failed and were not cancelled mean nothing.
 * @returns ids in the order of the queue.
 */
export function jobsToRetry(fold: QueueFold, ids: Iterable<string>): string[] {
  const failed = [...fold.jobs.values()].filter(
    ({ state }) => state === 'failed' || state === 'terminated'
  );
  const asked = new Set(ids);
  const chosen = new Set(failed.filter(({ job }) => asked.has(job)));
  let before: number;
  do {
    before = chosen.size;
    const needed = new Set([...chosen].flatMap(({ after }) => after));
    const names = new Set([...chosen].map(({ job }) => job));
    for (const job of failed) {
      if (needed.has(job.job) || isBlockedBy(job, names)) {
        chosen.add(job);
      }
    }
  } while (chosen.size > before);
  return failed.filter(job => chosen.has(job)).map(({ job }) => job);
}

function isBlockedBy(
  { reason, after }: Job,
  chosen: ReadonlySet<string>
): boolean {
  return reason === 'dependency' && after.some(id => chosen.has(id));
}
