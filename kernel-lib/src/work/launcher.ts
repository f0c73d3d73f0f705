/** What makes attempts at jobs: the worker processes of this machine, or a cluster. */
import type { Job } from '../format/queue';
import type { Start } from './supervisor/schedule';
import type { Verdict } from './supervisor/settle';

/** An attempt that is over though the queue does not say so. */
export interface Gone {
  job: Job;
  /** Why, if the launcher knows. */
  verdict?: Verdict;
  /** The end of what its process said on standard error. */
  words: string;
}

/** See the head of this file. Nothing here waits: what takes time goes on by itself, and wakes the supervisor. */
export interface Launcher {
  /**
   * Has attempts made. The queue is told of each before anything is started, so that whoever comes after this process
   * finds them.
   */
  launch(starts: readonly Start[]): void;
  /**
   * Looks after attempts that are under way by the queue, those of an earlier supervisor too.
   * @returns those that are over. They may have told the queue in the meantime.
   */
  look(jobs: readonly Job[]): Gone[];
  /** Ends an attempt with all that it has started; nothing happens when it is over. */
  cancel(job: Job, signal: NodeJS.Signals): void;
  /** Lets go of attempts: they go on. */
  close(): void;
}
