/** What differs between the cells that two runs had executed. */
import type { ExecutedCell } from '../cells';
import { cellKey } from './cell-code';
import { effectiveCells, type EffectiveCell } from './effective-cells';
import { matchCells, type CellPair } from './match-cells';
import { diffText, type TextDiff } from './text';

/** Where a cell stands in a run. */
export interface CellPlace {
  /** Position among the cells of the run, from 0. */
  at: number;
  /** Execution count of the last time it was executed. */
  count?: number;
}

/** A cell that only one run has, or that differs, or that stands elsewhere. */
export interface CellChange {
  kind: 'added' | 'removed' | 'changed' | 'moved';
  id?: string;
  a?: CellPlace;
  b?: CellPlace;
  /** A changed cell that stands elsewhere too. */
  moved?: boolean;
  /** Its lines: all added, all removed, or what has changed; of a cell that has only moved there are none. */
  text?: TextDiff;
  /** True when one side is compiled code: what it lacks (types, layout) may have been there. */
  compiled?: boolean;
}

export interface CellsDiff {
  /** In the order of the second run; removed cells behind the one that they followed. */
  changes: CellChange[];
  /** Cells that are the same, in the same order. */
  same: CellPair[];
  /** Cells executed several times by either run, when not as often by both. Not a difference by itself. */
  repeated: { count?: number; a: number; b: number }[];
  /** Cells that were not compared, by side. */
  cut?: { a: number; b: number };
}

/** More cells than these are not compared. */
const CELL_LIMIT = 2000;

/** Lines and UTF-16 units of a cell that are compared; with more changed cells than `FULL` fewer of each. */
const LINES = 2000;
const CHARACTERS = 200_000;
const FULL = 50;

/**
 * Compares the cells as they stood when they were last executed: by id, else by the similarity of their code. A cell that
 * was executed several times, edited in between, is one cell.
 */
export function diffCells(
  a: readonly ExecutedCell[],
  b: readonly ExecutedCell[]
): CellsDiff {
  const all = { a: effectiveCells(a), b: effectiveCells(b) };
  const first = all.a.slice(0, CELL_LIMIT);
  const second = all.b.slice(0, CELL_LIMIT);
  const cut = {
    a: all.a.length - first.length,
    b: all.b.length - second.length
  };
  const pairs = matchCells(first, second);
  return {
    ...changesOf(first, second, pairs),
    repeated: pairs
      .map(pair => ({
        count: second[pair.b].count,
        a: first[pair.a].executions,
        b: second[pair.b].executions
      }))
      .filter(({ a, b }) => a !== b),
    ...(cut.a + cut.b > 0 && { cut })
  };
}

function changesOf(
  a: readonly EffectiveCell[],
  b: readonly EffectiveCell[],
  pairs: readonly CellPair[]
): Pick<CellsDiff, 'changes' | 'same'> {
  const steady = longestRising(pairs);
  const partners = new Map(pairs.map(pair => [pair.b, pair]));
  const paired = new Set(pairs.map(pair => pair.a));
  const changes: CellChange[] = [];
  const same: CellPair[] = [];
  const share = shareOf(
    pairs.filter(pair => a[pair.a].code !== b[pair.b].code).length +
      a.length +
      b.length -
      2 * pairs.length
  );
  let next = 0;
  const removeUpTo = (end: number) => {
    for (; next < end; next++) {
      if (!paired.has(next)) {
        changes.push(removed(a[next], next, share));
      }
    }
  };
  b.forEach((cell, at) => {
    const pair = partners.get(at);
    if (!pair) {
      changes.push(added(cell, at, share));
      return;
    }
    const isSteady = steady.has(pair);
    if (isSteady) {
      removeUpTo(pair.a);
    }
    const change = compare(a[pair.a], cell, pair, !isSteady, share);
    if (change) {
      changes.push(change);
    } else {
      same.push(pair);
    }
  });
  removeUpTo(a.length);
  return { changes, same };
}

type Share = { lines: number; characters: number };

function shareOf(count: number): Share {
  const part = Math.min(1, FULL / Math.max(1, count));
  return {
    lines: Math.max(20, Math.floor(LINES * part)),
    characters: Math.max(2000, Math.floor(CHARACTERS * part))
  };
}

function added(cell: EffectiveCell, at: number, share: Share): CellChange {
  return {
    kind: 'added',
    ...(cell.id && { id: cell.id }),
    b: placeOf(cell, at),
    text: diffText('', cell.code, share)
  };
}

function removed(cell: EffectiveCell, at: number, share: Share): CellChange {
  return {
    kind: 'removed',
    ...(cell.id && { id: cell.id }),
    a: placeOf(cell, at),
    text: diffText(cell.code, '', share)
  };
}

function compare(
  a: EffectiveCell,
  b: EffectiveCell,
  pair: CellPair,
  moved: boolean,
  share: Share
): CellChange | undefined {
  const compiled = a.compiled || b.compiled;
  const isSame = cellKey(a.code, compiled) === cellKey(b.code, compiled);
  if (isSame && !moved) {
    return undefined;
  }
  const id = b.id ?? a.id;
  return {
    kind: isSame ? 'moved' : 'changed',
    ...(id && { id }),
    a: placeOf(a, pair.a),
    b: placeOf(b, pair.b),
    ...(moved && !isSame && { moved }),
    ...(!isSame && { text: diffText(a.code, b.code, share) }),
    ...(!isSame && a.compiled !== b.compiled && { compiled: true })
  };
}

function placeOf({ count }: EffectiveCell, at: number): CellPlace {
  return { at, ...(count !== undefined && { count }) };
}

/** The most pairs, given in the order of `b`, whose order in `a` is the same: the others have moved. */
function longestRising(pairs: readonly CellPair[]): Set<CellPair> {
  const tails: number[] = [];
  const before = new Array<number>(pairs.length);
  pairs.forEach((pair, at) => {
    let low = 0;
    let high = tails.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (pairs[tails[middle]].a < pair.a) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    before[at] = low > 0 ? tails[low - 1] : -1;
    tails[low] = at;
  });
  const rising = new Set<CellPair>();
  for (let at = tails.at(-1) ?? -1; at >= 0; at = before[at]) {
    rising.add(pairs[at]);
  }
  return rising;
}
