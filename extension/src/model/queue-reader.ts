import { QUEUE_FILE, QueueFold } from 'trialbook/format';
import type { IFileSource } from '../sources/file-source';
import { FileTail } from './file-tail';
import { joinPath } from './paths';

/** Milliseconds between two looks for a queue that is not there: homes made by older versions have none. */
const MISSING_INTERVAL = 30_000;

/** Follows the queue of a home. */
export class QueueReader {
  constructor(options: { path: string; source: IFileSource }) {
    this._tail = new FileTail(
      options.source,
      joinPath(options.path, QUEUE_FILE),
      {
        push: bytes => {
          this._fold.push(bytes);
        },
        reset: () => {
          this._fold = new QueueFold();
        }
      }
    );
  }

  /** The jobs as far as they were read. */
  get fold(): QueueFold {
    return this._fold;
  }

  /**
   * Reads what is new.
   *
   * @param eager Looks also where there was no queue a moment ago.
   * @returns whether there was something.
   */
  async read(eager = false): Promise<boolean> {
    const now = Date.now();
    if (!eager && now < this._next) {
      return false;
    }
    const result = await this._tail.read();
    const isAbsent = result === 'missing' || result === 'forbidden';
    this._next = isAbsent ? now + MISSING_INTERVAL : 0;
    if (isAbsent && this._fold.batches.size > 0) {
      this._fold = new QueueFold();
      return true;
    }
    return result === 'new';
  }

  private _tail: FileTail;
  private _fold = new QueueFold();
  private _next = 0;
}
