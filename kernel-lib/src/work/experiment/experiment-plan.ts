/** An experiment under way, as its function gets it. */
import { relative, sep } from 'node:path';
import { TrialbookError } from '../../errors';
import type { Job, JobCounts, JobTags } from '../../format/queue';
import { planOrder, seal } from '../../plan';
import { tagsText } from '../../plan/tags/tags-path';
import { currentKernel } from '../../run/current-kernel';
import { submitBatches } from '../queue/submit';
import { QueueWatch } from '../queue/queue-watch';
import { ensureSupervisor } from '../supervisor/ensure';
import { launchingOf } from '../sweep/launching';
import type { ExperimentFolder } from './experiment-folder';
import { ExperimentFailed } from './failed';
import { Listeners, type OutcomeListener } from './listeners';
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
}

/** Hears how far an experiment is; what it gives is awaited. */
export type ProgressListener = (progress: ExperimentProgress) => unknown;

/** What is kept of a task that was submitted. */
interface Submitted {
  tags: JobTags;
  job?: string;
  /** The state that was seen last. */
  state?: Job['state'];
}

/** Use `experiment()` to get one. */
export class ExperimentPlan {
  readonly name: string;
  /** Absolute path of the folder of the experiment: a place for results, with links to the runs in `runs/`. */
  readonly dir: string;
  readonly #home: string;
  /** Folder of the notebook, or in which the process began. */
  readonly #base: string;
  readonly #folder: ExperimentFolder;
  readonly #options: ExperimentOptions;
  readonly #codes = new TaskCodes();
  readonly #waiting = new WaitingTasks();
  readonly #watch: QueueWatch;
  readonly #submitted = new Map<string, Submitted>();
  readonly #keys = new Map<string, string>();
  /** Jobs that have not ended. */
  readonly #open = new Set<string>();
  readonly #fresh: string[] = [];
  readonly #listeners = new Listeners(error => this.#fail(error));
  readonly #progress: ProgressListener[] = [];
  readonly #warnings = new Set<string>();
  readonly #told = new Set<string>();
  #submitting: Promise<void> | undefined;
  #following: Promise<void> | undefined;
  #idle: (() => void)[] = [];
  #error: { cause: unknown } | undefined;
  #isClosed = false;
  #made = 0;

  /** Use `experiment()` to get one. */
  constructor(
    name: string,
    place: { home: string; base: string },
    folder: ExperimentFolder,
    options: ExperimentOptions
  ) {
    this.name = name;
    this.dir = folder.dir;
    this.#home = place.home;
    this.#base = place.base;
    this.#folder = folder;
    this.#options = options;
    this.#watch = new QueueWatch(place.home);
  }

  /**
   * Has a task made by a worker, after those whose results it uses; these are submitted too. A task with the same identity
   * is the same run: one that is done is given as it is, one under way is joined, one that failed is tried again.
   * @param task made by what `task()` gave; from here on it is final.
   * @returns the task, to be used as a parameter of others.
   * @throws TrialbookError BAD_PARAMETERS, BAD_FLAGS, CYCLE, NO_IDENTITY, NOT_SLICEABLE or CODE before anything is started.
   * @example
   * const learned = xp.submit(Learn({ model: CNN({ layers: tag(2) }) }));
   * xp.submit(Evaluate({ learned }));
   */
  submit<T extends object>(task: T, options: SubmitOptions = {}): T {
    if (this.#isClosed) {
      throw new TrialbookError(
        'BAD_OPTION',
        `The experiment ${this.name} has ended. Submit its tasks in its function.`
      );
    }
    const { after = [] } = options;
    for (const each of planOrder([...after, task])) {
      this.#add(each, each === task ? options : {});
    }
    return task;
  }

  /** What is known of a task that was submitted; undefined of one that was not, or is not in the queue yet. */
  outcome(task: object): TaskOutcome | undefined {
    this.#watch.read();
    const job = this.#submitted.get(this.#keyOf(task))?.job;
    return job === undefined ? undefined : this.#outcomeOf(job);
  }

  /** All tasks that are in the queue, in the order in which they were submitted. */
  get outcomes(): TaskOutcome[] {
    return [...this.#keys.keys()].flatMap(job => this.#outcomeOf(job) ?? []);
  }

  /** Tasks whose result was there already with other code or other defaults, in sentences. */
  get warnings(): string[] {
    return [...this.#warnings];
  }

  /** How many tasks were new to the queue. */
  get made(): number {
    return this.#made;
  }

  /**
   * Calls for each task that is completed, also for one that was there. What the listener gives is awaited by `wait()`, and it
   * may submit more tasks.
   */
  onCompleted(listener: OutcomeListener): void;
  /** Calls when this task is completed, or at once when it is. */
  onCompleted(task: object, listener: OutcomeListener): void;
  onCompleted(first: object, second?: OutcomeListener): void {
    this.#listen('completed', first, second);
  }

  /** Calls for each task that has failed for good, or cannot begin because one that it needs has. */
  onFailed(listener: OutcomeListener): void;
  /** Calls when this task has failed so. */
  onFailed(task: object, listener: OutcomeListener): void;
  onFailed(first: object, second?: OutcomeListener): void {
    this.#listen('failed', first, second);
  }

  /** Calls when the state of a task has changed. */
  onProgress(listener: ProgressListener): void {
    this.#progress.push(listener);
  }

  /**
   * Waits for all tasks submitted so far, and for the listeners.
   * @throws ExperimentFailed with a summary when a task was not completed; what a listener threw.
   */
  async wait(): Promise<void> {
    await this.settled();
    const failures = this.outcomes.filter(({ state }) => state !== 'completed');
    failures.forEach(({ key }) => this.#told.add(key));
    if (failures.length > 0) {
      throw new ExperimentFailed(this.name, this.#keys.size, failures);
    }
  }

  /** Whether a task failed that `wait()` has not told of. */
  get hasUntoldFailure(): boolean {
    return this.outcomes.some(
      ({ state, key }) => state !== 'completed' && !this.#told.has(key)
    );
  }

  /** Waits until all that was submitted is in the queue. */
  async queued(): Promise<void> {
    while (this.#submitting) {
      await this.#submitting;
    }
    this.#throwIfFailed();
  }

  /** As `wait()`, but does not mind tasks that failed. */
  async settled(): Promise<void> {
    while (!this.#error && !this.#isIdle) {
      await new Promise<void>(done => this.#idle.push(done));
    }
    this.#throwIfFailed();
  }

  /** Ends the following; the tasks go on. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#submitting;
    this.#watch.close();
    await this.#following;
  }

  get progress(): ExperimentProgress {
    const counts: JobCounts = {
      pending: 0,
      running: 0,
      completed: 0,
      failed: 0,
      terminated: 0
    };
    for (const { state = 'pending' } of this.#submitted.values()) {
      counts[state]++;
    }
    return { total: this.#submitted.size, counts };
  }

  get #isIdle(): boolean {
    return (
      this.#waiting.isEmpty &&
      !this.#submitting &&
      this.#open.size === 0 &&
      this.#fresh.length === 0 &&
      !this.#listeners.isBusy
    );
  }

  #throwIfFailed(): void {
    if (this.#error) {
      throw this.#error.cause;
    }
  }

  #fail(cause: unknown): void {
    this.#error ??= { cause };
    this.#tellIdle();
  }

  #tellIdle(): void {
    const idle = this.#idle;
    this.#idle = [];
    idle.forEach(done => done());
  }

  #keyOf(task: object): string {
    return this.#codes.keyOf(task, this.#options.strictCode === true);
  }

  #add(task: object, options: SubmitOptions): void {
    seal(task);
    const key = this.#keyOf(task);
    if (this.#submitted.has(key)) {
      return;
    }
    const code = this.#codes.of(task);
    const keyOf = (each: object) => this.#keyOf(each);
    const request = taskRequest(task, keyOf, options.after ?? []);
    this.#submitted.set(key, { tags: request.tags ?? {} });
    this.#waiting.add(code, request, options);
    this.#submitting ??= this.#submit()
      .catch(error => this.#fail(error))
      .finally(() => {
        this.#submitting = undefined;
        this.#watch.wake();
      });
  }

  /** What was submitted in one go goes into the queue in one go. */
  async #submit(): Promise<void> {
    await new Promise(setImmediate);
    while (!this.#waiting.isEmpty && !this.#isClosed) {
      const waiting = this.#waiting.take();
      const batches = [];
      for (const batch of waiting) {
        const facts = await this.#factsOf(batch);
        batches.push({ facts, requests: batch.requests });
      }
      const made = await submitBatches(this.#home, batches, this.#watch);
      made.forEach(({ jobs, added }, at) => {
        this.#made += added;
        jobs.forEach((job, index) => this.#note(job, waiting[at], index));
      });
      ensureSupervisor(this.#home);
    }
    this.#following ??= this.#follow().catch(error => this.#fail(error));
  }

  async #factsOf({ code, options }: WaitingBatch) {
    const all = { ...this.#options, ...options };
    const notebook = currentKernel().notebookPath();
    return definedFacts({
      ...launchingOf(all, this.#base),
      name: code.name,
      code: await code.keep(this.#home),
      sourceDigest: code.sourceDigest,
      experiment: this.name,
      retries: all.retries,
      backoff: all.backoff,
      timeout: all.timeout,
      priority: all.priority,
      tags: all.tags?.length ? [...all.tags] : undefined,
      notebook:
        notebook === undefined
          ? undefined
          : relative(this.#home, notebook).split(sep).join('/')
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
    const job = this.#watch.fold.jobs.get(id);
    if (job?.state === 'completed') {
      const batch = this.#watch.fold.batches.get(job.batch);
      changesSince(job, batch, code, requests[at]).forEach(text =>
        this.#warn(text)
      );
    }
  }

  #warn(text: string): void {
    if (!this.#warnings.has(text)) {
      this.#warnings.add(text);
      process.stderr.write(`Trialbook: ${text}\n`);
    }
  }

  async #follow(): Promise<void> {
    let changed = this.#watch.take();
    while (!this.#isClosed) {
      const seen = [...this.#fresh.splice(0), ...changed].filter(id =>
        this.#see(id)
      );
      if (seen.length > 0) {
        const { progress } = this;
        this.#progress.forEach(listener =>
          this.#listeners.call(() => listener(progress))
        );
      }
      if (this.#listeners.isBusy) {
        void this.#listeners.done.then(() => this.#watch.wake());
      }
      if (this.#isIdle) {
        this.#tellIdle();
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
    if (outcome && job.state === 'completed') {
      this.#link(outcome);
      this.#listeners.tell('completed', outcome);
    } else if (outcome) {
      this.#listeners.tell('failed', outcome);
    }
    return true;
  }

  #link({ task, run, key, tags }: TaskOutcome): void {
    if (run) {
      this.#folder.link(task, tagsText(tags), run.id, key);
    }
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
    return new TaskOutcome(this.#home, { ...job, tags }, batch);
  }

  #listen(
    kind: 'completed' | 'failed',
    first: object,
    second: OutcomeListener | undefined
  ): void {
    if (second === undefined) {
      this.#listeners.add(kind, undefined, first as OutcomeListener);
      return;
    }
    this.#listeners.add(kind, this.#keyOf(first), second);
    const outcome = this.outcome(first);
    const isSeen =
      this.#submitted.get(this.#keyOf(first))?.state === outcome?.state;
    if (outcome && isSeen && outcome.state === kind) {
      this.#listeners.call(() => second(outcome));
    }
  }
}
