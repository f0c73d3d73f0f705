/** Follows the queue of a home, and sees to it that somebody works on it. */
import { watch, type FSWatcher } from 'node:fs';
import { join } from 'node:path';
import { QUEUE_FILE } from '../../format/layout';
import { plainText } from '../../format/plain-text';
import { ensureSupervisor, SUPERVISOR_LOG } from '../supervisor/ensure';
import { QueueReader } from './queue-file';

/** Supervisors that fail one after the other before people are told. */
const FAILURES = 3;

/** Milliseconds between two looks at the queue, and at whether somebody works. */
const LOOK = 250;
const CHECK = 2000;

/** A reader that waits for what is new. Close it. */
export class QueueWatch extends QueueReader {
  readonly #home: string;
  #watcher: FSWatcher | undefined;
  #changed = new Set<string>();
  #wake: (() => void) | undefined;
  #isStirred = false;
  #checked = 0;
  #failures = 0;

  constructor(home: string) {
    super(home);
    this.#home = home;
  }

  /** Also what is read for another purpose is told by the next `take()`. */
  override read(): Set<string> {
    const changed = super.read();
    changed.forEach(id => this.#changed.add(id));
    if (changed.size > 0) {
      this.#failures = 0;
    }
    return changed;
  }

  /** Ids of the jobs that changed since the last time. */
  take(): Set<string> {
    this.read();
    const changed = this.#changed;
    this.#changed = new Set();
    return changed;
  }

  /** Waits for a change, or for the time of a look; then as `take()`. */
  async next(): Promise<Set<string>> {
    if (Date.now() - this.#checked > CHECK) {
      this.#checked = Date.now();
      ensureSupervisor(this.#home, why => this.#fail(why));
    }
    this.#watcher ??= this.#watch();
    if (!this.#isStirred) {
      await new Promise<void>(done => {
        const timer = setTimeout(done, LOOK);
        this.#wake = () => {
          clearTimeout(timer);
          done();
        };
      });
    }
    this.#isStirred = false;
    return this.take();
  }

  /** Ends the wait of `next()`, or that of the next one. */
  wake(): void {
    this.#isStirred = true;
    this.#wake?.();
  }

  close(): void {
    this.#watcher?.close();
    this.wake();
  }

  /** The wait goes on: what is in the way may be mended. */
  #fail(why: string): void {
    if (++this.#failures === FAILURES) {
      process.stderr.write(
        plainText(
          `Trialbook: Nobody works on the jobs of ${this.#home}, because the supervisor cannot begin: ${why}. They wait until it can; ${SUPERVISOR_LOG} in that folder says more.`
        ) + '\n'
      );
    }
  }

  /** Where it does not work, and as long as there is no queue, the regular looks do. */
  #watch(): FSWatcher | undefined {
    try {
      const watcher = watch(join(this.#home, QUEUE_FILE), () => this.wake());
      watcher.on('error', () => watcher.close());
      return watcher;
    } catch {
      return undefined;
    }
  }
}
