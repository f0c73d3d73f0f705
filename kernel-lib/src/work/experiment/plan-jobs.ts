/** The jobs of an experiment: puts them into the queue, and follows what becomes of them. */
import { relative, sep } from 'node:path';
import {
  waitsAtLauncher,
  type Job,
  type JobCounts,
  type JobTags
} from '../../format/queue';
import { seal } from '../../plan';
import { currentKernel } from '../../run/current-kernel';
import { QueueWatch } from '../queue/queue-watch';
import { submitBatches } from '../queue/submit';
import { ensureSupervisor } from '../supervisor/ensure';
import { launchingOf } from '../sweep/launching';
import { needsOf } from '../tokens/token';
import type { ExperimentOptions, SubmitOptions } from './options';
import { TaskCodes } from './task-code';
import { TaskOutcome } from './task-outcome';
import { taskRequest } from './task-request';
import { changesSince } from './task-warnings';
import { WaitingTasks, definedFacts, type WaitingBatch } from './waiting-tasks';

/** How far an experiment is. */
export interface ExperimentProgress {
  /** Tasks so far. */
  total: number;
  counts: Readonly<JobCounts>;
  /** How many of those that run wait at a launcher, such as Slurm. */
  waiting: number;
  /** Tasks that were completed before they were submitted. */
  before: number;
}

/** Who is told of jobs. */
export interface JobsListener {
  /** A job is over for now. */
  ended(outcome: TaskOutcome): void;
  /** States have changed. */
  changed(): void;
  /** A result that was there was made with other code, or other defaults: a sentence. */
  warned(text: string): void;
  /** Fulfilled when what was told so far is dealt with; undefined when all is. */
  busy(): Promise<unknown> | undefined;
}

/** What is kept of a task that was submitted. */
interface Submitted {
  tags: JobTags;
  job?: string;
  /** The state that was seen last. */
  state?: Job['state'];
}

/** Where an experiment is. */
export interface PlanPlace {
  home: string;
  /** Folder of the notebook, or in which the process began. */
  base: string;
  name: string;
}

/** See the head of this file. */
export class PlanJobs {
  readonly #place: PlanPlace;
  readonly #options: ExperimentOptions;
  readonly #listener: JobsListener;
  readonly #codes = new TaskCodes();
  readonly #waiting = new WaitingTasks();
  readonly #watch: QueueWatch;
  readonly #submitted = new Map<string, Submitted>();
  /** Keys by job, in the order in which they came into the queue. */
  readonly #keys = new Map<string, string>();
  /** Jobs that have not ended, and those that have yet to be looked at. */
  readonly #open = new Set<string>();
  readonly #fresh: string[] = [];
  #submitting: Promise<void> | undefined;
  #following: Promise<void> | undefined;
  #settled: (() => void)[] = [];
  #error: { cause: unknown } | undefined;
  #isClosed = false;
  #made = 0;
  #first: string | undefined;
  #before = 0;

  constructor(
    place: PlanPlace,
    options: ExperimentOptions,
    listener: JobsListener
  ) {
    this.#place = place;
    this.#options = options;
    this.#listener = listener;
    this.#watch = new QueueWatch(place.home);
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** The first submission, by which viewers find all of them; undefined before there is one. */
  get first(): { batch: string; time: number } | undefined {
    return this.#first === undefined
      ? undefined
      : this.#watch.fold.batches.get(this.#first);
  }

  /** How many jobs were new to the queue. */
  get made(): number {
    return this.#made;
  }

  get progress(): ExperimentProgress {
    const counts: JobCounts = {
      pending: 0,
      running: 0,
      completed: 0,
      failed: 0,
      terminated: 0
    };
    let waiting = 0;
    const { jobs } = this.#watch.fold;
    for (const {
      state = 'pending',
      job: id = ''
    } of this.#submitted.values()) {
      counts[state]++;
      const job = state === 'running' ? jobs.get(id) : undefined;
      waiting += job && waitsAtLauncher(job) ? 1 : 0;
    }
    const { size: total } = this.#submitted;
    return { total, counts, waiting, before: this.#before };
  }

  get outcomes(): TaskOutcome[] {
    return [...this.#keys.keys()].flatMap(job => this.#outcomeOf(job) ?? []);
  }

  /** Of tasks that have failed or were cancelled, as far as was told. */
  get failures(): TaskOutcome[] {
    return [...this.#keys].flatMap(([job, key]) => {
      const state = this.#submitted.get(key)?.state;
      const isFailure = state === 'failed' || state === 'terminated';
      return (isFailure && this.#outcomeOf(job)) || [];
    });
  }

  keyOf(task: object): string {
    return this.#codes.keyOf(task, this.#options.strictCode === true);
  }

  /** Undefined while it is not in the queue. */
  outcome(key: string): TaskOutcome | undefined {
    const job = this.#submitted.get(key)?.job;
    return job === undefined ? undefined : this.#outcomeOf(job);
  }

  /** Whether the end of the task was told. */
  hasEnded(key: string): boolean {
    const state = this.#submitted.get(key)?.state;
    return state !== undefined && state !== 'pending' && state !== 'running';
  }

  /** Seals a task, and has it put into the queue soon, with others that are added in the meantime. */
  add(task: object, options: SubmitOptions): void {
    seal(task);
    const key = this.keyOf(task);
    if (this.#submitted.has(key)) {
      return;
    }
    const code = this.#codes.of(task);
    const request = taskRequest(
      task,
      each => this.keyOf(each),
      options.after ?? []
    );
    this.#submitted.set(key, { tags: request.tags ?? {} });
    this.#waiting.add(code, request, options);
    this.#beginSubmitting();
  }

  /** Waits until all that was added is in the queue. */
  async queued(): Promise<void> {
    while (this.#submitting) {
      await this.#submitting;
    }
    this.#throwIfFailed();
  }

  /** Waits until all that was added has ended and was dealt with. */
  async settled(): Promise<void> {
    while (!this.#error && !this.#isIdle) {
      await new Promise<void>(done => this.#settled.push(done));
    }
    this.#throwIfFailed();
  }

  /** Has those who wait hear of an error. */
  fail(cause: unknown): void {
    this.#error ??= { cause };
    this.#tellSettled();
  }

  /** Ends the following; the jobs go on. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#submitting;
    this.#watch.close();
    await this.#following;
  }

  get #isIdle(): boolean {
    return (
      this.#waiting.isEmpty &&
      !this.#submitting &&
      this.#open.size === 0 &&
      this.#fresh.length === 0 &&
      !this.#listener.busy()
    );
  }

  #throwIfFailed(): void {
    if (this.#error) {
      throw this.#error.cause;
    }
  }

  #tellSettled(): void {
    const settled = this.#settled;
    this.#settled = [];
    settled.forEach(done => done());
  }

  #beginSubmitting(): void {
    this.#submitting ??= this.#submit()
      .catch(error => this.fail(error))
      .finally(() => {
        this.#submitting = undefined;
        // A listener may have added one while the last look of it was over already.
        if (!this.#waiting.isEmpty && !this.#isClosed && !this.#error) {
          this.#beginSubmitting();
        }
        this.#watch.wake();
      });
  }

  /** What was added in one go goes into the queue in one go. */
  async #submit(): Promise<void> {
    await new Promise(setImmediate);
    while (!this.#waiting.isEmpty && !this.#isClosed) {
      const waiting = this.#waiting.take();
      const batches = [];
      for (const batch of waiting) {
        const facts = await this.#factsOf(batch);
        batches.push({ facts, requests: batch.requests });
      }
      const { home } = this.#place;
      const made = await submitBatches(home, batches, this.#watch);
      this.#first ??= made[0]?.batch;
      made.forEach(({ jobs, added }, at) => {
        this.#made += added;
        jobs.forEach((job, index) => this.#note(job, waiting[at], index));
      });
      ensureSupervisor(home);
    }
    this.#following ??= this.#follow().catch(error => this.fail(error));
  }

  async #factsOf({ code, options }: WaitingBatch) {
    const { home, base, name } = this.#place;
    const all = { ...this.#options, ...options };
    const notebook = currentKernel().notebookPath();
    return definedFacts({
      ...launchingOf(all, base),
      name: code.name,
      code: await code.keep(home),
      sourceDigest: code.sourceDigest,
      experiment: name,
      retries: all.retries,
      backoff: all.backoff,
      timeout: all.timeout,
      priority: all.priority,
      tokens: all.tokens?.length ? needsOf(all.tokens) : undefined,
      tags: all.tags?.length ? [...all.tags] : undefined,
      notebook:
        notebook === undefined
          ? undefined
          : relative(home, notebook).split(sep).join('/')
    });
  }

  #note(id: string, { code, requests }: WaitingBatch, at: number): void {
    const { key } = requests[at];
    this.#keys.set(id, key);
    this.#open.add(id);
    this.#fresh.push(id);
    const submitted = this.#submitted.get(key);
    if (submitted) {
      submitted.job = id;
    }
    const { jobs, batches } = this.#watch.fold;
    const job = jobs.get(id);
    if (job?.state === 'completed') {
      this.#before++;
      changesSince(job, batches.get(job.batch), code, requests[at]).forEach(
        text => this.#listener.warned(text)
      );
    }
  }

  async #follow(): Promise<void> {
    let changed = this.#watch.take();
    while (!this.#isClosed) {
      const seen = [...this.#fresh.splice(0), ...changed].filter(id =>
        this.#see(id)
      );
      if (seen.length > 0) {
        this.#listener.changed();
      }
      void this.#listener.busy()?.then(() => this.#watch.wake());
      if (this.#isIdle) {
        this.#tellSettled();
      }
      changed = await this.#watch.next();
    }
  }

  /** @returns whether the state of the job is another one now. */
  #see(id: string): boolean {
    const job = this.#watch.fold.jobs.get(id);
    const submitted = this.#submitted.get(this.#keys.get(id) ?? '');
    if (!job || !submitted || submitted.state === job.state) {
      return false;
    }
    submitted.state = job.state;
    const isOpen = job.state === 'pending' || job.state === 'running';
    this.#open[isOpen ? 'add' : 'delete'](id);
    const outcome = isOpen ? undefined : this.#outcomeOf(id);
    if (outcome) {
      this.#listener.ended(outcome);
    }
    return true;
  }

  #outcomeOf(id: string): TaskOutcome | undefined {
    const job = this.#watch.fold.jobs.get(id);
    const key = this.#keys.get(id);
    if (!job || key === undefined) {
      return undefined;
    }
    // Tags belong to a task in an experiment: another one may have tagged it otherwise.
    const { tags } = this.#submitted.get(key) ?? {};
    const batch = this.#watch.fold.batches.get(job.batch);
    return new TaskOutcome(this.#place.home, { ...job, tags }, batch);
  }
}
