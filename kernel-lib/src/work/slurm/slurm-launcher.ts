/** Attempts as Slurm jobs, in arrays: see `docs/queue-format.md`, "Launchers". */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import type { Batch, Job, QueueFold } from '../../format/queue';
import { newId } from '../../store/home';
import type { Gone, Launcher } from '../launcher';
import { appendQueue } from '../queue/queue-file';
import type { Start } from '../supervisor/schedule';
import type { Verdict } from '../supervisor/settle';
import { attemptFiles } from './attempt-files';
import { Board, type Watched } from './board';
import { slurm } from './commands';
import { isHopeless, verdictOf } from './states';
import { Submitter } from './submitter';

/** Attempts in one array; Slurm takes 1001 unless it is told otherwise (MaxArraySize). */
const ARRAY = 1000;

/** Bytes of what an attempt said that are read. */
const WORDS = 2000;

/** A job that Slurm has, or is to have. */
type Launched = Job & { launch: NonNullable<Job['launch']> };

/** See the head of this file. */
export class SlurmLauncher implements Launcher {
  readonly #home: string;
  readonly #fold: QueueFold;
  readonly #wake: () => void;
  readonly #board: Board;
  readonly #submitter: Submitter;
  /** Attempts under way, as the last look had them. */
  #jobs: readonly Launched[] = [];
  /** Attempts that are over before Slurm has had them, by `KEY.3`. */
  readonly #refused = new Map<string, Verdict | undefined>();
  readonly #toCancel = new Set<string>();
  #broken: unknown;

  /**
   * @param fold the queue, which the supervisor reads.
   * @param wake called when there is something to look at.
   */
  constructor(home: string, fold: QueueFold, wake: () => void) {
    this.#home = home;
    this.#fold = fold;
    this.#wake = wake;
    this.#board = new Board(wake);
    this.#submitter = new Submitter(home, {
      wanted: key => this.#wanted(key),
      submitted: (key, id) => this.#tell(key, id),
      refused: (key, message) => {
        for (const job of this.#ofKey(key)) {
          this.#refused.set(nameOf(job), { reason: 'launcher', message });
        }
        this.#wake();
      }
    });
  }

  launch(starts: readonly Start[]): void {
    for (const [batch, group] of arrays(starts)) {
      const key = newId();
      appendQueue(
        this.#home,
        group.map(({ job, worker }, index) => ({
          type: 'attempt',
          job: job.job,
          number: job.attempts + 1,
          worker,
          launch: { key, index }
        }))
      );
      this.#order(key, batch, false);
    }
  }

  look(jobs: readonly Job[]): Gone[] {
    if (this.#broken !== undefined) {
      throw this.#broken;
    }
    this.#jobs = jobs.filter((job): job is Launched => !!job.launch);
    this.#forget();
    const submitted = this.#jobs.filter(({ launch }) =>
      this.#fold.launches.has(launch.key)
    );
    this.#board.watch(submitted.map(watchedOf));
    this.#takeBack();
    this.#refuseHopeless(submitted);
    return this.#jobs.flatMap(job => this.#goneOf(job) ?? []);
  }

  cancel(job: Job): void {
    if (!isLaunched(job)) {
      return;
    }
    const { key, index } = job.launch;
    const id = this.#fold.launches.get(key);
    if (id !== undefined) {
      if (this.#toCancel.size === 0) {
        setImmediate(() => void this.#cancelAll());
      }
      this.#toCancel.add(`${id}_${index}`);
    } else if (this.#submitter.isUntouched(key)) {
      this.#refused.set(nameOf(job), undefined);
      this.#wake();
    }
  }

  close(): void {
    this.#submitter.close();
  }

  #ofKey(key: string): Launched[] {
    // From the queue: a look may not have been since they were launched.
    return [...this.#fold.jobs.values()].filter(
      (job): job is Launched =>
        job.state === 'running' && isLaunched(job) && job.launch.key === key
    );
  }

  #wanted(key: string): number[] {
    const jobs = this.#ofKey(key).filter(
      job => !this.#refused.has(nameOf(job))
    );
    const cancelled = jobs.filter(({ cancel }) => cancel);
    cancelled.forEach(job => this.#refused.set(nameOf(job), undefined));
    if (cancelled.length > 0) {
      this.#wake();
    }
    return jobs
      .filter(({ cancel }) => !cancel)
      .map(({ launch }) => launch.index);
  }

  #order(key: string, { launcher }: Batch, isUncertain: boolean): void {
    if (launcher) {
      const since = Date.now();
      this.#submitter.add({ key, launcher, isUncertain, since });
      this.#board.expect();
    }
  }

  #forget(): void {
    const names = new Set(this.#jobs.map(nameOf));
    for (const name of this.#refused.keys()) {
      if (!names.has(name)) {
        this.#refused.delete(name);
      }
    }
  }

  /** What an earlier supervisor has launched, and did not live to say that Slurm has it. */
  #takeBack(): void {
    for (const { batch, launch } of this.#jobs) {
      const facts = this.#fold.batches.get(batch);
      const isKnown =
        this.#fold.launches.has(launch.key) || this.#submitter.has(launch.key);
      if (facts && !isKnown) {
        this.#order(launch.key, facts, true);
      }
    }
  }

  #tell(key: string, id: string): void {
    try {
      appendQueue(this.#home, [{ type: 'launch', key, id }]);
    } catch (error) {
      this.#broken = error;
    }
    this.#board.expect();
    this.#wake();
  }

  #refuseHopeless(jobs: readonly Launched[]): void {
    for (const job of jobs) {
      const state = this.#board.state(nameOf(job));
      if (state && isHopeless(state) && !this.#refused.has(nameOf(job))) {
        this.cancel(job);
        this.#refused.set(nameOf(job), {
          reason: 'launcher',
          message: `It would wait at Slurm for ever: ${state.reason}.`
        });
      }
    }
  }

  #goneOf(job: Launched): Gone | undefined {
    const name = nameOf(job);
    if (this.#refused.has(name)) {
      return { job, verdict: this.#refused.get(name), words: '' };
    }
    const over = this.#board.over(watchedOf(job));
    if (!over) {
      return undefined;
    }
    const { key, index } = job.launch;
    const words = lastWords(attemptFiles(this.#home, key, index).log);
    return { job, verdict: verdictOf(over.state ?? '', words), words };
  }

  /** The supervisor asks again for what is not over after a while. */
  async #cancelAll(): Promise<void> {
    const ids = [...this.#toCancel];
    this.#toCancel.clear();
    this.#board.expect();
    await slurm('scancel', ids);
    this.#board.expect();
  }
}

function isLaunched(job: Job): job is Launched {
  return job.launch !== undefined;
}

function nameOf({ launch }: Launched): string {
  return `${launch.key}.${launch.index}`;
}

function watchedOf(job: Launched): Watched {
  return { name: nameOf(job), number: job.attempts };
}

/** Each array is of one batch. */
function* arrays(
  starts: readonly Start[]
): Generator<[Batch, readonly Start[]]> {
  const groups = new Map<Batch, Start[]>();
  for (const start of starts) {
    const group = groups.get(start.batch);
    if (group) {
      group.push(start);
    } else {
      groups.set(start.batch, [start]);
    }
  }
  for (const [batch, group] of groups) {
    for (let at = 0; at < group.length; at += ARRAY) {
      yield [batch, group.slice(at, at + ARRAY)];
    }
  }
}

function lastWords(file: string): string {
  try {
    const open = openSync(file, 'r');
    try {
      const { size } = fstatSync(open);
      const bytes = Buffer.alloc(Math.min(size, WORDS));
      readSync(open, bytes, 0, bytes.length, size - bytes.length);
      return bytes.toString('utf8').trim();
    } finally {
      closeSync(open);
    }
  } catch {
    return '';
  }
}
