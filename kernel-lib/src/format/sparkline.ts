/** Series reduced to a few values, for lists and cards. */

/**
 * At most `limit` values of a series, in order. The last value stays; so do the extremes of what is left out. What is not
 * finite becomes `null`.
 */
export function sparkline(
  values: ArrayLike<number>,
  limit: number
): (number | null)[] {
  const count = values.length;
  if (count <= limit) {
    return Array.from(values, toJson);
  }
  if (limit < 1) {
    return [];
  }
  const picked: (number | null)[] = [];
  const buckets = Math.floor((limit - 1) / 2);
  for (let bucket = 0; bucket < buckets; bucket++) {
    const from = Math.floor((bucket * (count - 1)) / buckets);
    const to = Math.floor(((bucket + 1) * (count - 1)) / buckets);
    pushExtremes(values, from, to, picked);
  }
  picked.push(toJson(values[count - 1]));
  return picked;
}

function toJson(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

/** Smallest and largest value of a range in the order in which they stand; once when they are the same. */
function pushExtremes(
  values: ArrayLike<number>,
  from: number,
  to: number,
  picked: (number | null)[]
): void {
  let low = -1;
  let high = -1;
  for (let at = from; at < to; at++) {
    const value = values[at];
    if (Number.isFinite(value)) {
      low = low < 0 || value < values[low] ? at : low;
      high = high < 0 || value > values[high] ? at : high;
    }
  }
  if (low < 0) {
    picked.push(null);
  } else {
    picked.push(values[Math.min(low, high)]);
    if (values[low] !== values[high]) {
      picked.push(values[Math.max(low, high)]);
    }
  }
}

/** Follows a series of any length in bounded memory; for whoever logs it. */
export class SparklineBuilder {
  constructor(readonly limit: number) {}

  push(value: number): void {
    this.#last = value;
    if (this.#filled === 0) {
      this.#kept.push(NaN, NaN);
    }
    const at = this.#kept.length - 2;
    if (Number.isFinite(value)) {
      this.#merge(at, value);
    }
    if (++this.#filled === this.#width) {
      this.#filled = 0;
      if (this.#kept.length >= this.limit * 4) {
        this.#halve();
      }
    }
  }

  /** At most `limit` values, as `sparkline` gives them. */
  values(limit = this.limit): (number | null)[] {
    return this.#last === undefined
      ? []
      : sparkline([...this.#points(), this.#last], limit);
  }

  #last: number | undefined;
  /** Two values a bucket, in the order in which they came. */
  #kept: number[] = [];
  /** Values a bucket takes, and has. */
  #width = 1;
  #filled = 0;

  /** Keeps the two extremes of a bucket, the older one first. */
  #merge(at: number, value: number): void {
    const kept = this.#kept;
    const [first, second] = [kept[at], kept[at + 1]];
    if (Number.isNaN(first)) {
      kept[at] = kept[at + 1] = value;
    } else if (value > Math.max(first, second)) {
      kept[at] = Math.min(first, second);
      kept[at + 1] = value;
    } else if (value < Math.min(first, second)) {
      kept[at] = Math.max(first, second);
      kept[at + 1] = value;
    }
  }

  #halve(): void {
    const kept = this.#kept;
    this.#kept = [];
    for (let at = 0; at < kept.length; at += 4) {
      this.#kept.push(NaN, NaN);
      for (const value of kept.slice(at, at + 4)) {
        if (!Number.isNaN(value)) {
          this.#merge(this.#kept.length - 2, value);
        }
      }
    }
    this.#width *= 2;
  }

  /** All but the newest value; single values once. */
  #points(): number[] {
    const points: number[] = [];
    const buckets = this.#kept.length / 2;
    for (let bucket = 0; bucket < buckets; bucket++) {
      const [first, second] = this.#kept.slice(bucket * 2, bucket * 2 + 2);
      const newest =
        bucket === buckets - 1 && (this.#width === 1 || this.#filled === 1);
      if (!newest) {
        points.push(first);
        if (second !== first && !Number.isNaN(second)) {
          points.push(second);
        }
      }
    }
    return points;
  }
}
