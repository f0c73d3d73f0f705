/** Jobs as people and workers read of them. */
import type { Job, JobInput, JobTags, QueueFold } from '../../format/queue';

/** A result that a job uses. */
export interface WorkerInput extends Omit<JobInput, 'job'> {
  /** What gives it, for people. */
  from: string;
  /** The run whose result it is; undefined when there is none. */
  run?: string;
}

/** Results that the job uses, with the runs that gave them. */
export function workerInputs(fold: QueueFold, { inputs }: Job): WorkerInput[] {
  return (inputs ?? []).map(({ job: id, ...input }) => {
    const giver = fold.jobs.get(id);
    return { ...input, from: jobText(fold, giver), run: giver?.run };
  });
}

/** A job in words: `learn (layers=2)`, and without tags `learn k3m9q2`, by its run. */
export function jobText(fold: QueueFold, job: Job | undefined): string {
  const name = (job && fold.batches.get(job.batch)?.name) ?? 'a job';
  const tags = tagsLabel(job?.tags);
  const id = job?.run?.slice(0, 6);
  return tags !== undefined
    ? `${name} (${tags})`
    : id !== undefined
      ? `${name} ${id}`
      : name;
}

/** `layers=2 lr=0.1`; undefined without tags. */
export function tagsLabel(tags: JobTags | undefined): string | undefined {
  const parts = Object.entries(tags ?? {}).map(
    ([name, value]) => `${name}=${value}`
  );
  return parts.length === 0 ? undefined : parts.join(' ');
}
