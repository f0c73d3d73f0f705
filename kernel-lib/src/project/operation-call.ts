/** The flags of one run of an operation: given ones, defaults, all checked. */
import { TrialbookError } from '../errors';
import { flagViolations, violationText } from '../format/flag-rules';
import type { FlagFacts } from '../format/journal';
import { closest } from '../format/closest';
import { parseFlagText, setFlag, type FlagValues } from './flag-text';
import type { FlagDefinition } from './operation';

/** Flags as they were given: texts of a command line, or values of a project file. */
export type GivenFlags = Record<string, { text: string } | { value: unknown }>;

export interface OperationCall {
  flags: FlagValues;
  /** Names of the flags that nobody gave. */
  defaults: string[];
  facts: Record<string, FlagFacts>;
}

/**
 * Texts `name=value` as given flags.
 * @throws TrialbookError USAGE
 */
export function givenFlags(texts: readonly string[]): GivenFlags {
  const given: GivenFlags = {};
  for (const text of texts) {
    const at = text.indexOf('=');
    if (at <= 0) {
      throw new TrialbookError(
        'USAGE',
        `${JSON.stringify(text)} is not understood: flags are written name=value, such as lr=0.1.`
      );
    }
    setFlag(given, text.slice(0, at), { text: text.slice(at + 1) });
  }
  return given;
}

/**
 * Flags for a call.
 * @param open whether flags that are not defined are let through: what is run knows them itself.
 * @throws TrialbookError BAD_FLAGS that lists everything that is wrong, and the flags there are.
 */
export function resolveFlags(
  name: string,
  definitions: Readonly<Record<string, FlagDefinition>>,
  given: GivenFlags,
  open = false
): OperationCall {
  const known = Object.keys(definitions);
  const unknown = Object.keys(given).filter(
    flag => !Object.hasOwn(definitions, flag)
  );
  if (unknown.length > 0 && !open) {
    throw new TrialbookError('BAD_FLAGS', unknownText(name, unknown, known));
  }
  const flags: FlagValues = {};
  const defaults: string[] = [];
  const facts: Record<string, FlagFacts> = {};
  for (const flag of [...known, ...unknown]) {
    const { default: fallback, ...said } = Object.hasOwn(definitions, flag)
      ? definitions[flag]
      : {};
    if (Object.keys(said).length > 0) {
      setFlag(facts, flag, said);
    }
    if (Object.hasOwn(given, flag)) {
      setFlag(flags, flag, valueOf(given[flag], said.type));
    } else if (fallback !== undefined) {
      setFlag(flags, flag, fallback);
      defaults.push(flag);
    }
  }
  const violations = flagViolations(flags, facts).filter(
    // No value is one that nothing is asked of.
    ({ value, flag }) => value !== null || facts[flag].required
  );
  if (violations.length > 0) {
    throw new TrialbookError(
      'BAD_FLAGS',
      `${name}: ${violations.map(violationText).join('; ')}.`
    );
  }
  return { flags, defaults, facts };
}

/** A flag that has to be a text is one, whatever it looks like. */
function valueOf(
  given: { text: string } | { value: unknown },
  type: FlagFacts['type']
): unknown {
  if ('value' in given) {
    return given.value;
  }
  return type === 'string' || type === 'path'
    ? given.text
    : parseFlagText(given.text);
}

function unknownText(
  name: string,
  unknown: readonly string[],
  known: readonly string[]
): string {
  const hints = unknown.map(flag => {
    const meant = closest(flag, known);
    return meant === undefined
      ? `"${flag}"`
      : `"${flag}" (did you mean "${meant}"?)`;
  });
  return `${name} has no flag ${hints.join(', ')}. ${known.length > 0 ? `Its flags are: ${known.join(', ')}.` : 'It has no flags.'}`;
}

/** The words of a command with its flags: put in where they are referred to, the rest as arguments behind. */
export function flagArguments(
  flags: FlagValues,
  referenced: ReadonlySet<string>,
  text: (value: unknown) => string
): string[] {
  return Object.entries(flags).flatMap(([name, value]) => {
    if (
      referenced.has(name) ||
      value === undefined ||
      value === null ||
      value === false
    ) {
      return [];
    }
    return value === true ? [`--${name}`] : [`--${name}`, text(value)];
  });
}
