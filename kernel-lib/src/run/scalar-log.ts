import { hostname } from 'node:os';
import { join } from 'node:path';
import { SparklineBuilder } from '../format/sparkline';
import {
  EventEncoder,
  type MediaKind,
  type MediaPlace,
  type Series
} from '../format/tfevents';
import type { RecordedNumber, ScalarSummary } from '../format/journal';
import type { RecordedFlags } from '../format/values';
import { AppendFile } from '../store/append-file';
import type { WriteBehind } from '../store/write-behind';

/** Tags of which a sparkline is kept for the card and the feed. */
const SPARKLINE_TAGS = 9;

/** Values of a sparkline at most. */
export const SPARKLINE_VALUES = 64;

/** Bytes of images, texts and histograms that one run records at most: readers of the scalars pass over them. */
const MEDIA_LIMIT = 256 * 1024 * 1024;

interface TagState extends ScalarSummary {
  nextStep: number;
  /** Whether `log()` was called for it; what is printed under the same name counts no more then. */
  logged: boolean;
  sparkline?: SparklineBuilder;
}

let files = 0;

/** A file name that no other process and no other run of this one has. */
export function scalarsFileName(now: number): string {
  const host = hostname().replace(/[^\w.-]/g, '_');
  return `events.out.tfevents.${Math.floor(now / 1000)}.${host}.${process.pid}.${files++}`;
}

export interface ScalarLogOptions {
  dir: string;
  fileName: string;
  run: string;
  flags: RecordedFlags;
  writeBehind?: WriteBehind;
}

/** The scalars of one run: encodes points into the event file and keeps what the summary needs. */
export class ScalarLog {
  readonly #options: ScalarLogOptions;
  readonly #tags = new Map<string, TagState>();
  readonly #encoder = new EventEncoder();
  readonly #mediaSteps = new Map<string, number>();
  #mediaBytes = 0;
  #file: AppendFile | undefined;

  constructor(options: ScalarLogOptions) {
    this.#options = options;
  }

  /** Step of the latest point of any tag. */
  lastStep: number | undefined;

  get file(): AppendFile | undefined {
    return this.#file;
  }

  /** Tags in the order of their first points. */
  get tags(): ReadonlyMap<string, Readonly<TagState>> {
    return this.#tags;
  }

  /**
   * @param step the tag's own counter when it is not given.
   * @param now milliseconds since 1970.
   * @throws the file system's error when the event file cannot be made.
   */
  add(tag: string, value: number, step: number | undefined, now: number): void {
    const file = this.#file ?? this.#openFile(now);
    const state = this.#tags.get(tag) ?? this.#newTag(tag);
    state.logged = true;
    this.#point(file, state, tag, value, step ?? state.nextStep, now);
  }

  /** As `add`, for a point found in what the run printed; left out for a tag that is logged. */
  addPrinted(tag: string, value: number, step: number, now: number): void {
    if (this.#tags.get(tag)?.logged !== true) {
      const file = this.#file ?? this.#openFile(now);
      const state = this.#tags.get(tag) ?? this.#newTag(tag);
      this.#point(file, state, tag, value, step, now);
    }
  }

  #point(
    file: AppendFile,
    state: TagState,
    tag: string,
    value: number,
    step: number,
    now: number
  ): void {
    state.nextStep = step + 1;
    this.lastStep = step;
    update(state, value, step);
    this.#write(file, tag, value, step, now / 1000);
  }

  /**
   * Records something other than a scalar, in the same file.
   * @param step the next of this kind and tag when it is not given.
   * @returns false when the run has no room for more of it.
   * @throws the file system's error when the event file cannot be made.
   */
  addMedia(
    kind: MediaKind,
    tag: string,
    step: number | undefined,
    now: number,
    encode: (place: MediaPlace) => Uint8Array
  ): boolean {
    const key = `${kind} ${tag}`;
    const at = step ?? this.#mediaSteps.get(key) ?? 0;
    const record = encode({ tag, step: at, wallTime: now / 1000 });
    if (this.#mediaBytes + record.length > MEDIA_LIMIT) {
      return false;
    }
    this.#mediaBytes += record.length;
    this.#mediaSteps.set(key, at + 1);
    this.lastStep = at;
    (this.#file ?? this.#openFile(now)).append(record);
    return true;
  }

  /** Takes points that somebody else wrote into the account of the run; tags that it has already stay as they are. */
  adopt(series: Iterable<Series>): void {
    for (const { tag, length, steps, values } of series) {
      if (!this.#tags.has(tag)) {
        const state = this.#newTag(tag);
        for (let at = 0; at < length; at++) {
          update(state, values[at], steps[at]);
        }
      }
    }
  }

  /** Ends the record of the run for TensorBoard's HParams. */
  close(status: 'completed' | 'failed' | 'terminated'): void {
    this.#file?.append(this.#encoder.sessionEnd(status, Date.now() / 1000));
    this.#file?.close();
  }

  /** What is known of the first `limit` tags. */
  summary(limit: number): Record<string, ScalarSummary> {
    const entries: [string, ScalarSummary][] = [];
    for (const [tag, state] of this.#tags) {
      if (entries.length === limit) {
        break;
      }
      const { count, last, step, min, max } = state;
      entries.push([tag, { count, last, step, min, max }]);
    }
    return Object.fromEntries(entries);
  }

  #write(
    file: AppendFile,
    tag: string,
    value: number,
    step: number,
    wall: number
  ): void {
    const encoder = this.#encoder;
    const { data } = file;
    // -1 until the record is whole, so that whatever happens the file is let go.
    let end = -1;
    try {
      end = encoder.scalar(data, file.begin(), tag, value, step, wall);
      if (end < 0) {
        end = encoder.scalar(data, file.makeRoom(), tag, value, step, wall);
      }
    } finally {
      if (end < 0) {
        file.drop();
      } else {
        file.commit(end);
      }
    }
  }

  #openFile(now: number): AppendFile {
    const { dir, fileName, flags, run, writeBehind } = this.#options;
    const file = new AppendFile(join(dir, fileName), writeBehind);
    file.append(this.#encoder.header(now / 1000));
    file.append(this.#encoder.hparams(flags, run, now / 1000));
    this.#file = file;
    return file;
  }

  #newTag(tag: string): TagState {
    const state: TagState = {
      nextStep: 0,
      logged: false,
      count: 0,
      last: 'NaN',
      step: 0,
      min: 'NaN',
      max: 'NaN'
    };
    if (this.#tags.size < SPARKLINE_TAGS) {
      state.sparkline = new SparklineBuilder(SPARKLINE_VALUES);
    }
    this.#tags.set(tag, state);
    return state;
  }
}

function update(state: TagState, value: number, step: number): void {
  state.count++;
  state.step = step;
  state.sparkline?.push(value);
  if (Number.isFinite(value)) {
    state.last = value;
    state.min =
      typeof state.min === 'number' && state.min < value ? state.min : value;
    state.max =
      typeof state.max === 'number' && state.max > value ? state.max : value;
  } else {
    state.last = String(value) as RecordedNumber;
  }
}
