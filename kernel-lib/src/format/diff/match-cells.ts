/** Which cell of the second run is which cell of the first. */
import { cellKey } from './cell-code';
import type { EffectiveCell } from './effective-cells';
import { wordsOf } from './words';

/** Positions of a cell in both runs, from 0. */
export interface CellPair {
  a: number;
  b: number;
}

/** Cells that share less than this part of their words are different ones. */
const LEAST_SIMILARITY = 0.5;

/** More cells than these, on either side, are not compared with each other by their words. */
const SIMILARITY_LIMIT = 150;

/** Words of a cell that are looked at for similarity. */
const WORD_LIMIT = 1000;

/** Pairs by id, then by equal code, then by the similarity of the code; in the order of `b`. */
export function matchCells(
  a: readonly EffectiveCell[],
  b: readonly EffectiveCell[]
): CellPair[] {
  const pairs: CellPair[] = [];
  const free = {
    a: new Set(a.keys()),
    b: new Set(b.keys())
  };
  const pair = (one: number, other: number) => {
    pairs.push({ a: one, b: other });
    free.a.delete(one);
    free.b.delete(other);
  };
  matchByKey(a, b, free, ({ id }) => id, pair);
  matchByKey(a, b, free, ({ code }) => code, pair);
  matchByKey(a, b, free, ({ code }) => cellKey(code, true), pair);
  matchBySimilarity(a, b, free, pair);
  return pairs.sort((one, other) => one.b - other.b);
}

interface Free {
  a: Set<number>;
  b: Set<number>;
}

type Pair = (a: number, b: number) => void;

/** Equal keys in their order. */
function matchByKey(
  a: readonly EffectiveCell[],
  b: readonly EffectiveCell[],
  free: Free,
  keyOf: (cell: EffectiveCell) => string | undefined,
  pair: Pair
): void {
  const places = new Map<string, number[]>();
  for (const at of free.a) {
    const key = keyOf(a[at]);
    if (key !== undefined) {
      const known = places.get(key);
      if (known) {
        known.push(at);
      } else {
        places.set(key, [at]);
      }
    }
  }
  for (const at of [...free.b]) {
    const found = places.get(keyOf(b[at]) ?? '')?.shift();
    if (found !== undefined && keyOf(b[at]) !== undefined) {
      pair(found, at);
    }
  }
}

function matchBySimilarity(
  a: readonly EffectiveCell[],
  b: readonly EffectiveCell[],
  free: Free,
  pair: Pair
): void {
  const few = (places: Set<number>) => [...places].slice(0, SIMILARITY_LIMIT);
  const bags = new Map(few(free.b).map(at => [at, bagOf(b[at].code)]));
  const candidates: (CellPair & { score: number })[] = [];
  for (const one of few(free.a)) {
    const bag = bagOf(a[one].code);
    for (const [other, otherBag] of bags) {
      const score = similarity(bag, otherBag);
      if (score >= LEAST_SIMILARITY) {
        candidates.push({ a: one, b: other, score });
      }
    }
  }
  // Of equally similar ones those that keep their place.
  const distance = (it: CellPair) => Math.abs(it.a - it.b);
  candidates.sort((x, y) => y.score - x.score || distance(x) - distance(y));
  for (const candidate of candidates) {
    if (free.a.has(candidate.a) && free.b.has(candidate.b)) {
      pair(candidate.a, candidate.b);
    }
  }
}

/** Brackets and operators are in every cell. */
const TELLING = /[\p{L}\p{N}]/u;

interface Bag {
  size: number;
  counts: Map<string, number>;
}

function bagOf(code: string): Bag {
  const counts = new Map<string, number>();
  let size = 0;
  for (const word of wordsOf(code.slice(0, WORD_LIMIT * 8))) {
    if (size === WORD_LIMIT) {
      break;
    }
    if (TELLING.test(word)) {
      counts.set(word, (counts.get(word) ?? 0) + 1);
      size++;
    }
  }
  return { size, counts };
}

/** Part of the words that two bags share, from 0 to 1. */
function similarity(a: Bag, b: Bag): number {
  const all = a.size + b.size;
  if (all === 0 || (2 * Math.min(a.size, b.size)) / all < LEAST_SIMILARITY) {
    return 0;
  }
  let shared = 0;
  for (const [word, count] of a.counts) {
    shared += Math.min(count, b.counts.get(word) ?? 0);
  }
  return (2 * shared) / all;
}
