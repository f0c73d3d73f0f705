/** The scalars of a run in memory, column by column. */
import { EventReader } from './event-reader';
import type { EventProblem } from './event-reader';

/** The points of one tag, in the order in which they were logged. The arrays are views: valid until the next append. */
export interface Series {
  readonly tag: string;
  readonly length: number;
  readonly steps: Float64Array;
  readonly values: Float64Array;
  /** Seconds since 1970. */
  readonly walls: Float64Array;
}

/** Damage found in a file of a table. */
export interface TableProblem extends EventProblem {
  file: string;
}

/** More problems than these are counted, not kept. */
export const PROBLEM_LIMIT = 100;

class GrowingSeries implements Series {
  constructor(readonly tag: string) {}

  get length(): number {
    return this.#length;
  }

  get steps(): Float64Array {
    return this.#steps.subarray(0, this.#length);
  }

  get values(): Float64Array {
    return this.#values.subarray(0, this.#length);
  }

  get walls(): Float64Array {
    return this.#walls.subarray(0, this.#length);
  }

  push(step: number, value: number, wallTime: number): void {
    const at = this.#length;
    if (at === this.#steps.length) {
      this.#reserve(at * 2);
    }
    this.#steps[at] = step;
    this.#values[at] = value;
    this.#walls[at] = wallTime;
    this.#length = at + 1;
  }

  pushAll(
    steps: ArrayLike<number>,
    values: ArrayLike<number>,
    walls: ArrayLike<number>
  ): void {
    const length = this.#length + steps.length;
    if (length > this.#steps.length) {
      this.#reserve(length);
    }
    this.#steps.set(steps, this.#length);
    this.#values.set(values, this.#length);
    this.#walls.set(walls, this.#length);
    this.#length = length;
  }

  // Small at first: a run may have 100 000 tags with a point each.
  #steps: Float64Array = new Float64Array(4);
  #values: Float64Array = new Float64Array(4);
  #walls: Float64Array = new Float64Array(4);
  #length = 0;

  #reserve(room: number): void {
    this.#steps = grow(this.#steps, room);
    this.#values = grow(this.#values, room);
    this.#walls = grow(this.#walls, room);
  }
}

function grow(column: Float64Array, room: number): Float64Array {
  const grown = new Float64Array(room);
  grown.set(column);
  return grown;
}

/**
 * Scalars of one run by tag, read from one or several files as they grow. Steps that repeat or go backwards are kept as
 * logged. Tags stand in the order of their first point.
 */
export class ScalarTable {
  /**
   * Bytes of `file` that follow the ones already appended. The folders of its path, relative to the run and with `/`, stand
   * before its tags: `loss` of a file in `train/` is `train/loss`.
   */
  append(bytes: Uint8Array, file = ''): void {
    this.#reader(file).push(bytes);
  }

  /** Bytes of `file` that are done with. */
  offset(file = ''): number {
    return this.#readers.get(file)?.offset ?? 0;
  }

  /**
   * Points known from elsewhere (a cache), for a table that goes on from there: give the points first, then call `resume`
   * with the offset up to which `file` is contained in them.
   */
  add(tag: string, points: Pick<Series, 'steps' | 'values' | 'walls'>): void {
    this.#points += points.steps.length;
    this.#of(tag).pushAll(points.steps, points.values, points.walls);
  }

  /** The next bytes appended to `file` are the ones from `offset` on. */
  resume(offset: number, file = ''): void {
    this.#readers.set(file, this.#open(file, offset));
  }

  get series(): ReadonlyMap<string, Series> {
    return this.#series;
  }

  /** Points of all tags. */
  get points(): number {
    return this.#points;
  }

  /** Damage met so far, the first `PROBLEM_LIMIT` of it. */
  get problems(): readonly TableProblem[] {
    return this.#problems;
  }

  /** How many problems there were. */
  get problemCount(): number {
    return this.#problemCount;
  }

  #series = new Map<string, GrowingSeries>();
  #readers = new Map<string, EventReader>();
  #problems: TableProblem[] = [];
  #problemCount = 0;
  #points = 0;
  #last: GrowingSeries | undefined;

  #of(tag: string): GrowingSeries {
    let series = this.#series.get(tag);
    if (series === undefined) {
      series = new GrowingSeries(tag);
      this.#series.set(tag, series);
    }
    return series;
  }

  #reader(file: string): EventReader {
    let reader = this.#readers.get(file);
    if (reader === undefined) {
      reader = this.#open(file, 0);
      this.#readers.set(file, reader);
    }
    return reader;
  }

  #open(file: string, offset: number): EventReader {
    const prefix = file.slice(0, file.lastIndexOf('/') + 1);
    return new EventReader(
      {
        scalar: (name, step, value, wallTime) => {
          const tag = prefix === '' ? name : prefix + name;
          let series = this.#last;
          if (series === undefined || series.tag !== tag) {
            series = this.#last = this.#of(tag);
          }
          this.#points++;
          series.push(step, value, wallTime);
        },
        problem: problem => {
          this.#problemCount++;
          if (this.#problems.length < PROBLEM_LIMIT) {
            this.#problems.push({ ...problem, file });
          }
        }
      },
      { offset }
    );
  }
}
