/** The difference of two sequences of texts, found in bounded time. */
import { diffArrays } from 'diff';

export type EditKind = 'same' | 'removed' | 'added';

/** Neighbouring items that both sequences have, or only the first, or only the second. */
export interface Edit {
  kind: EditKind;
  items: string[];
}

/** The time of a search grows with the square of the edits; with more than these there is little in common anyway. */
const EDIT_LIMIT = 1000;

/**
 * The fewest edits that lead from `a` to `b`. What is not `added` is `a`, what is not `removed` is `b`. Sequences that
 * have little in common are not searched: what lies between their common ends is removed and added as a whole.
 */
export function diffSequences(
  a: readonly string[],
  b: readonly string[]
): Edit[] {
  const start = commonStart(a, b);
  const end = commonEnd(a, b, start);
  const middle = (items: readonly string[]) =>
    items.slice(start, items.length - end);
  return joined([
    { kind: 'same', items: a.slice(0, start) },
    ...search(middle(a), middle(b)),
    { kind: 'same', items: a.slice(a.length - end) }
  ]);
}

function search(a: string[], b: string[]): Edit[] {
  const found =
    a.length > 0 && b.length > 0
      ? diffArrays(a, b, { maxEditLength: EDIT_LIMIT })
      : undefined;
  return (
    found?.map(({ added, removed, value }) => ({
      kind: added ? 'added' : removed ? 'removed' : 'same',
      items: value
    })) ?? [
      { kind: 'removed', items: a },
      { kind: 'added', items: b }
    ]
  );
}

/** Without empty edits, and with what was removed before what was added in its place. */
function joined(edits: readonly Edit[]): Edit[] {
  const all: Edit[] = [];
  let removed: string[] = [];
  let added: string[] = [];
  const flush = () => {
    if (removed.length > 0) {
      all.push({ kind: 'removed', items: removed });
    }
    if (added.length > 0) {
      all.push({ kind: 'added', items: added });
    }
    removed = [];
    added = [];
  };
  for (const { kind, items } of edits) {
    if (kind === 'removed') {
      removed = removed.concat(items);
    } else if (kind === 'added') {
      added = added.concat(items);
    } else if (items.length > 0) {
      flush();
      const last = all.at(-1);
      if (last?.kind === 'same') {
        last.items = last.items.concat(items);
      } else {
        all.push({ kind, items });
      }
    }
  }
  flush();
  return all;
}

function commonStart(a: readonly string[], b: readonly string[]): number {
  const most = Math.min(a.length, b.length);
  let at = 0;
  while (at < most && a[at] === b[at]) {
    at++;
  }
  return at;
}

function commonEnd(
  a: readonly string[],
  b: readonly string[],
  start: number
): number {
  const most = Math.min(a.length, b.length) - start;
  let at = 0;
  while (at < most && a[a.length - 1 - at] === b[b.length - 1 - at]) {
    at++;
  }
  return at;
}
