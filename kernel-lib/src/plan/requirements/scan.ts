/** The words, numbers and marks of a requirement, each with its place. */
import { RequirementError } from './requirement';

/** A piece of a requirement. */
export interface Token {
  kind: 'word' | 'number' | 'mark' | 'end';
  text: string;
  /** The character at which it begins, from 1. */
  column: number;
}

const PIECE = /\s+|([A-Za-z]+)|(\d+)|([=()*,&|])/y;

/** @throws RequirementError at a character that no requirement has. */
export function scan(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    PIECE.lastIndex = at;
    const found = PIECE.exec(text);
    if (!found) {
      throw new RequirementError(
        at + 1,
        text[at] === '.' || text[at] === '-'
          ? 'numbers are whole and positive: write 90m instead of 1.5h.'
          : `${JSON.stringify(text[at])} means nothing here.`,
        text
      );
    }
    const [piece, word, number, mark] = found;
    const kind =
      word !== undefined
        ? 'word'
        : number !== undefined
          ? 'number'
          : mark !== undefined
            ? 'mark'
            : undefined;
    if (kind) {
      tokens.push({ kind, text: piece, column: at + 1 });
    }
    at += piece.length;
  }
  tokens.push({ kind: 'end', text: '', column: text.length + 1 });
  return tokens;
}
