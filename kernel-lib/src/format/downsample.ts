/** Points worth drawing: as few as the pixels can show, with every peak among them. */

/**
 * Indices, in logged order, of the points to draw between `from` and `to`: of each of `buckets` equal parts of the range
 * the first, lowest, highest and last point. Points whose value is not finite are left out (see `nonFinite`). The order of
 * `xs` does not matter: where x goes backwards the parts are still the same, and the line turns as it was logged.
 */
export function downsample(
  xs: ArrayLike<number>,
  ys: ArrayLike<number>,
  from: number,
  to: number,
  buckets: number
): Uint32Array {
  // First, lowest, highest and last index by bucket; -1 for none.
  const picked = new Int32Array(buckets * 4).fill(-1);
  eachInRange(xs, ys, from, to, buckets, (index, bucket) => {
    const at = bucket * 4;
    const y = ys[index];
    if (!Number.isFinite(y)) {
      return;
    }
    if (picked[at] < 0) {
      picked.fill(index, at, at + 4);
      return;
    }
    if (y < ys[picked[at + 1]]) {
      picked[at + 1] = index;
    }
    if (y > ys[picked[at + 2]]) {
      picked[at + 2] = index;
    }
    picked[at + 3] = index;
  });
  return sorted(picked);
}

/** Indices of the points whose value is not finite, at most one of each part of the range: to be drawn as markers. */
export function nonFinite(
  xs: ArrayLike<number>,
  ys: ArrayLike<number>,
  from: number,
  to: number,
  buckets: number
): Uint32Array {
  const picked = new Int32Array(buckets).fill(-1);
  eachInRange(xs, ys, from, to, buckets, (index, bucket) => {
    if (picked[bucket] < 0 && !Number.isFinite(ys[index])) {
      picked[bucket] = index;
    }
  });
  return sorted(picked);
}

function eachInRange(
  xs: ArrayLike<number>,
  ys: ArrayLike<number>,
  from: number,
  to: number,
  buckets: number,
  visit: (index: number, bucket: number) => void
): void {
  const count = Math.min(xs.length, ys.length);
  const scale = to > from ? buckets / (to - from) : 0;
  for (let index = 0; index < count; index++) {
    const x = xs[index];
    if (x >= from && x <= to) {
      visit(index, Math.min(buckets - 1, Math.floor((x - from) * scale)));
    }
  }
}

/** The indices that were picked, each once, in ascending order. */
function sorted(picked: Int32Array): Uint32Array {
  const found = Uint32Array.from(picked.filter(index => index >= 0)).sort();
  return found.filter((index, at) => at === 0 || index !== found[at - 1]);
}
