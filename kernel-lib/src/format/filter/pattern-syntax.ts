/** Parses regular expressions, without what only backtracking can match: back references and looking around. */

/** Whether a code point belongs to a set. */
export type CodeTest = (code: number) => boolean;

export type PatternAssertion = 'start' | 'end' | 'boundary' | 'inside';

export type PatternNode =
  | { kind: 'set'; test: CodeTest }
  | { kind: 'assert'; assertion: PatternAssertion }
  | { kind: 'all' | 'any'; items: PatternNode[] }
  | { kind: 'repeat'; item: PatternNode; min: number; max: number };

/** What is wrong with a pattern, and where. */
export class PatternError extends Error {
  constructor(
    /** UTF-16 units before it. */
    readonly offset: number,
    message: string
  ) {
    super(message);
  }
}

/** Longer patterns are refused: UTF-16 units. */
const PATTERN_LIMIT = 500;

/** Largest number in braces. */
const REPEAT_LIMIT = 100;

const DEPTH_LIMIT = 50;

const isDigit: CodeTest = code => code >= 48 && code <= 57;
const isLetter: CodeTest = code => /\p{L}/u.test(String.fromCodePoint(code));
const isSpace: CodeTest = code => /\s/.test(String.fromCodePoint(code));

/** Whether a code point is part of a word: a letter of any script, a digit or `_`. */
export const isWordCode: CodeTest = code =>
  (code >= 97 && code <= 122) ||
  (code >= 65 && code <= 90) ||
  isDigit(code) ||
  code === 95 ||
  (code > 127 && isLetter(code));

const CLASSES: Record<string, CodeTest> = {
  d: isDigit,
  w: isWordCode,
  s: isSpace,
  D: code => !isDigit(code),
  W: code => !isWordCode(code),
  S: code => !isSpace(code)
};

const CONTROLS: Record<string, number> = { t: 9, n: 10, r: 13, f: 12, v: 11 };

/** @throws PatternError */
export function parsePattern(source: string, ignoreCase: boolean): PatternNode {
  if (source.length > PATTERN_LIMIT) {
    throw new PatternError(
      PATTERN_LIMIT,
      `a pattern has at most ${PATTERN_LIMIT} characters.`
    );
  }
  return new PatternParser(source, ignoreCase).parse();
}

class PatternParser {
  readonly #source: string;
  readonly #ignoreCase: boolean;
  #at = 0;
  #depth = 0;

  constructor(source: string, ignoreCase: boolean) {
    this.#source = source;
    this.#ignoreCase = ignoreCase;
  }

  parse(): PatternNode {
    const node = this.#alternatives();
    if (this.#at < this.#source.length) {
      throw new PatternError(this.#at, 'this ")" closes nothing.');
    }
    return node;
  }

  #alternatives(): PatternNode {
    const items = [this.#sequence()];
    while (this.#take('|')) {
      items.push(this.#sequence());
    }
    return items.length === 1 ? items[0] : { kind: 'any', items };
  }

  #sequence(): PatternNode {
    const items: PatternNode[] = [];
    while (this.#at < this.#source.length && !/[|)]/.test(this.#peek())) {
      items.push(this.#repeated());
    }
    return { kind: 'all', items };
  }

  #repeated(): PatternNode {
    let item = this.#atom();
    for (;;) {
      const start = this.#at;
      const bounds = this.#bounds();
      if (!bounds) {
        return item;
      }
      if (item.kind === 'assert' || item.kind === 'repeat') {
        throw new PatternError(start, 'there is nothing here to repeat.');
      }
      // What is found does not depend on whether it is looked for greedily.
      this.#take('?');
      item = { kind: 'repeat', item, ...bounds };
    }
  }

  #bounds(): { min: number; max: number } | undefined {
    if (this.#take('*')) {
      return { min: 0, max: Infinity };
    }
    if (this.#take('+')) {
      return { min: 1, max: Infinity };
    }
    if (this.#take('?')) {
      return { min: 0, max: 1 };
    }
    const braces = /^\{(\d+)(,?)(\d*)\}/.exec(this.#source.slice(this.#at));
    if (!braces) {
      return undefined;
    }
    const min = Number(braces[1]);
    const max = !braces[2]
      ? min
      : braces[3] === ''
        ? Infinity
        : Number(braces[3]);
    const largest = max === Infinity ? min : max;
    if (largest > REPEAT_LIMIT || max < min) {
      throw new PatternError(
        this.#at,
        `the numbers in braces rise, and go up to ${REPEAT_LIMIT}.`
      );
    }
    this.#at += braces[0].length;
    return { min, max };
  }

  #atom(): PatternNode {
    const start = this.#at;
    switch (this.#peek()) {
      case '(':
        return this.#group();
      case '[':
        return { kind: 'set', test: this.#set() };
      case '.':
        this.#at++;
        return { kind: 'set', test: code => code !== 10 };
      case '^':
        this.#at++;
        return { kind: 'assert', assertion: 'start' };
      case '$':
        this.#at++;
        return { kind: 'assert', assertion: 'end' };
      case '*':
      case '+':
      case '?':
        throw new PatternError(start, 'there is nothing here to repeat.');
      case '\\':
        return this.#escape();
      default:
        return { kind: 'set', test: this.#equals(this.#code()) };
    }
  }

  #group(): PatternNode {
    const start = this.#at++;
    if (this.#take('?') && !this.#take(':')) {
      throw new PatternError(
        start,
        'a filter knows groups "(…)" and "(?:…)" only.'
      );
    }
    if (++this.#depth > DEPTH_LIMIT) {
      throw new PatternError(start, 'these groups are nested too deeply.');
    }
    const node = this.#alternatives();
    this.#depth--;
    if (!this.#take(')')) {
      throw new PatternError(start, 'this "(" is not closed.');
    }
    // A group is one thing to a quantifier, also when it holds a repetition or an assertion alone.
    return { kind: 'all', items: [node] };
  }

  #escape(): PatternNode {
    const boundary = this.#source[this.#at + 1];
    if (boundary === 'b' || boundary === 'B') {
      this.#at += 2;
      return {
        kind: 'assert',
        assertion: boundary === 'b' ? 'boundary' : 'inside'
      };
    }
    return { kind: 'set', test: this.#escaped() };
  }

  /** A class or a single character behind `\`. */
  #escaped(): CodeTest {
    const start = this.#at++;
    const character = this.#peek();
    if (Object.hasOwn(CLASSES, character)) {
      this.#at++;
      return CLASSES[character];
    }
    return this.#equals(this.#escapedCode(start));
  }

  #escapedCode(start: number): number {
    const character = this.#peek();
    if (Object.hasOwn(CONTROLS, character)) {
      this.#at++;
      return CONTROLS[character];
    }
    if (character === '' || /[A-Za-z0-9]/.test(character)) {
      throw new PatternError(start, `"\\${character}" means nothing here.`);
    }
    return this.#code();
  }

  #set(): CodeTest {
    const start = this.#at++;
    const negated = this.#take('^');
    const tests: CodeTest[] = [];
    while (this.#peek() !== ']') {
      if (this.#at >= this.#source.length) {
        throw new PatternError(start, 'this "[" is not closed.');
      }
      tests.push(this.#setItem());
    }
    this.#at++;
    const test: CodeTest = code => tests.some(item => item(code));
    return negated ? code => !test(code) : test;
  }

  #setItem(): CodeTest {
    const start = this.#at;
    const next = this.#source[start + 1] ?? '';
    if (this.#peek() === '\\' && Object.hasOwn(CLASSES, next)) {
      this.#at += 2;
      return CLASSES[next];
    }
    const from = this.#setCode();
    const ranges =
      this.#peek() === '-' && !/^-(?:\]|$)/.test(this.#source.slice(this.#at));
    if (!ranges) {
      return this.#equals(from);
    }
    this.#at++;
    const to = this.#setCode();
    if (to < from) {
      throw new PatternError(start, 'this range runs backwards.');
    }
    return this.#fold(code => code >= from && code <= to);
  }

  #setCode(): number {
    const start = this.#at;
    return this.#take('\\') ? this.#escapedCode(start) : this.#code();
  }

  #code(): number {
    const code = this.#source.codePointAt(this.#at) ?? 0;
    this.#at += code > 0xffff ? 2 : 1;
    return code;
  }

  #equals(wanted: number): CodeTest {
    return this.#fold(code => code === wanted);
  }

  #fold(test: CodeTest): CodeTest {
    return this.#ignoreCase
      ? code => test(code) || otherCases(code).some(test)
      : test;
  }

  #peek(): string {
    return this.#source[this.#at] ?? '';
  }

  #take(character: string): boolean {
    const taken = this.#peek() === character;
    this.#at += taken ? 1 : 0;
    return taken;
  }
}

function otherCases(code: number): number[] {
  const character = String.fromCodePoint(code);
  return [character.toLowerCase(), character.toUpperCase()].map(
    other => other.codePointAt(0) ?? code
  );
}
