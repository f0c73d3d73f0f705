/** What of the printed lines counts as scalars: the forms in which people say it, read with errors that name the place. */
import { TrialbookError } from '../../errors';
import {
  compilePattern,
  type CompiledPattern,
  type OutputPattern
} from './pattern';

/** Patterns by the tag that each captures. */
export type OutputPatternMap = Readonly<Record<string, OutputPattern>>;

/**
 * Which printed lines become scalars:
 *
 * - a pattern with two groups, tag and value: `'^(\\key)=(\\value)'`
 * - a pattern with named groups, each name a tag: `'loss (?<loss>\\value), accuracy (?<accuracy>\\value)'`; the names `_key`
 *   and `_val` stand for the tag and its value
 * - an object of patterns by tag, each with one group: `{ loss: 'loss=(\\value)', step: 'epoch (\\step)' }`
 * - a list of all these
 * - `true` for lines `NAME: NUMBER`, which is the default, and `false` for none
 *
 * The tag `step` sets the step of all that follow.
 */
export type OutputScalarsConfig =
  | OutputPattern
  | OutputPatternMap
  | readonly (OutputPattern | OutputPatternMap)[]
  | boolean;

/** A pattern with what its groups mean. */
export interface OutputRule extends CompiledPattern {
  /** Tag of the only group. */
  readonly tag?: string;
}

/** What `parseOutputScalars` makes of a configuration. */
export interface OutputRules {
  readonly rules: readonly OutputRule[];
  /** Whether these are the default patterns, by which names that are flags too are not captured. */
  readonly isDefault: boolean;
}

/** `NAME: NUMBER (step NUMBER)` gives the step only; `NAME: NUMBER`, with anything in parentheses behind it, the value. */
export const DEFAULT_OUTPUT_PATTERNS = [
  '^\\key:\\s+\\value\\s+\\((?:step\\s+)?(?<step>\\step)\\)$',
  '^(\\key):\\s+(\\value)(?:\\s+\\(.*\\))?$'
] as const;

const DEFAULT_RULES: OutputRules = {
  rules: DEFAULT_OUTPUT_PATTERNS.map(pattern => ruleOf(pattern, 'default')),
  isDefault: true
};

/**
 * Reads a configuration.
 * @param config an `OutputScalarsConfig`, as anybody may have written it.
 * @param name what the configuration is called where it stands, for errors.
 * @throws TrialbookError BAD_OPTION that names the pattern, its place in the configuration and the character.
 */
export function parseOutputScalars(
  config: unknown,
  name = 'outputScalars'
): OutputRules {
  if (config === undefined || config === true) {
    return DEFAULT_RULES;
  }
  if (config === false) {
    return { rules: [], isDefault: false };
  }
  const rules = Array.isArray(config)
    ? config.flatMap((item, index) => itemRules(item, `${name}[${index}]`))
    : itemRules(config, name);
  return { rules, isDefault: false };
}

function itemRules(item: unknown, place: string): OutputRule[] {
  if (isPattern(item)) {
    return [ruleOf(item, place)];
  }
  if (typeof item !== 'object' || item === null || Array.isArray(item)) {
    throw new TrialbookError(
      'BAD_OPTION',
      `\`${place}\` has to be a pattern, an object of patterns by tag, or a list of these; \`false\` captures nothing.`
    );
  }
  return Object.entries(item).map(([tag, pattern]) => {
    const inner = `${place}.${tag}`;
    if (!isPattern(pattern)) {
      throw new TrialbookError(
        'BAD_OPTION',
        `\`${inner}\` has to be a pattern, a text such as '${tag}=(\\\\value)'.`
      );
    }
    return ruleOf(pattern, inner, tag);
  });
}

/** An expression of a notebook's cell is of another realm, so `instanceof` does not know it. */
function isPattern(value: unknown): value is OutputPattern {
  return (
    typeof value === 'string' ||
    Object.prototype.toString.call(value) === '[object RegExp]'
  );
}

function ruleOf(
  pattern: OutputPattern,
  place: string,
  tag?: string
): OutputRule {
  const compiled = compilePattern(pattern);
  const text = typeof pattern === 'string' ? pattern : pattern.source;
  if ('reason' in compiled) {
    const at = compiled.at === undefined ? '' : ` at character ${compiled.at}`;
    throw new TrialbookError(
      'BAD_OPTION',
      `\`${place}\`: the pattern "${text}" is no regular expression: ${compiled.reason}${at}.`
    );
  }
  const problem = groupProblem(compiled, tag);
  if (problem !== undefined) {
    throw new TrialbookError(
      'BAD_OPTION',
      `\`${place}\`: the pattern "${text}" ${problem}`
    );
  }
  return { ...compiled, ...(tag !== undefined && { tag }) };
}

function groupProblem(
  { names, groups }: CompiledPattern,
  tag: string | undefined
): string | undefined {
  if (names.length > 0) {
    return names.includes('_key') === names.includes('_val')
      ? undefined
      : 'needs both groups, (?<_key>…) and (?<_val>…).';
  }
  if (groups === 1) {
    return tag === undefined
      ? 'has one group and no tag for it: name the group, as in (?<loss>\\value), or write { loss: pattern }.'
      : undefined;
  }
  return groups === 2
    ? undefined
    : `has ${groups === 0 ? 'no group' : `${groups} groups`}: it takes one for the value, two for tag and value, or named ones. A group that is not captured is written (?:…).`;
}
