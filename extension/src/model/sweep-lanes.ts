import { waitsAtLauncher, type Job } from 'trialbook/format';

/** A stretch of a lane: one job, from its beginning to its end. */
export interface ILanePart {
  job: Job;
  /** From 0, the left end, to 1, now or the end. */
  from: number;
  to: number;
}

/** What one worker did. */
export interface ILane {
  worker: string;
  parts: readonly ILanePart[];
  /** What it makes now. */
  current?: Job;
  /** How many jobs it has ended. */
  made: number;
}

/** What the workers of a sweep did, in one span of time. */
export interface ILanes {
  /** Milliseconds since 1970. */
  from: number;
  to: number;
  lanes: readonly ILane[];
}

/** Stretches that a lane shows: the last ones. */
const MAX_PARTS = 150;

/** Lanes that are shown: a cluster has more. */
export const MAX_LANES = 32;

/**
 * One lane per worker, in the order of their names, from the first attempt that is shown to now.
 *
 * @param workers The names of those that may take the jobs; they have a lane also when they did nothing.
 * @param now Milliseconds since 1970; the span ends with the last job when none runs.
 */
export function lanesOf(
  jobs: readonly Job[],
  workers: Iterable<string>,
  now: number
): ILanes {
  const byWorker = new Map<string, Job[]>();
  for (const worker of workers) {
    byWorker.set(worker, []);
  }
  for (const job of jobs) {
    if (job.started !== undefined && !waitsAtLauncher(job)) {
      const worker = laneName(job);
      const lane = byWorker.get(worker);
      if (lane) {
        lane.push(job);
      } else {
        byWorker.set(worker, [job]);
      }
    }
  }
  const shown = [...byWorker].map(([worker, all]) => ({
    worker,
    all,
    last: all.sort(byStart).slice(-MAX_PARTS)
  }));
  const timed = shown.flatMap(({ last }) => last);
  const isRunning = timed.some(({ state }) => state === 'running');
  const from = Math.min(...timed.map(({ started = now }) => started), now);
  const to = isRunning
    ? now
    : Math.max(...timed.map(({ ended = 0 }) => ended), from + 1);
  const place = (time: number) =>
    Math.min(1, Math.max(0, (time - from) / Math.max(1, to - from)));
  return {
    from,
    to,
    lanes: shown
      .sort((a, b) => compareNames(a.worker, b.worker))
      .slice(0, MAX_LANES)
      .map(({ worker, all, last }) => ({
        worker,
        made: all.filter(({ state }) => state !== 'running').length,
        current: all.find(({ state }) => state === 'running'),
        parts: last.map(job => ({
          job,
          from: place(job.started ?? from),
          to: place(job.state === 'running' ? to : (job.ended ?? to))
        }))
      }))
  };
}

/** A launcher's attempts have the node in common, not a worker of ours. */
function laneName({ worker = '?', launch, process }: Job): string {
  return launch && process ? process.host : launch ? 'Slurm' : worker;
}

function byStart(a: Job, b: Job): number {
  return (a.started ?? 0) - (b.started ?? 0);
}

/** `#2` before `#10`. */
function compareNames(a: string, b: string): number {
  return a.localeCompare(b, undefined, { numeric: true });
}
