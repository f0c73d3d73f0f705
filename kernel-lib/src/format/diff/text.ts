/** The difference of two texts, line by line and word by word. */
import { diffSequences } from './sequence';
import { diffWords, type WordSpan } from './words';

/** A line of one side or of both. */
export interface DiffLine {
  kind: 'same' | 'removed' | 'added';
  text: string;
  /** Number of the line in the first text, from 1; of an added one there is none. */
  a?: number;
  /** Number of the line in the second text, from 1; of a removed one there is none. */
  b?: number;
  /** The line in pieces, where it stands for a similar one of the other side. */
  words?: WordSpan[];
}

/** What was left out of a comparison, by side. */
export interface TextCut {
  /** Lines that were not compared. */
  a: number;
  b: number;
}

export interface TextDiff {
  /** Every line of both texts in order; what is not `added` is the first text, what is not `removed` the second. */
  lines: DiffLine[];
  added: number;
  removed: number;
  cut?: TextCut;
}

export interface TextLimits {
  /** Lines of each text that are compared. @default 5000 */
  lines?: number;
  /** UTF-16 units of each text that are compared. @default 500000 */
  characters?: number;
}

/**
 * Compares two texts, of which `\n` ends the lines. What exceeds the limits is left out of both at their ends, and
 * counted in `cut`.
 */
export function diffText(
  a: string,
  b: string,
  { lines = 5000, characters = 500_000 }: TextLimits = {}
): TextDiff {
  const first = limited(a, lines, characters);
  const second = limited(b, lines, characters);
  const found = numbered(first.lines, second.lines);
  markWords(found);
  const count = (kind: DiffLine['kind']) =>
    found.reduce((sum, line) => sum + Number(line.kind === kind), 0);
  return {
    lines: found,
    added: count('added'),
    removed: count('removed'),
    ...((first.cut > 0 || second.cut > 0) && {
      cut: { a: first.cut, b: second.cut }
    })
  };
}

/** Whether the texts are the same as far as they were compared. */
export function isSameText({ added, removed }: TextDiff): boolean {
  return added === 0 && removed === 0;
}

/** Lines that differ and those around them. */
export interface Hunk {
  /** Numbers of the first line of each side, from 1. */
  a: number;
  b: number;
  lines: DiffLine[];
}

/**
 * The differing lines with `context` lines around them, in as few pieces as that gives.
 * @param context lines that are the same, before and behind
 */
export function hunksOf({ lines }: TextDiff, context = 3): Hunk[] {
  const hunks: Hunk[] = [];
  let end = -1;
  const next = { a: 1, b: 1 };
  const places = lines.map(line => {
    const place = { ...next };
    next.a += Number(line.kind !== 'added');
    next.b += Number(line.kind !== 'removed');
    return place;
  });
  lines.forEach((line, at) => {
    if (line.kind === 'same') {
      return;
    }
    const from = Math.max(0, at - context);
    if (from > end) {
      hunks.push({ ...places[from], lines: [] });
      end = from;
    }
    const to = Math.min(lines.length, at + context + 1);
    const hunk = hunks[hunks.length - 1];
    while (end < to) {
      hunk.lines.push(lines[end++]);
    }
  });
  return hunks;
}

function limited(
  text: string,
  lineLimit: number,
  characterLimit: number
): { lines: string[]; cut: number } {
  if (text === '') {
    return { lines: [], cut: 0 };
  }
  const all = text.split('\n');
  const kept: string[] = [];
  let room = characterLimit;
  for (const line of all) {
    room -= line.length + 1;
    if (kept.length === lineLimit || room < 0) {
      break;
    }
    kept.push(line);
  }
  return { lines: kept, cut: all.length - kept.length };
}

function numbered(a: string[], b: string[]): DiffLine[] {
  const next = { a: 1, b: 1 };
  return diffSequences(a, b).flatMap(({ kind, items }) =>
    items.map(text => ({
      kind,
      text,
      ...(kind !== 'added' && { a: next.a++ }),
      ...(kind !== 'removed' && { b: next.b++ })
    }))
  );
}

/** Lines removed and added in the same place are compared one by one, in order. */
function markWords(lines: DiffLine[]): void {
  for (let at = 0; at < lines.length; ) {
    const removed = run(lines, at, 'removed');
    const added = run(lines, at + removed, 'added');
    for (let i = 0; i < Math.min(removed, added); i++) {
      const [from, to] = [lines[at + i], lines[at + removed + i]];
      const words = diffWords(from.text, to.text);
      if (words) {
        from.words = words.a;
        to.words = words.b;
      }
    }
    at += Math.max(1, removed + added);
  }
}

function run(
  lines: readonly DiffLine[],
  from: number,
  kind: DiffLine['kind']
): number {
  let at = from;
  while (at < lines.length && lines[at].kind === kind) {
    at++;
  }
  return at - from;
}
