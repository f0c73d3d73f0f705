/**
 * From the text of a filter to its tree.
 *
 *     filter     = "" | or
 *     or         = and { "or" and }
 *     and        = not { [ "and" ] not }
 *     not        = "not" not | "(" or ")" | condition
 *     condition  = reference operator value | field ":" value | "has:" reference | "marked" | word
 *     reference  = name | ( "flag:" | "scalar:" | "attr:" ) name
 */
import { FILTER_FIELDS, fieldOperators, fieldValueProblem } from './fields';
import { FilterError } from './filter-error';
import { lexFilter, type FilterToken } from './lexer';
import { compilePattern } from './pattern';
import { PatternError } from './pattern-syntax';
import type {
  FilterNode,
  FilterOperator,
  FilterReference,
  FilterScope
} from './syntax';

export interface ParseOptions {
  /**
   * The text is being typed: a value at its very end counts as the beginning of one, until a space follows.
   * @default false
   */
  typing?: boolean;
}

const DEPTH_LIMIT = 100;

const KEYWORDS: readonly string[] = ['and', 'or', 'not'];

const SCOPES: readonly string[] = ['flag', 'scalar', 'attr'];

/**
 * The tree of a filter; `undefined` when the text is blank, which every run passes.
 * @throws FilterError (a TrialbookError BAD_FILTER) with the column.
 */
export function parseFilter(
  text: string,
  options: ParseOptions = {}
): FilterNode | undefined {
  return new FilterParser(lexFilter(text), text, options).parse();
}

/** Whether a word cannot stand for itself, because it means something to the parser. */
export function isSpecialWord(word: string): boolean {
  return (
    KEYWORDS.includes(word.toLowerCase()) ||
    word === 'marked' ||
    splitPrefix(word) !== undefined
  );
}

/** A word's known prefix, as in `flag:lr`, and the rest. */
function splitPrefix(word: string): [prefix: string, rest: string] | undefined {
  const colon = word.indexOf(':');
  const prefix = word.slice(0, Math.max(colon, 0));
  const known =
    prefix === 'has' || SCOPES.includes(prefix) || FILTER_FIELDS.has(prefix);
  return known ? [prefix, word.slice(colon + 1)] : undefined;
}

type Word = Extract<FilterToken, { type: 'word' | 'string' }>;

class FilterParser {
  readonly #tokens: readonly FilterToken[];
  readonly #text: string;
  readonly #typing: boolean;
  #next = 0;
  #depth = 0;

  constructor(
    tokens: readonly FilterToken[],
    text: string,
    { typing = false }: ParseOptions
  ) {
    this.#tokens = tokens;
    this.#text = text;
    this.#typing = typing;
  }

  parse(): FilterNode | undefined {
    if (this.#peek().type === 'end') {
      return undefined;
    }
    const node = this.#or();
    if (this.#peek().type !== 'end') {
      this.#fail('"and", "or" or the end of the filter is expected');
    }
    return node;
  }

  #peek(): FilterToken {
    return this.#tokens[this.#next];
  }

  #or(): FilterNode {
    const items = [this.#and()];
    while (this.#takeKeyword('or')) {
      items.push(this.#and());
    }
    return group('or', items);
  }

  #and(): FilterNode {
    const items = [this.#not()];
    while (this.#takeKeyword('and') || this.#beginsCondition()) {
      items.push(this.#not());
    }
    return group('and', items);
  }

  #not(): FilterNode {
    const { at } = this.#peek();
    if (++this.#depth > DEPTH_LIMIT) {
      throw new FilterError(at, 'this is nested too deeply.');
    }
    let node: FilterNode;
    if (this.#takeKeyword('not')) {
      node = { kind: 'not', at, item: this.#not() };
    } else if (this.#peek().type === '(') {
      node = this.#parentheses();
    } else {
      node = this.#condition();
    }
    this.#depth--;
    return node;
  }

  #parentheses(): FilterNode {
    const { at } = this.#take();
    const node = this.#or();
    if (this.#peek().type !== ')') {
      this.#fail(`")" is expected, for the "(" of column ${at}`);
    }
    this.#take();
    return node;
  }

  #beginsCondition(): boolean {
    const token = this.#peek();
    return (
      token.type === '(' ||
      token.type === 'string' ||
      (token.type === 'word' && !/^(?:and|or)$/i.test(token.text))
    );
  }

  #condition(): FilterNode {
    const token = this.#peek();
    if ((token.type !== 'word' && token.type !== 'string') || isGlue(token)) {
      this.#fail('a condition is expected, such as loss<0.1 or tag:keep');
    }
    this.#take();
    const split = token.type === 'word' ? splitPrefix(token.text) : undefined;
    return split
      ? this.#prefixed(token, ...split)
      : this.#compared(token, {
          scope:
            token.type === 'word' && FILTER_FIELDS.has(token.text)
              ? 'field'
              : 'any',
          name: token.text
        });
  }

  #prefixed(token: Word, prefix: string, rest: string): FilterNode {
    const { at } = token;
    if (prefix === 'has') {
      const reference = this.#hasReference(token, rest);
      this.#refuseOperator();
      return { kind: 'has', at, reference };
    }
    if (SCOPES.includes(prefix)) {
      const name = this.#behindColon(token, rest, 'a name').text;
      const reference = { scope: prefix as FilterScope, name };
      return this.#peek().type === 'operator'
        ? this.#compared(token, reference)
        : { kind: 'has', at, reference };
    }
    const value = this.#behindColon(token, rest, 'a value');
    this.#refuseOperator();
    return this.#comparison(at, { scope: 'field', name: prefix }, '=', value);
  }

  #hasReference(token: Word, rest: string): FilterReference {
    const split = splitPrefix(rest);
    if (split && SCOPES.includes(split[0])) {
      const { text } = this.#behindColon(token, split[1], 'a name');
      return { scope: split[0] as FilterScope, name: text };
    }
    const { text, type } = this.#behindColon(token, rest, 'a name');
    const field = type === 'word' && FILTER_FIELDS.has(text);
    return { scope: field ? 'field' : 'any', name: text };
  }

  /** What stands right behind a colon: the rest of the word, or a quoted text. */
  #behindColon(token: Word, rest: string, wanted: string): Word {
    if (rest !== '') {
      const { end } = token;
      return { type: 'word', text: rest, at: end - rest.length, end };
    }
    const next = this.#peek();
    if (next.type !== 'string' || next.at !== token.end) {
      throw new FilterError(
        token.end,
        `${wanted} is expected right behind ":".`
      );
    }
    this.#take();
    return next;
  }

  #refuseOperator(): void {
    if (this.#peek().type === 'operator') {
      this.#fail('"and", "or" or the end of the filter is expected');
    }
  }

  /** A comparison when an operator follows, else a word. */
  #compared(token: Word, reference: FilterReference): FilterNode {
    const { at } = token;
    const operator = this.#peek();
    if (operator.type !== 'operator') {
      const { name, scope } = reference;
      return scope === 'field' && name === 'marked'
        ? compare(at, reference, 'yes')
        : { kind: 'word', at, text: name };
    }
    this.#checkOperator(operator.operator, reference);
    this.#take();
    if (operator.operator === '~') {
      return this.#match(at, reference);
    }
    const value = this.#peek();
    if (value.type !== 'word' && value.type !== 'string') {
      this.#fail(`a value is expected behind "${operator.operator}"`);
    }
    this.#take();
    return this.#comparison(at, reference, operator.operator, value);
  }

  #checkOperator(operator: FilterOperator, reference: FilterReference): void {
    const type = fieldType(reference);
    const allowed = type && fieldOperators(type);
    if (allowed && !allowed.includes(operator)) {
      throw new FilterError(
        this.#peek().at,
        `${reference.name} is compared with ${allowed.join(' ')} only; got "${operator}".`
      );
    }
  }

  #comparison(
    at: number,
    reference: FilterReference,
    operator: Exclude<FilterOperator, '~'>,
    token: Word
  ): FilterNode {
    const value = { text: token.text, quoted: token.type === 'string' };
    const type = fieldType(reference);
    const unfinished =
      this.#typing &&
      operator === '=' &&
      !value.quoted &&
      token.end > this.#text.length &&
      (type === undefined || type === 'text' || type === 'tag');
    const problem = type && fieldValueProblem(type, operator, value);
    if (problem) {
      throw new FilterError(
        token.at,
        `${problem} behind ${reference.name}; got "${value.text}".`
      );
    }
    return {
      kind: 'compare',
      at,
      reference,
      operator,
      value,
      ...(unfinished && { unfinished })
    };
  }

  #match(at: number, reference: FilterReference): FilterNode {
    const token = this.#peek();
    if (
      token.type !== 'pattern' &&
      token.type !== 'word' &&
      token.type !== 'string'
    ) {
      this.#fail('a pattern is expected behind "~", such as /^res/');
    }
    this.#take();
    const ignoreCase = token.type === 'pattern' && token.ignoreCase;
    try {
      compilePattern(token.text, { ignoreCase });
    } catch (error) {
      if (!(error instanceof PatternError)) {
        throw error;
      }
      const opening = token.type === 'word' ? 0 : 1;
      throw new FilterError(token.at + opening + error.offset, error.message);
    }
    // A slash is escaped for the sake of the one that ends the pattern; it means the same without.
    const pattern = token.text.replace(/\\[^]/g, pair =>
      pair === '\\/' ? '/' : pair
    );
    return { kind: 'match', at, reference, pattern, ignoreCase };
  }

  #takeKeyword(word: string): boolean {
    const token = this.#peek();
    const taken = token.type === 'word' && token.text.toLowerCase() === word;
    this.#next += taken ? 1 : 0;
    return taken;
  }

  #take(): FilterToken {
    return this.#tokens[this.#next++];
  }

  #fail(expected: string): never {
    const token = this.#peek();
    throw new FilterError(token.at, `${expected}; got ${describe(token)}.`);
  }
}

function fieldType({
  scope,
  name
}: FilterReference): ReturnType<typeof FILTER_FIELDS.get> {
  return scope === 'field' ? FILTER_FIELDS.get(name) : undefined;
}

/** `and` and `or` where a condition should be. */
function isGlue(token: Word): boolean {
  return token.type === 'word' && /^(?:and|or)$/i.test(token.text);
}

function compare(
  at: number,
  reference: FilterReference,
  text: string
): FilterNode {
  const value = { text, quoted: false };
  return { kind: 'compare', at, reference, operator: '=', value };
}

/** One item is itself; groups of the same kind are one group. */
function group(kind: 'and' | 'or', items: FilterNode[]): FilterNode {
  if (items.length === 1) {
    return items[0];
  }
  return {
    kind,
    at: items[0].at,
    items: items.flatMap(item => (item.kind === kind ? item.items : [item]))
  };
}

function describe(token: FilterToken): string {
  switch (token.type) {
    case 'end':
      return 'the end of the filter';
    case 'operator':
      return `"${token.operator}"`;
    case 'word':
    case 'string':
    case 'pattern':
      return JSON.stringify(token.text);
    default:
      return `"${token.type}"`;
  }
}
