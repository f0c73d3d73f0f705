/** Attempts in the worker processes of this machine. */
import type { Job } from '../../format/queue';
import { isProcessAlive } from '../../store/process-facts';
import type { Gone, Launcher } from '../launcher';
import { appendEnd } from '../queue/ended';
import { appendQueue } from '../queue/queue-file';
import { signalWorker } from './end-process';
import { jobTask } from '../worker/job-task';
import type { Start } from './schedule';
import { WorkerPool } from './worker-pool';

/** See the head of this file. */
export class ProcessLauncher implements Launcher {
  readonly #home: string;
  readonly #pool: WorkerPool;
  /** What workers said before they were gone, by name. */
  readonly #words = new Map<string, string>();

  /** @param wake called when a worker has time, or is gone. */
  constructor(home: string, wake: () => void) {
    this.#home = home;
    this.#pool = new WorkerPool(home, {
      up: (worker, process) =>
        appendQueue(home, [{ type: 'worker', worker, status: 'up', process }]),
      free: wake,
      down: (worker, process, words) => {
        appendQueue(home, [
          { type: 'worker', worker, status: 'down', process }
        ]);
        this.#words.set(worker, words);
        wake();
      }
    });
  }

  /** Whether the worker of that name can take a job. */
  isFree(worker: string): boolean {
    return this.#pool.isFree(worker);
  }

  launch(starts: readonly Start[]): void {
    starts.forEach(start => this.#start(start));
  }

  look(jobs: readonly Job[]): Gone[] {
    return jobs
      .filter(({ process }) => process && isProcessAlive(process) === false)
      .map(job => ({ job, words: this.#words.get(job.worker ?? '') ?? '' }));
  }

  cancel({ process }: Job, signal: NodeJS.Signals): void {
    if (process) {
      signalWorker(process, signal);
    }
  }

  close(): void {
    this.#pool.disconnect();
  }

  #start({ job, batch, worker, inputs }: Start): void {
    const home = this.#home;
    const number = job.attempts + 1;
    this.#words.delete(worker);
    try {
      const process = this.#pool.process(worker);
      appendQueue(home, [
        { type: 'attempt', job: job.job, number, worker, process }
      ]);
    } catch (error) {
      appendEnd(home, {
        job: job.job,
        status: 'failed',
        reason: 'worker',
        message: error instanceof Error ? error.message : String(error)
      });
      return;
    }
    this.#pool.hand(jobTask(home, job, batch, number, worker, inputs));
  }
}
