/** From the queue's lines to its jobs. See `docs/queue-format.md`. */
import type { ProcessFacts } from '../journal';
import { LineReader } from '../lines';
import type { RecordedFlags } from '../values';
import type {
  AgainEntry,
  BatchEntry,
  EndReason,
  JobEntry,
  JobInput,
  JobTags,
  Launch,
  QueueEntry,
  RequestEntry
} from './entries';
import { queueEntryOf } from './read-entry';

export type JobState =
  | 'pending'
  | 'running'
  | 'completed'
  | 'failed'
  | 'terminated';

/** How many jobs are in each state. */
export type JobCounts = Record<JobState, number>;

/** What is known of a job. */
export interface Job {
  readonly job: string;
  readonly key: string;
  /** The submission that it is made from: the one that brought it, or that wanted it again. */
  readonly batch: string;
  readonly flags: RecordedFlags;
  readonly after: readonly string[];
  readonly inputs?: readonly JobInput[];
  readonly tags?: JobTags;
  readonly defaults?: RecordedFlags;
  readonly state: JobState;
  /** Attempts so far. */
  readonly attempts: number;
  /** The run of the last attempt, once it has begun. */
  readonly run?: string;
  readonly worker?: string;
  /** Of the worker, while it runs. */
  readonly process?: ProcessFacts;
  /** Where a launcher has the last attempt. */
  readonly launch?: Launch;
  readonly reason?: EndReason;
  readonly message?: string;
  /** Milliseconds since 1970: of the last attempt; with a launcher, of the beginning of its run. */
  readonly started?: number;
  readonly ended?: number;
  /** It is not to begin before: milliseconds since 1970. */
  readonly notBefore?: number;
  /** Somebody wants it to end. */
  readonly cancel?: true;
}

/** A submission and its jobs. */
export interface Batch extends Omit<BatchEntry, 'type'> {
  /** Its jobs, those it joined too, in order. */
  readonly jobs: readonly string[];
  readonly counts: Readonly<JobCounts>;
  readonly paused: boolean;
}

interface OpenBatch extends Batch {
  jobs: string[];
  counts: JobCounts;
  paused: boolean;
}

/** Follows a queue by its bytes; jobs are replaced, never changed. */
export class QueueFold {
  readonly lines: LineReader;
  readonly #jobs = new Map<string, Job>();
  readonly #batches = new Map<string, OpenBatch>();
  readonly #byKey = new Map<string, string>();
  /** Batches that a job is counted in, where it is more than the one that brought it. */
  readonly #joined = new Map<string, OpenBatch[]>();
  readonly #workers = new Map<string, ProcessFacts>();
  readonly #launches = new Map<string, string>();
  #paused = false;

  constructor(options: { offset?: number } = {}) {
    this.lines = new LineReader(options);
  }

  /** All jobs, in the order in which they came. */
  get jobs(): ReadonlyMap<string, Job> {
    return this.#jobs;
  }

  get batches(): ReadonlyMap<string, Batch> {
    return this.#batches;
  }

  /** Workers that are there, as far as the queue tells. */
  get workers(): ReadonlyMap<string, ProcessFacts> {
    return this.#workers;
  }

  /** What launchers call the attempts that they have taken, by key. */
  get launches(): ReadonlyMap<string, string> {
    return this.#launches;
  }

  /** Whether no job is to begin. */
  get paused(): boolean {
    return this.#paused;
  }

  /** The job of that identity. */
  find(key: string): Job | undefined {
    const id = this.#byKey.get(key);
    return id === undefined ? undefined : this.#jobs.get(id);
  }

  /** Bytes that follow the ones already pushed; returns the ids of the jobs that changed. */
  push(bytes: Uint8Array): Set<string> {
    const changed = new Set<string>();
    for (const line of this.lines.push(bytes)) {
      const entry = queueEntryOf(line);
      if (entry) {
        this.#add(entry, changed);
      }
    }
    return changed;
  }

  #add(entry: QueueEntry, changed: Set<string>): void {
    switch (entry.type) {
      case 'batch':
        return this.#addBatch(entry);
      case 'job':
        return this.#addJob(entry, changed);
      case 'again':
        return this.#again(entry, changed);
      case 'join':
        this.#join(entry.batch, entry.jobs);
        return;
      case 'launch':
        this.#launches.set(entry.key, entry.id);
        return;
      case 'attempt':
        if (entry.launch?.id !== undefined) {
          this.#launches.set(entry.launch.key, entry.launch.id);
        }
        return this.#change(entry.job, changed, job => attempted(job, entry));
      case 'ended':
        return this.#change(entry.job, changed, job =>
          job.state === 'completed'
            ? undefined
            : {
                ...job,
                state: entry.status,
                reason: entry.reason,
                message: entry.message,
                ended: entry.time,
                process: undefined,
                cancel: undefined
              }
        );
      case 'request':
        return this.#request(entry, changed);
      case 'worker':
        if (entry.status === 'up') {
          this.#workers.set(entry.worker, entry.process);
        } else if (this.#workers.get(entry.worker)?.pid === entry.process.pid) {
          // Another process may have taken its place by now.
          this.#workers.delete(entry.worker);
        }
    }
  }

  #addBatch({ type: _, ...facts }: BatchEntry): void {
    if (!this.#batches.has(facts.batch)) {
      this.#batches.set(facts.batch, {
        ...facts,
        jobs: [],
        counts: {
          pending: 0,
          running: 0,
          completed: 0,
          failed: 0,
          terminated: 0
        },
        paused: false
      });
    }
  }

  #addJob({ type: _, time: _time, ...work }: JobEntry, changed: Set<string>) {
    const { job, key, batch } = work;
    if (!this.#jobs.has(job) && !this.#byKey.has(key)) {
      const made: Job = { after: [], ...work, state: 'pending', attempts: 0 };
      this.#jobs.set(job, made);
      this.#byKey.set(key, job);
      this.#enter(this.#batches.get(batch), made);
      changed.add(job);
    }
  }

  #again(entry: AgainEntry, changed: Set<string>): void {
    const before = this.#jobs.get(entry.job);
    const isOver = before?.state !== 'pending' && before?.state !== 'running';
    if (!before || !isOver || !this.#batches.has(entry.batch)) {
      return;
    }
    const old = this.#batches.get(before.batch);
    const joined = this.#joined.get(entry.job) ?? [];
    const { type: _, time: _time, ...work } = entry;
    this.#join(entry.batch, [entry.job]);
    this.#change(entry.job, changed, job => ({
      after: [],
      ...work,
      key: job.key,
      state: 'pending',
      attempts: job.attempts
    }));
    // What it is counted in stays.
    const now = this.#batches.get(entry.batch);
    const others = [...joined, ...(old ? [old] : [])];
    this.#joined.set(
      entry.job,
      others.filter(batch => batch !== now)
    );
  }

  #enter(batch: OpenBatch | undefined, job: Job): void {
    if (batch) {
      batch.jobs.push(job.job);
      batch.counts[job.state]++;
    }
  }

  #join(id: string, jobs: readonly string[]): void {
    const batch = this.#batches.get(id);
    for (const each of batch ? jobs : []) {
      const job = this.#jobs.get(each);
      const joined = this.#joined.get(each) ?? [];
      if (job && batch && job.batch !== id && !joined.includes(batch)) {
        this.#enter(batch, job);
        this.#joined.set(each, [...joined, batch]);
      }
    }
  }

  #request(entry: RequestEntry, changed: Set<string>): void {
    const batch =
      entry.batch === undefined ? undefined : this.#batches.get(entry.batch);
    if (entry.request === 'pause' || entry.request === 'resume') {
      const paused = entry.request === 'pause';
      if (batch) {
        batch.paused = paused;
      } else if (entry.batch === undefined && entry.jobs === undefined) {
        this.#paused = paused;
      }
      return;
    }
    const ids =
      entry.jobs ??
      (entry.batch === undefined
        ? [...this.#jobs.keys()]
        : (batch?.jobs ?? []));
    for (const id of ids) {
      this.#change(id, changed, job =>
        entry.request === 'cancel' ? cancelled(job) : retried(job, entry.at)
      );
    }
  }

  #change(
    id: string,
    changed: Set<string>,
    change: (job: Job) => Job | undefined
  ): void {
    const before = this.#jobs.get(id);
    const after = before && change(before);
    if (before && after) {
      this.#jobs.set(id, after);
      changed.add(id);
      if (before.state !== after.state) {
        const own = this.#batches.get(before.batch);
        for (const batch of [own, ...(this.#joined.get(id) ?? [])]) {
          if (batch) {
            batch.counts[before.state]--;
            batch.counts[after.state]++;
          }
        }
      }
    }
  }
}

/** Whether a launcher has the job and has not begun with it. */
export function waitsAtLauncher({ state, launch, run }: Job): boolean {
  return state === 'running' && launch !== undefined && run === undefined;
}

/** The second entry of an attempt adds the run, and with a launch the process. */
function attempted(
  job: Job,
  {
    number,
    worker,
    process,
    launch,
    run,
    time
  }: Extract<QueueEntry, { type: 'attempt' }>
): Job | undefined {
  if (number === job.attempts) {
    if (run === undefined) {
      return undefined;
    }
    return launch && job.state === 'running'
      ? { ...job, run, process, launch, started: time }
      : { ...job, run };
  }
  if (number < job.attempts || job.state === 'completed') {
    return undefined;
  }
  return {
    ...job,
    state: 'running',
    attempts: number,
    worker,
    process,
    launch,
    run,
    started: time,
    ended: undefined,
    reason: undefined,
    message: undefined,
    notBefore: undefined
  };
}

function cancelled(job: Job): Job | undefined {
  return job.state === 'pending' || job.state === 'running'
    ? { ...job, cancel: true }
    : undefined;
}

function retried(job: Job, at: number | undefined): Job | undefined {
  return job.state === 'failed' || job.state === 'terminated'
    ? {
        ...job,
        state: 'pending',
        notBefore: at,
        cancel: undefined
      }
    : undefined;
}
