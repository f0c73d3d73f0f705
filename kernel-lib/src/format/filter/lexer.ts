/** Cuts a filter into words, quoted texts, patterns, operators and parentheses. */
import { FilterError } from './filter-error';
import type { FilterOperator } from './syntax';

/** Longer filters are refused: UTF-16 units. */
export const FILTER_LIMIT = 10_000;

interface Placed {
  /** Column of the first character, from 1. */
  at: number;
  /** Column behind the last character. */
  end: number;
}

export type FilterToken = Placed &
  (
    | { type: 'word' | 'string'; text: string }
    | { type: 'pattern'; text: string; ignoreCase: boolean }
    | { type: 'operator'; operator: FilterOperator }
    | { type: '(' | ')' | 'end' }
  );

const SPACE = /\s+/y;
/** `!` belongs to a word unless `=` follows: labels end with it. */
const WORD = /(?:[^\s()=<>~!]|!(?!=))+/y;
const OPERATOR = /!=|<=|>=|<>|==|[=<>~]/y;
const STRING = /"(?:[^"\\]|\\[^])*"|'(?:[^'\\]|\\[^])*'/y;
const PATTERN = /\/((?:[^/\\]|\\[^])*)\/([a-z]*)/y;

/** Whether `text` can stand without quotes. */
export function isBareWord(text: string): boolean {
  return text !== '' && /^[^"']/.test(text) && match(WORD, text, 0) === text;
}

/**
 * The tokens, `end` last.
 * @throws FilterError
 */
export function lexFilter(text: string): FilterToken[] {
  if (text.length > FILTER_LIMIT) {
    throw new FilterError(
      FILTER_LIMIT + 1,
      `a filter has at most ${FILTER_LIMIT} characters; this one has ${text.length}.`
    );
  }
  const tokens: FilterToken[] = [];
  let place = 0;
  for (;;) {
    place += match(SPACE, text, place)?.length ?? 0;
    const last = tokens[tokens.length - 1];
    const token = next(text, place, isTilde(last));
    tokens.push(token);
    if (token.type === 'end') {
      return tokens;
    }
    place = token.end - 1;
  }
}

function next(text: string, place: number, wantsPattern: boolean): FilterToken {
  const at = place + 1;
  const placed = (length: number) => ({ at, end: at + length });
  const character = text[place];
  if (character === undefined) {
    return { type: 'end', ...placed(0) };
  }
  if (character === '(' || character === ')') {
    return { type: character, ...placed(1) };
  }
  if (character === '"' || character === "'") {
    return readString(text, place);
  }
  if (wantsPattern && character === '/') {
    return readPattern(text, place);
  }
  const operator = match(OPERATOR, text, place);
  if (operator !== undefined) {
    return {
      type: 'operator',
      operator: SYNONYMS[operator] ?? (operator as FilterOperator),
      ...placed(operator.length)
    };
  }
  const word = readWord(text, place);
  return { type: 'word', text: word, ...placed(word.length) };
}

const SYNONYMS: Record<string, FilterOperator | undefined> = {
  '==': '=',
  '<>': '!='
};

/** A quote ends a word where a name or value may follow, as in `tag:"two words"`; elsewhere it belongs to it. */
function readWord(text: string, place: number): string {
  const word = match(WORD, text, place) ?? text[place];
  const quoted = /:["']/.exec(word);
  return quoted ? word.slice(0, quoted.index + 1) : word;
}

function readString(text: string, place: number): FilterToken {
  const found = match(STRING, text, place);
  if (found === undefined) {
    throw new FilterError(place + 1, `the quote ${text[place]} is not closed.`);
  }
  return {
    type: 'string',
    text: found.slice(1, -1).replace(/\\([^])/g, '$1'),
    at: place + 1,
    end: place + 1 + found.length
  };
}

function readPattern(text: string, place: number): FilterToken {
  PATTERN.lastIndex = place;
  const found = PATTERN.exec(text);
  if (!found) {
    throw new FilterError(
      place + 1,
      'the pattern is not closed: it ends with "/".'
    );
  }
  const [whole, pattern, flags] = found;
  const end = place + 1 + whole.length;
  if (flags !== '' && flags !== 'i') {
    throw new FilterError(
      end - flags.length,
      `behind a pattern only "i" may stand, for upper and lower case alike; got "${flags}".`
    );
  }
  return {
    type: 'pattern',
    text: pattern,
    ignoreCase: flags === 'i',
    at: place + 1,
    end
  };
}

function isTilde(token: FilterToken | undefined): boolean {
  return token?.type === 'operator' && token.operator === '~';
}

function match(
  pattern: RegExp,
  text: string,
  place: number
): string | undefined {
  pattern.lastIndex = place;
  return pattern.exec(text)?.[0];
}
