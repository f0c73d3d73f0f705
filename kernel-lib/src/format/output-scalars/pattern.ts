/**
 * Patterns by which printed lines are read: regular expressions with the aliases `\key`, `\value` and `\step`. What Python
 * writes differently (`(?P<name>…)`, `(?i)` at the beginning) is understood too, so that patterns of Guild AI can be taken over.
 */

/** The text of a regular expression, or one. */
export type OutputPattern = string | RegExp;

/** Begins with a letter or `_` and has no spaces. */
const KEY = '[_a-zA-Z]\\S*';

/**
 * A number, NaN or an infinity (also as JavaScript prints it). It may be empty, which counts as no value; the words stand first, because a pattern without an
 * anchor would be content with that, and a number in one way only, because otherwise long rows of digits would take long.
 */
const VALUE =
  '(?:[nN][aA][nN](?!\\w)|[-+]?[iI][nN][fF](?:[iI][nN][iI][tT][yY])?(?!\\w)|[-+]?(?:[0-9]+(?:\\.[0-9]*)?|\\.[0-9]*)?(?:[eE][-+]?[0-9]+)?)';

const STEP = '[0-9]+';

const ALIASES: Readonly<Record<string, string>> = {
  key: KEY,
  value: VALUE,
  step: STEP
};

/** An escape of any kind, or Python's way to name a group. */
const TRANSLATED = /\\(key|value|step|[^])|\(\?P([<=])(\w+)(\))?/g;

/** Switches that Python takes at the beginning of a pattern; those that JavaScript has, by its own letters. */
const SWITCHES = /^\(\?([aiLmsux]+)\)/;

/** A pattern ready for use. */
export interface CompiledPattern {
  readonly source: OutputPattern;
  /** With the flag `g`. */
  readonly regex: RegExp;
  /** Names of its groups. */
  readonly names: readonly string[];
  /** Groups of all kinds. */
  readonly groups: number;
}

/** Why a pattern is none. */
export interface PatternProblem {
  /** In a few words, without a full stop. */
  reason: string;
  /** Character at which it shows, from 1, where that is known. */
  at?: number;
}

/** Reads a pattern. Never throws. */
export function compilePattern(
  source: OutputPattern
): CompiledPattern | PatternProblem {
  const [text, flags] =
    typeof source === 'string'
      ? [source, '']
      : [source.source, source.flags.replace(/[^imsuv]/g, '')];
  const compiled = tryCompile(text, flags);
  if (typeof compiled === 'string') {
    return { reason: compiled, at: problemAt(text, flags, compiled) };
  }
  const empty = new RegExp(`${compiled.source}|`, compiled.flags).exec('');
  return {
    source,
    regex: compiled,
    names: Object.keys(empty?.groups ?? {}),
    groups: (empty?.length ?? 1) - 1
  };
}

/** The expression, or the engine's reason why it is none. */
function tryCompile(text: string, flags: string): RegExp | string {
  const switches = SWITCHES.exec(text);
  const own = [...(switches?.[1] ?? '')].filter(
    letter => 'ims'.includes(letter) && !flags.includes(letter)
  );
  try {
    return new RegExp(
      translate(text.slice(switches?.[0].length ?? 0)),
      `g${flags}${[...new Set(own)].join('')}`
    );
  } catch (error) {
    const { message } = error as Error;
    return message.slice(message.lastIndexOf(': ') + 2);
  }
}

function translate(text: string): string {
  return text.replace(
    TRANSLATED,
    (whole, escaped?: string, kind?: string, name?: string) => {
      if (escaped !== undefined) {
        return ALIASES[escaped] ?? whole;
      }
      return kind === '=' ? `\\k<${name}>` : `(?<${name}`;
    }
  );
}

/** The engine does not say where; it is where the shortest beginning ends from which on the reason stays the same. */
function problemAt(text: string, flags: string, reason: string): number {
  let length = text.length;
  while (
    length > 1 &&
    tryCompile(text.slice(0, length - 1), flags) === reason
  ) {
    length--;
  }
  return length;
}
