/** Which words of two lines differ. */
import { diffSequences, type EditKind } from './sequence';

/** A piece of a line: what both sides have, or only this one. */
export interface WordSpan {
  text: string;
  changed: boolean;
}

/** Longer lines (minified code, data) are marked as a whole: UTF-16 units. */
const LINE_LIMIT = 2000;

/** Lines that share less than this part of their words were not edited, but replaced. */
const LEAST_IN_COMMON = 0.3;

const WORD = /[\p{L}\p{N}_$]+|\s+|[^\p{L}\p{N}_$\s]/gu;

/** The words, spaces and signs of a text; joined they are the text. */
export function wordsOf(text: string): string[] {
  return text.match(WORD) ?? [];
}

/**
 * The two lines in pieces, those that differ marked; joined they are the lines. `undefined` when the lines have so little
 * in common, or are so long, that marks would not help.
 */
export function diffWords(
  a: string,
  b: string
): { a: WordSpan[]; b: WordSpan[] } | undefined {
  if (a.length > LINE_LIMIT || b.length > LINE_LIMIT) {
    return undefined;
  }
  const words = { a: wordsOf(a), b: wordsOf(b) };
  const edits = diffSequences(words.a, words.b);
  const shared = edits
    .filter(({ kind }) => kind === 'same')
    .reduce((sum, { items }) => sum + lettersOf(items), 0);
  const most = Math.max(lettersOf(words.a), lettersOf(words.b));
  if (shared < most * LEAST_IN_COMMON) {
    return undefined;
  }
  const spans = (other: EditKind) =>
    edits
      .filter(({ kind }) => kind !== other)
      .map(({ kind, items }) => ({
        text: items.join(''),
        changed: kind !== 'same'
      }));
  return { a: spans('added'), b: spans('removed') };
}

/** Characters that are not space. */
function lettersOf(words: readonly string[]): number {
  return words.reduce((sum, word) => sum + word.trim().length, 0);
}
