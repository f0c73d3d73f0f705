/** Flags as they are written on a command line. */
import { TrialbookError } from '../errors';

/** Flags by name, as they are called with. */
export type FlagValues = Record<string, unknown>;

const NUMBER =
  /^[+-]?(?:0|[1-9]\d*)(?:\.\d*)?(?:e[+-]?\d+)?$|^[+-]?\.\d+(?:e[+-]?\d+)?$/i;

/**
 * The value that a text stands for: a number, `true` or `false`, `null`, JSON (an array, an object, a text in double
 * quotes), else the text itself. What a number cannot hold exactly stays text, such as `007` and numbers of 20 digits.
 */
export function parseFlagText(text: string): unknown {
  if (NUMBER.test(text)) {
    const number = Number(text);
    const isExact = !/^[+-]?\d+$/.test(text) || Number.isSafeInteger(number);
    return Number.isFinite(number) && isExact ? number : text;
  }
  if (text === 'true' || text === 'false') {
    return text === 'true';
  }
  if (text === 'null') {
    return null;
  }
  if (/^(?:\[.*\]|\{.*\}|".*")$/s.test(text)) {
    try {
      return JSON.parse(text) as unknown;
    } catch {
      return text;
    }
  }
  return text;
}

/**
 * Flags written as `name=value`.
 * @throws TrialbookError USAGE on a text without `=`.
 */
export function parseAssignments(texts: readonly string[]): FlagValues {
  const flags: FlagValues = {};
  for (const text of texts) {
    const at = text.indexOf('=');
    if (at <= 0) {
      throw new TrialbookError(
        'USAGE',
        `${JSON.stringify(text)} is not understood: flags are written name=value, such as lr=0.1.`
      );
    }
    setFlag(flags, text.slice(0, at), parseFlagText(text.slice(at + 1)));
  }
  return flags;
}

/** Sets a flag of any name, `__proto__` too. */
export function setFlag(flags: FlagValues, name: string, value: unknown): void {
  Object.defineProperty(flags, name, {
    value,
    configurable: true,
    enumerable: true,
    writable: true
  });
}

/** A value as the text of an argument or of an environment variable: texts bare, all else as JSON. */
export function flagText(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}

/** Name of the environment variable of a flag: `learning-rate` is `FLAG_LEARNING_RATE`. */
export function flagVariable(name: string): string {
  return `FLAG_${name.replace(/[^a-z0-9]/gi, '_').toUpperCase()}`;
}
