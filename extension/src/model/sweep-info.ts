import {
  waitsAtLauncher,
  type Batch,
  type Job,
  type JobCounts,
  type QueueFold
} from 'trialbook/format';
import type { ISweepInfo, SweepState } from '../tokens';

/** Sweeps and experiments that a queue tells of, the newest first. */
export function sweepsOf(fold: QueueFold): ISweepInfo[] {
  const infos: ISweepInfo[] = [];
  const experiments = new Map<string, Batch[]>();
  const newest = newestSweepOfJobs(fold);
  for (const batch of fold.batches.values()) {
    if (batch.experiment !== undefined) {
      const others = experiments.get(batch.experiment) ?? [];
      experiments.set(batch.experiment, [...others, batch]);
    } else if (batch.jobs.some(job => newest.get(job) === batch.batch)) {
      infos.push(infoOf(fold, [batch], 'sweep'));
    }
  }
  for (const batches of experiments.values()) {
    infos.push(infoOf(fold, batches, 'experiment'));
  }
  return infos.sort((a, b) => b.created - a.created || (a.id < b.id ? 1 : -1));
}

/** The one that a batch is part of; undefined when the queue does not know it, or another one has all its jobs. */
export function sweepOfBatch(
  fold: QueueFold,
  id: string
): ISweepInfo | undefined {
  const batch = fold.batches.get(id);
  if (!batch) {
    return undefined;
  }
  const { experiment } = batch;
  const batches =
    experiment === undefined
      ? [batch]
      : [...fold.batches.values()].filter(
          each => each.experiment === experiment
        );
  return infoOf(
    fold,
    batches,
    experiment === undefined ? 'sweep' : 'experiment'
  );
}

/** The jobs of a sweep in the order of the queue, each once. */
export function jobsOfSweep(
  fold: QueueFold,
  info: Pick<ISweepInfo, 'batches'>
): Job[] {
  const ids = new Set(
    info.batches.flatMap(batch => fold.batches.get(batch)?.jobs ?? [])
  );
  return [...ids].flatMap(id => fold.jobs.get(id) ?? []);
}

/** A call that is made again joins the jobs that are there: what it took over is shown there. */
function newestSweepOfJobs(fold: QueueFold): Map<string, string> {
  const newest = new Map<string, string>();
  for (const { batch, experiment, jobs } of fold.batches.values()) {
    for (const job of experiment === undefined ? jobs : []) {
      newest.set(job, batch);
    }
  }
  return newest;
}

function infoOf(
  fold: QueueFold,
  batches: readonly Batch[],
  kind: ISweepInfo['kind']
): ISweepInfo {
  const last = batches[batches.length - 1];
  const shell = { batches: batches.map(({ batch }) => batch) };
  const jobs = jobsOfSweep(fold, shell);
  const counts = countsOf(jobs);
  const paused = fold.paused || batches.every(batch => batch.paused);
  return {
    ...shell,
    id: last.batch,
    kind,
    name: last.experiment ?? last.name,
    ...(kind === 'sweep' && last.label !== undefined && { label: last.label }),
    created: last.time,
    counts,
    total: jobs.length,
    waiting: jobs.filter(waitsAtLauncher).length,
    state: stateOf(counts, paused),
    paused,
    left: timeLeft(jobs, batches)
  };
}

function countsOf(jobs: readonly Job[]): JobCounts {
  const counts: JobCounts = {
    pending: 0,
    running: 0,
    completed: 0,
    failed: 0,
    terminated: 0
  };
  jobs.forEach(({ state }) => counts[state]++);
  return counts;
}

function stateOf(counts: JobCounts, paused: boolean): SweepState {
  if (counts.running > 0) {
    return 'running';
  }
  if (counts.pending > 0) {
    return paused ? 'paused' : 'pending';
  }
  return counts.failed > 0
    ? 'failed'
    : counts.terminated > 0
      ? 'terminated'
      : 'completed';
}

/** From the mean time of the jobs that were made: milliseconds; undefined as long as none was, or when none is left. */
function timeLeft(
  jobs: readonly Job[],
  batches: readonly Batch[]
): number | undefined {
  const times = jobs.flatMap(({ state, started, ended }) =>
    state === 'completed' && started !== undefined && ended !== undefined
      ? [Math.max(0, ended - started)]
      : []
  );
  const pending = jobs.filter(({ state }) => state === 'pending').length;
  const running = jobs.filter(
    job => job.state === 'running' && !waitsAtLauncher(job)
  ).length;
  if (times.length === 0 || pending + running === 0) {
    return undefined;
  }
  const mean = times.reduce((sum, time) => sum + time, 0) / times.length;
  const workers = new Set(batches.flatMap(batch => batch.workers)).size;
  // What runs is half done, on average.
  return (mean * (pending + running / 2)) / Math.max(1, workers, running);
}
