/** Which jobs are next: pure decisions over what the queue tells. */
import type { Batch, Job, QueueFold } from '../../format/queue';
import { jobText, workerInputs, type WorkerInput } from '../queue/job-words';

/** A job that may begin, and the worker that it goes to. */
export interface Start {
  job: Job;
  batch: Batch;
  worker: string;
  /** Results that it uses. */
  inputs: WorkerInput[];
}

/** A job that cannot begin any more, and why: a sentence. */
export interface Blocked {
  job: Job;
  why: string;
}

/** What there is to do with the jobs that wait. */
export interface Schedule {
  starts: Start[];
  blocked: Blocked[];
  /** When the next job may begin that has to wait: milliseconds since 1970. */
  next?: number;
  /** Whether a job waits for nothing but a worker, or for another job. */
  waits: boolean;
}

/** What goes on beside the jobs that wait. */
export interface Others {
  /** How many jobs launchers may take. @default Infinity */
  room?: number;
  /** The batches of the jobs that run, one for each job. */
  running?: Iterable<Batch>;
}

/**
 * Jobs of a higher priority go first, then those that came first.
 * @param pending ids of the jobs that wait, in the order in which they came.
 * @param isFree whether a worker of that name can take a job.
 * @param now milliseconds since 1970.
 */
export function schedule(
  fold: QueueFold,
  pending: Iterable<string>,
  isFree: (worker: string) => boolean,
  now: number,
  { room = Infinity, running = [] }: Others = {}
): Schedule {
  const found: Schedule = { starts: [], blocked: [], waits: false };
  const taken = new Set<string>();
  const tokens = new TokenCounts(running);
  let launched = 0;
  for (const job of byPriority(fold, pending)) {
    const batch = fold.batches.get(job.batch);
    const obstacle = obstacleOf(fold, job);
    if (!batch || job.cancel) {
      continue;
    }
    if (typeof obstacle === 'string') {
      found.blocked.push({ job, why: obstacle });
    } else if (obstacle) {
      found.waits = true;
    } else if (fold.paused || batch.paused) {
      continue;
    } else if (job.notBefore !== undefined && job.notBefore > now) {
      found.next = Math.min(found.next ?? Infinity, job.notBefore);
    } else if (!tokens.allow(batch)) {
      found.waits = true;
    } else if (batch.launcher) {
      if (launched >= room) {
        found.waits = true;
      } else {
        launched++;
        tokens.add(batch);
        found.starts.push({
          job,
          batch,
          worker: batch.launcher.on,
          inputs: workerInputs(fold, job)
        });
      }
    } else {
      const worker = batch.workers.find(
        name => !taken.has(name) && isFree(name)
      );
      if (worker === undefined) {
        found.waits = true;
      } else {
        taken.add(worker);
        tokens.add(batch);
        found.starts.push({
          job,
          batch,
          worker,
          inputs: workerInputs(fold, job)
        });
      }
    }
  }
  return found;
}

/** Milliseconds from a failed attempt to the next one; undefined when there is none. */
export function retryIn(
  { retries = 0, backoff = 1000 }: Batch,
  attempts: number,
  least = 0
): number | undefined {
  return attempts <= Math.max(retries, least)
    ? backoff * 2 ** (attempts - 1)
    : undefined;
}

function byPriority(fold: QueueFold, pending: Iterable<string>): Job[] {
  const jobs: Job[] = [];
  let mixed = false;
  let last: number | undefined;
  for (const id of pending) {
    const job = fold.jobs.get(id);
    if (job) {
      const priority = priorityOf(fold, job);
      mixed ||= last !== undefined && last !== priority;
      last = priority;
      jobs.push(job);
    }
  }
  // Sorting keeps the order of equals.
  return mixed
    ? jobs.sort((a, b) => priorityOf(fold, b) - priorityOf(fold, a))
    : jobs;
}

function priorityOf(fold: QueueFold, job: Job): number {
  return fold.batches.get(job.batch)?.priority ?? 0;
}

/** A sentence when the job can never begin, true when it has to wait, false when nothing is in its way. */
function obstacleOf(fold: QueueFold, { after }: Job): string | boolean {
  let waits = false;
  for (const id of after) {
    const needed = fold.jobs.get(id);
    if (!needed) {
      return `It needs the job ${id}, which is not in the queue.`;
    }
    if (needed.state === 'failed' || needed.state === 'terminated') {
      return `It needs ${jobText(fold, needed)}, which ${needed.state === 'failed' ? 'failed' : 'was terminated'}.`;
    }
    waits ||= needed.state !== 'completed';
  }
  return waits;
}

/**
 * How many permits of each token the jobs of this queue use. The attempts themselves take the permits, for other processes
 * may hold some; no worker is to stand and wait for one that another job of the queue has.
 */
class TokenCounts {
  readonly #used = new Map<string, number>();

  constructor(running: Iterable<Batch>) {
    for (const batch of running) {
      this.add(batch);
    }
  }

  add({ tokens = [] }: Batch): void {
    for (const { name, take } of tokens) {
      this.#used.set(name, (this.#used.get(name) ?? 0) + take);
    }
  }

  allow({ tokens = [] }: Batch): boolean {
    return tokens.every(
      ({ name, take, permits }) => (this.#used.get(name) ?? 0) + take <= permits
    );
  }
}
