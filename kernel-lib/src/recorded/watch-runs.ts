/** Runs under way, look by look. */
import { closeSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import type { RecordedNumber } from '../format/journal';
import { recordNumber } from '../format/numbers';
import { SparklineBuilder } from '../format/sparkline';
import { isEnded, type RunStatus } from '../format/status';
import { EventReader } from '../format/tfevents';
import { realInside } from '../store/inside';
import { listRuns, type ListedRun } from './catalogue';

/** A run as it stands at one look. */
export interface WatchedRun {
  run: string;
  name: string;
  label?: string;
  status: RunStatus;
  created: number;
  started?: number;
  ended?: number;
  /** The tag that was logged first. */
  tag?: string;
  last?: RecordedNumber;
  step?: number;
  /** Values of that tag, few of many. */
  sparkline: (number | null)[];
}

export interface WatchOptions {
  /** Only these runs, ended ones too; otherwise those that have not ended at some look. */
  only?: readonly string[];
  /** Most values of a sparkline. @default 32 */
  values?: number;
}

/** Follows the runs of a home; each look reads only what is new in their scalars. */
export class RunWatcher {
  /** @param home the home's folder. */
  constructor(home: string, { only, values = 32 }: WatchOptions = {}) {
    this.#home = home;
    this.#only = only && new Set(only);
    this.#values = values;
  }

  /**
   * The runs as they stand, newest first. A run that ended since the last look is still there, with its end, and stays.
   * @throws TrialbookError RUN_NOT_FOUND when the home has no feed.
   */
  look(): WatchedRun[] {
    return listRuns(this.#home)
      .filter(run => this.#isWatched(run))
      .map(run => this.#follow(run));
  }

  readonly #home: string;
  readonly #only: ReadonlySet<string> | undefined;
  readonly #values: number;
  readonly #followers = new Map<string, ScalarFollower>();

  #isWatched({ run, status }: ListedRun): boolean {
    return this.#only
      ? this.#only.has(run)
      : this.#followers.has(run) || !isEnded(status);
  }

  #follow(listed: ListedRun): WatchedRun {
    const { run, name, label, status, created, started, ended } = listed;
    let follower = this.#followers.get(run);
    if (follower === undefined) {
      follower = new ScalarFollower(this.#values);
      this.#followers.set(run, follower);
    }
    if (listed.scalarsFile !== undefined) {
      follower.read(this.#home, join(listed.dir, listed.scalarsFile));
    }
    return {
      run,
      name,
      status,
      created,
      ...(label !== undefined && { label }),
      ...(started !== undefined && { started }),
      ...(ended !== undefined && { ended }),
      ...follower.state(this.#values)
    };
  }
}

/** Bytes read at a time. */
const BLOCK = 1 << 18;

/** Follows the first tag of one event file. */
class ScalarFollower {
  #position = 0;
  #tag: string | undefined;
  #last: number | undefined;
  #step: number | undefined;
  readonly #sparkline: SparklineBuilder;
  readonly #reader: EventReader;

  constructor(values: number) {
    this.#sparkline = new SparklineBuilder(values);
    this.#reader = new EventReader({
      scalar: (tag, step, value) => {
        this.#tag ??= tag;
        if (tag === this.#tag) {
          this.#last = value;
          this.#step = step;
          this.#sparkline.push(value);
        }
      }
    });
  }

  /** Reads what is new. A file that is not there yet, or cannot be read, has nothing new. */
  read(home: string, path: string): void {
    let file: number;
    try {
      file = openSync(realInside(home, path), 'r');
    } catch {
      return;
    }
    try {
      for (;;) {
        const block = new Uint8Array(BLOCK);
        const count = readSync(file, block, 0, BLOCK, this.#position);
        if (count === 0) {
          return;
        }
        this.#position += count;
        this.#reader.push(block.subarray(0, count));
      }
    } finally {
      closeSync(file);
    }
  }

  state(
    values: number
  ): Pick<WatchedRun, 'tag' | 'last' | 'step' | 'sparkline'> {
    return {
      ...(this.#tag !== undefined && { tag: this.#tag }),
      ...(this.#last !== undefined && { last: recordNumber(this.#last) }),
      ...(this.#step !== undefined && { step: this.#step }),
      sparkline: this.#sparkline.values(values)
    };
  }
}
