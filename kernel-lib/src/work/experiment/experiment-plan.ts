/** An experiment under way, as its function gets it. */
import { TrialbookError } from '../../errors';
import { planOrder } from '../../plan';
import { tagsText } from '../../plan/tags/tags-path';
import type { ExperimentFolder } from './experiment-folder';
import { ExperimentFailed } from './failed';
import { Listeners, type OutcomeListener } from './listeners';
import type { ExperimentOptions, SubmitOptions } from './options';
import { PlanJobs, type ExperimentProgress, type PlanPlace } from './plan-jobs';
import type { TaskOutcome } from './task-outcome';

/** Hears how far an experiment is; what it gives is awaited. */
export type ProgressListener = (progress: ExperimentProgress) => unknown;

/** Use `experiment()` to get one. */
export class ExperimentPlan {
  readonly name: string;
  /** Absolute path of the folder of the experiment: a place for results, with links to the runs in `runs/`. */
  readonly dir: string;
  readonly #folder: ExperimentFolder;
  readonly #jobs: PlanJobs;
  readonly #listeners = new Listeners(error => this.#jobs.fail(error));
  readonly #progress: ProgressListener[] = [];
  readonly #warnings = new Set<string>();
  /** Keys of the failures that `wait()` has told of. */
  readonly #told = new Set<string>();

  /** Use `experiment()` to get one. */
  constructor(
    place: PlanPlace,
    folder: ExperimentFolder,
    options: ExperimentOptions
  ) {
    this.name = place.name;
    this.dir = folder.dir;
    this.#folder = folder;
    this.#jobs = new PlanJobs(place, options, {
      ended: outcome => this.#hear(outcome),
      changed: () => this.#tellProgress(),
      warned: text => this.#warn(text),
      busy: () => (this.#listeners.isBusy ? this.#listeners.done : undefined)
    });
  }

  /**
   * Has a task made by a worker, after those whose results it uses; these are submitted too. A task with the same identity
   * is the same run: one that is done is given as it is, one under way is joined, one that failed is tried again.
   * @param task made by what `task()` gave; from here on it is final.
   * @returns the task, to be used as a parameter of others.
   * @throws TrialbookError BAD_PARAMETERS, CYCLE, NO_IDENTITY, NOT_SLICEABLE or CODE before anything is started.
   * @example
   * const learned = xp.submit(Learn({ model: CNN({ layers: tag(2) }) }));
   * xp.submit(Evaluate({ learned }));
   */
  submit<T extends object>(task: T, options: SubmitOptions = {}): T {
    if (this.#jobs.isClosed) {
      throw new TrialbookError(
        'BAD_OPTION',
        `The experiment ${this.name} has ended. Submit its tasks in its function.`
      );
    }
    const { after = [] } = options;
    for (const each of planOrder([...after, task])) {
      this.#jobs.add(each, each === task ? options : {});
    }
    return task;
  }

  /** What is known of a task that was submitted; undefined of one that was not, or is not in the queue yet. */
  outcome(task: object): TaskOutcome | undefined {
    return this.#jobs.outcome(this.#jobs.keyOf(task));
  }

  /** All tasks that are in the queue, in the order in which they came there. */
  get outcomes(): TaskOutcome[] {
    return this.#jobs.outcomes;
  }

  /** Tasks that failed, so far. */
  get failures(): TaskOutcome[] {
    return this.#jobs.failures;
  }

  /** Tasks whose result was there already with other code or other defaults, in sentences. */
  get warnings(): string[] {
    return [...this.#warnings];
  }

  /** How many tasks were new to the queue. */
  get made(): number {
    return this.#jobs.made;
  }

  get progress(): ExperimentProgress {
    return this.#jobs.progress;
  }

  /** For `experiment()`: the first submission; undefined before there is one. */
  get first(): { batch: string; time: number } | undefined {
    return this.#jobs.first;
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
    await this.#jobs.settled();
    const { failures } = this;
    failures.forEach(({ key }) => this.#told.add(key));
    if (failures.length > 0) {
      const { total } = this.progress;
      throw new ExperimentFailed(this.name, total, failures);
    }
  }

  /** For `experiment()`: waits for all, and throws as `wait()` does unless that has told of every failure. */
  async finish(wait: boolean): Promise<void> {
    await this.#jobs.queued();
    if (wait) {
      await this.#jobs.settled();
      if (this.failures.some(({ key }) => !this.#told.has(key))) {
        await this.wait();
      }
    }
  }

  /** For `experiment()`: ends the following; the tasks go on. */
  close(): Promise<void> {
    return this.#jobs.close();
  }

  #hear(outcome: TaskOutcome): void {
    const { task, run, key, tags, state } = outcome;
    if (state === 'completed' && run) {
      this.#folder.link(task, tagsText(tags), run.id, key);
    }
    this.#listeners.tell(state === 'completed' ? state : 'failed', outcome);
  }

  #tellProgress(): void {
    const { progress } = this;
    for (const listener of this.#progress) {
      this.#listeners.call(() => listener(progress));
    }
  }

  #warn(text: string): void {
    if (!this.#warnings.has(text)) {
      this.#warnings.add(text);
      process.stderr.write(`Trialbook: ${text}\n`);
    }
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
    const key = this.#jobs.keyOf(first);
    this.#listeners.add(kind, key, second);
    const outcome = this.#jobs.outcome(key);
    // One that has ended was told to those who listened then.
    const is = outcome?.state === 'completed' ? 'completed' : 'failed';
    if (outcome && is === kind && this.#jobs.hasEnded(key)) {
      this.#listeners.call(() => second(outcome));
    }
  }
}
