/** Hands the jobs of a home to workers, and looks after them until nothing is left to do. */
import { watch, type FSWatcher } from 'node:fs';
import { join } from 'node:path';
import type { Job } from '../../format/queue';
import { QUEUE_FILE } from '../../format/layout';
import { requestStop } from '../../recorded/stop';
import type { Gone, Launcher } from '../launcher';
import type { FileLock } from '../queue/file-lock';
import { appendEnd } from '../queue/ended';
import { QueueReader } from '../queue/queue-file';
import { takeRequests } from '../queue/requests';
import { queueLock } from '../queue/submit';
import { SlurmLauncher } from '../slurm/slurm-launcher';
import { ProcessLauncher } from './process-launcher';
import { retryIn, schedule, type Schedule } from './schedule';
import { settle, type Verdict } from './settle';

export interface SupervisorOptions {
  /** Milliseconds without anything to do after which it ends. @default 5000 */
  idle?: number;
  /** Milliseconds from asking an attempt to end to ending its process, and again to the hard way. @default 5000 */
  grace?: number;
}

/** Milliseconds between two looks, where the file system does not say that the queue has grown. */
const LOOK = 500;

/** An attempt that was lost for one of these is made again once, whatever the batch says: it was not the job's fault. */
const LOST_RETRIES = 1;
const LOST: ReadonlySet<string> = new Set(['lost', 'preempted', 'node-fail']);

/** Attempts that launchers have at once; the rest of them waits here, where it can be cancelled at no cost. */
const LAUNCHED = 2000;

/** See the head of this file. */
export class Supervisor {
  readonly #home: string;
  readonly #lock: FileLock;
  readonly #idle: number;
  readonly #grace: number;
  readonly #queue: QueueReader;
  readonly #workers: ProcessLauncher;
  readonly #slurm: SlurmLauncher;
  /** Ids of the jobs that wait, and of those that run, in the order in which they came. */
  readonly #pending = new Set<string>();
  readonly #running = new Set<string>();
  /** Attempts that are being ended: why, and the next signal with its time. */
  readonly #ending = new Map<
    string,
    Verdict & { signal: NodeJS.Signals; at: number }
  >();
  /** Ids of jobs that were cancelled while they waited. */
  readonly #unwanted = new Set<string>();
  /** Whether something has happened since the last plan: ten thousand jobs that wait are not looked at for nothing. */
  #stirred = true;
  #plan: Pick<Schedule, 'next' | 'waits'> = { waits: false };
  #wake: () => void = () => undefined;
  #awake = false;

  /** @param lock the home's supervisor lock, which is released at the end. */
  constructor(home: string, lock: FileLock, options: SupervisorOptions = {}) {
    this.#home = home;
    this.#lock = lock;
    this.#idle = options.idle ?? 5000;
    this.#grace = options.grace ?? 5000;
    this.#queue = new QueueReader(home);
    this.#workers = new ProcessLauncher(home, () => this.#look());
    this.#slurm = new SlurmLauncher(home, this.#queue.fold, () => this.#look());
  }

  /**
   * Until nothing is left to do, or somebody else has the lock.
   * @throws TrialbookError HOME_NOT_WRITABLE when the queue cannot be written.
   */
  async run(): Promise<void> {
    const watcher = this.#watch();
    try {
      let busy = Date.now();
      while (this.#lock.isHeld()) {
        this.#lock.touch();
        takeRequests(this.#home);
        this.#read();
        this.#settleLost();
        this.#endWhatIsToEnd();
        const next = this.#startWhatCan();
        if (this.#running.size > 0 || next !== undefined) {
          busy = Date.now();
        } else if (Date.now() - busy >= this.#idle && (await this.#leave())) {
          return;
        }
        await this.#sleep(next);
      }
    } finally {
      watcher?.close();
      this.#workers.close();
      this.#slurm.close();
    }
  }

  #job(id: string): Job | undefined {
    return this.#queue.fold.jobs.get(id);
  }

  #read(): void {
    const { pushed } = this.#queue.fold.lines;
    for (const id of this.#queue.read()) {
      const { state, cancel } = this.#job(id) ?? {};
      this.#pending[state === 'pending' ? 'add' : 'delete'](id);
      this.#running[state === 'running' ? 'add' : 'delete'](id);
      this.#unwanted[state === 'pending' && cancel ? 'add' : 'delete'](id);
      if (state !== 'running') {
        this.#ending.delete(id);
      }
    }
    this.#stirred ||= this.#queue.fold.lines.pushed > pushed;
  }

  #launcherOf(job: Job): Launcher {
    return job.launch ? this.#slurm : this.#workers;
  }

  /** Attempts that are over; what they had said to the queue was read before. */
  #settleLost(): void {
    const jobs = [...this.#running].flatMap(id => this.#job(id) ?? []);
    for (const launcher of [this.#workers, this.#slurm]) {
      const gone = launcher.look(
        jobs.filter(job => this.#launcherOf(job) === launcher)
      );
      if (gone.length > 0) {
        // They may have written their last lines between the reading and the look.
        this.#read();
        gone.forEach(each => this.#settle(each));
      }
    }
  }

  #settle({ job: before, verdict: known, words }: Gone): void {
    const job = this.#job(before.job);
    const batch = job && this.#queue.fold.batches.get(job.batch);
    if (
      job?.state !== 'running' ||
      job.attempts !== before.attempts ||
      !batch
    ) {
      return;
    }
    const own = this.#ending.get(job.job);
    const verdict = own ? { reason: own.reason, message: own.message } : known;
    const isLost = !verdict || LOST.has(verdict.reason);
    const again = retryIn(batch, job.attempts, isLost ? LOST_RETRIES : 0);
    appendEnd(this.#home, settle(this.#home, job, verdict, words, again));
    this.#read();
  }

  #endWhatIsToEnd(): void {
    const now = Date.now();
    for (const id of this.#unwanted) {
      appendEnd(this.#home, {
        job: id,
        status: 'terminated',
        reason: 'cancelled',
        message: 'It was cancelled before it began.'
      });
    }
    for (const id of this.#running) {
      const job = this.#job(id);
      if (job) {
        this.#endAttempt(job, now);
      }
    }
  }

  #endAttempt(job: Job, now: number): void {
    const { timeout } = this.#queue.fold.batches.get(job.batch) ?? {};
    const ending = this.#ending.get(job.job);
    if (ending) {
      if (now >= ending.at) {
        this.#launcherOf(job).cancel(job, ending.signal);
        ending.signal = 'SIGKILL';
        ending.at = now + this.#grace;
      }
    } else if (job.cancel) {
      this.#askToStop(job);
      this.#ending.set(job.job, {
        reason: 'cancelled',
        message: 'It was cancelled.',
        signal: 'SIGTERM',
        at: job.launch && job.run === undefined ? now : now + this.#grace
      });
    } else if (job.launch && job.run === undefined) {
      // It waits for its turn elsewhere, which takes none of its time.
      return;
    } else if (timeout !== undefined && now - (job.started ?? now) > timeout) {
      this.#ending.set(job.job, {
        reason: 'timeout',
        message: `It took longer than ${timeout / 1000} s.`,
        signal: 'SIGTERM',
        at: now
      });
    }
  }

  #askToStop({ run }: Job): void {
    if (run !== undefined) {
      try {
        requestStop({ home: this.#home, dir: join(this.#home, run), run });
      } catch {
        // Its folder is gone; the process is ended the other way.
      }
    }
  }

  /** @returns when there is more to do: milliseconds since 1970; undefined when nothing waits. */
  #startWhatCan(): number | undefined {
    const now = Date.now();
    if (this.#stirred || now >= (this.#plan.next ?? Infinity)) {
      this.#stirred = false;
      this.#plan = this.#startByPlan(now);
    }
    return this.#plan.next ?? (this.#plan.waits ? now + LOOK : undefined);
  }

  #startByPlan(now: number): Pick<Schedule, 'next' | 'waits'> {
    const { fold } = this.#queue;
    const isFree = (worker: string) =>
      this.#workers.isFree(worker) && !this.#isTaken(worker);
    const room = LAUNCHED - this.#launched();
    const running = [...this.#running].flatMap(id => {
      const job = this.#job(id);
      return (job && fold.batches.get(job.batch)) ?? [];
    });
    const plan = schedule(fold, this.#pending, isFree, now, { room, running });
    for (const { job, why } of plan.blocked) {
      appendEnd(this.#home, {
        job: job.job,
        status: 'failed',
        reason: 'dependency',
        message: why
      });
    }
    this.#workers.launch(plan.starts.filter(({ batch }) => !batch.launcher));
    this.#slurm.launch(plan.starts.filter(({ batch }) => batch.launcher));
    if (plan.starts.length + plan.blocked.length > 0) {
      this.#read();
      return { next: now, waits: true };
    }
    return plan;
  }

  /** By an attempt of a supervisor before this one. */
  #isTaken(worker: string): boolean {
    return [...this.#running].some(id => this.#job(id)?.worker === worker);
  }

  #launched(): number {
    return [...this.#running].filter(id => this.#job(id)?.launch).length;
  }

  /** Ends for good, unless somebody has submitted something in the meantime: nobody can while this looks. */
  async #leave(): Promise<boolean> {
    const lock = await queueLock(this.#home);
    try {
      takeRequests(this.#home);
      this.#read();
      const isIdle =
        this.#running.size === 0 && this.#startWhatCan() === undefined;
      if (isIdle) {
        this.#lock.release();
      }
      return isIdle;
    } finally {
      lock.release();
    }
  }

  #watch(): FSWatcher | undefined {
    try {
      const watcher = watch(join(this.#home, QUEUE_FILE), () => this.#look());
      // Where it does not work, the regular looks do.
      watcher.on('error', () => watcher.close());
      return watcher;
    } catch {
      return undefined;
    }
  }

  #look(): void {
    this.#awake = true;
    this.#stirred = true;
    this.#wake();
  }

  async #sleep(until: number | undefined): Promise<void> {
    const most = this.#running.size > 0 || until !== undefined ? LOOK : 1000;
    const wait = Math.min(most, Math.max(0, (until ?? Infinity) - Date.now()));
    if (!this.#awake && wait > 0) {
      await new Promise<void>(done => {
        const timer = setTimeout(done, wait);
        this.#wake = () => {
          clearTimeout(timer);
          done();
        };
      });
    } else {
      // So that what workers say is heard.
      await new Promise(done => setImmediate(done));
    }
    this.#awake = false;
  }
}
