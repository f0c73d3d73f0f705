/** From printed lines to scalars with steps. */
import type { OutputRule, OutputRules } from './config';

/** A scalar that a line held. */
export interface OutputScalar {
  tag: string;
  value: number;
  step: number;
}

/** Sequences by which programs colour text, move the cursor and set titles. */
const ESCAPES = new RegExp(
  String.raw`\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)|[@-Z\\^_])`,
  'g'
);

/** A number as it may be printed; what JavaScript would read beyond that (hexadecimal, empty) is none. */
const NUMBER =
  /^[-+]?(?:(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?|nan|inf(?:inity)?)$/i;

/** The tag that sets the step. */
const STEP_TAG = 'step';

/**
 * Captures scalars line by line. A step that was printed holds for all that follows. Before the first one, steps count
 * from 0: a line that repeats a tag begins the next one, for all tags alike.
 */
export class OutputScalarMatcher {
  readonly #rules: readonly OutputRule[];
  readonly #ignored: ReadonlySet<string>;
  #step: number | undefined;
  #impliedStep = 0;
  #impliedTags = new Set<string>();

  /** @param flags names that the default patterns do not capture. */
  constructor({ rules, isDefault }: OutputRules, flags: Iterable<string> = []) {
    this.#rules = rules;
    this.#ignored = new Set(isDefault ? flags : []);
  }

  /** Whether there is nothing to look for. */
  get isIdle(): boolean {
    return this.#rules.length === 0;
  }

  /** The scalars of the next line, which stands without its end. Of a tag that it holds twice, the last value counts. */
  match(line: string): OutputScalar[] {
    const values = this.#values(plain(line));
    const step = values?.get(STEP_TAG);
    if (!values || values.size === 0) {
      return [];
    }
    values.delete(STEP_TAG);
    if (step !== undefined && Number.isSafeInteger(Math.trunc(step))) {
      this.#step = Math.trunc(step);
    }
    if (values.size === 0) {
      return [];
    }
    const at = this.#step ?? this.#implied(values);
    const scalars: OutputScalar[] = [];
    for (const [tag, value] of values) {
      if (!this.#ignored.has(tag)) {
        scalars.push({ tag, value, step: at });
      }
    }
    return scalars;
  }

  #values(line: string): Map<string, number> | undefined {
    let values: Map<string, number> | undefined;
    for (const rule of this.#rules) {
      const { regex } = rule;
      regex.lastIndex = 0;
      for (let found = regex.exec(line); found; found = regex.exec(line)) {
        values ??= new Map();
        keep(values, rule, found);
        if (found[0] === '') {
          regex.lastIndex++;
        }
      }
    }
    return values;
  }

  #implied(values: ReadonlyMap<string, number>): number {
    const tags = [...values.keys()];
    if (tags.some(tag => this.#impliedTags.has(tag))) {
      this.#impliedStep++;
      this.#impliedTags.clear();
    }
    for (const tag of tags) {
      this.#impliedTags.add(tag);
    }
    return this.#impliedStep;
  }
}

function plain(line: string): string {
  const text = line.includes('\u001b') ? line.replace(ESCAPES, '') : line;
  return text.trimEnd();
}

function keep(
  values: Map<string, number>,
  { tag, groups, names }: OutputRule,
  found: RegExpExecArray
): void {
  const named = found.groups;
  if (!named) {
    put(values, groups === 2 ? found[1] : tag, found[groups]);
  } else if (names.includes('_key')) {
    put(values, named._key, named._val);
  } else {
    for (const name of names) {
      put(values, name, named[name]);
    }
  }
}

function put(
  values: Map<string, number>,
  tag: string | undefined,
  text: string | undefined
): void {
  const trimmed = text?.trim();
  if (tag !== undefined && tag !== '' && trimmed && NUMBER.test(trimmed)) {
    values.set(tag, toNumber(trimmed));
  }
}

function toNumber(text: string): number {
  const word = /[nf]/i.test(text);
  if (!word) {
    return Number(text);
  }
  return /n$/i.test(text) ? NaN : text.startsWith('-') ? -Infinity : Infinity;
}
