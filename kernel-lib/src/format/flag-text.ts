/** Flags as they are given on a command line: `lr=0.1 opt=adam layers=[64,10]`. */
import { TrialbookError } from '../errors';
import type { RecordedFlags, RecordedValue } from './values';

/**
 * Reads flags given as `name=value`.
 * @param known flags with their values so far: a text stays a text, whatever the new one looks like.
 * @throws TrialbookError USAGE
 */
export function flagsFromTexts(
  texts: readonly string[],
  known: RecordedFlags = {}
): Record<string, RecordedValue> {
  return Object.fromEntries(
    texts.map(text => {
      const at = text.indexOf('=');
      if (at < 1) {
        throw new TrialbookError(
          'USAGE',
          `Flags are given as name=value, such as lr=0.05; got ${JSON.stringify(text)}.`
        );
      }
      const name = text.slice(0, at);
      const like = Object.hasOwn(known, name) ? known[name] : undefined;
      return [name, flagValue(text.slice(at + 1), like)];
    })
  );
}

/** A value from its text: what JSON can read, else the text itself. `like` is the value that it takes the place of. */
export function flagValue(text: string, like?: RecordedValue): RecordedValue {
  if (typeof like === 'string') {
    return text;
  }
  try {
    return JSON.parse(text) as RecordedValue;
  } catch {
    const isNumber = /^[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?$/.test(text);
    return isNumber ? Number(text) : text;
  }
}
