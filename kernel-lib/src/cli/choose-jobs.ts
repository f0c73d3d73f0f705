/** Which jobs a command is about. */
import { TrialbookError } from '../errors';
import { shortId } from '../format/layout';
import type { Batch, Job, QueueFold } from '../format/queue';
import { QueueReader } from '../work/queue/queue-file';
import type { CommandInput } from './command';
import { homeOf } from './home-option';

/** A batch that was named, or jobs. */
export interface Chosen {
  batches: Batch[];
  jobs: Job[];
}

/** The queue of the command's home; an empty one where there is none. */
export function queueOf(input: CommandInput): QueueFold {
  const reader = new QueueReader(homeOf(input));
  reader.read();
  return reader.fold;
}

/**
 * As `queueOf()`, for a command that changes something.
 * @throws TrialbookError JOB_NOT_FOUND when the home has no jobs.
 */
export function existingQueue(input: CommandInput): QueueFold {
  const home = homeOf(input);
  const fold = queueOf(input);
  if (fold.batches.size === 0) {
    throw new TrialbookError(
      'JOB_NOT_FOUND',
      `No jobs were ever submitted to ${home}. Another home is chosen by --home.`
    );
  }
  return fold;
}

/**
 * Jobs and batches by the beginnings of their ids, or of a job's run.
 * @throws TrialbookError JOB_NOT_FOUND, JOB_AMBIGUOUS
 */
export function chosenJobs(fold: QueueFold, words: readonly string[]): Chosen {
  const chosen: Chosen = { batches: [], jobs: [] };
  for (const word of words) {
    const batches = [...fold.batches.values()].filter(({ batch }) =>
      batch.startsWith(word)
    );
    const jobs = [...fold.jobs.values()].filter(
      ({ job, run }) => job.startsWith(word) || run?.startsWith(word)
    );
    checkOne(word, batches, jobs);
    chosen.batches.push(...batches);
    chosen.jobs.push(...jobs);
  }
  return chosen;
}

function checkOne(
  word: string,
  batches: readonly Batch[],
  jobs: readonly Job[]
): void {
  const ids = [
    ...batches.map(({ batch }) => `batch ${shortId(batch)}`),
    ...jobs.map(({ job }) => `job ${shortId(job)}`)
  ];
  if (ids.length === 0 || word === '') {
    throw new TrialbookError(
      'JOB_NOT_FOUND',
      `No job and no batch has an id that begins with ${JSON.stringify(word)}. "trialbook jobs" and "trialbook queue" list them.`
    );
  }
  if (ids.length > 1) {
    throw new TrialbookError(
      'JOB_AMBIGUOUS',
      `${JSON.stringify(word)} is the beginning of several ids: ${ids.slice(0, 5).join(', ')}${ids.length > 5 ? ', …' : ''}. Give more of it.`
    );
  }
}
