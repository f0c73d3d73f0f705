/** What may be asked of flags, and what of it a call does not fulfil. */
import { formatValue } from './format-value';
import type { FlagFacts } from './journal';
import { recordValue } from './record-value';
import type { RecordedValue } from './values';

/** Facts of a flag, or rules that people wrote, whose choices may be any values. */
export type FlagRuleLike = Omit<FlagFacts, 'choices'> & {
  choices?: readonly unknown[];
};

/** A flag that is not as it has to be. */
export interface FlagViolation {
  /** Its name, nested ones with dots. */
  flag: string;
  /** What it is, as recorded; nothing when it is missing. */
  value?: RecordedValue;
  /** What is allowed, in a few words that follow the name: `has to be a number from 0 to 1`. */
  allowed: string;
}

/**
 * Everything about `flags` that does not fit `facts`; flags without facts fit, and a flag that is missing unless it is
 * required.
 */
export function flagViolations(
  flags: Readonly<Record<string, unknown>>,
  facts: Readonly<Record<string, FlagRuleLike>>
): FlagViolation[] {
  return Object.entries(facts).flatMap(([flag, fact]) => {
    const value = Object.hasOwn(flags, flag) ? flags[flag] : undefined;
    if (value === undefined) {
      return fact.required ? [{ flag, allowed: 'is required' }] : [];
    }
    return fits(value, fact)
      ? []
      : [{ flag, value: recordValue(value), allowed: allowedText(fact) }];
  });
}

/** What a flag has to be, in a few words; empty when it may be anything. */
export function allowedText(fact: FlagRuleLike): string {
  const { choices, min, max } = fact;
  if (choices) {
    const shown = choices.map(choice => formatValue(recordValue(choice), 40));
    return choices.length === 1
      ? `has to be ${shown[0]}`
      : `has to be one of ${shown.join(', ')}`;
  }
  const noun = NOUNS[typeOf(fact) ?? 'any'];
  if (noun === undefined) {
    return '';
  }
  const range =
    min !== undefined && max !== undefined
      ? ` from ${min} to ${max}`
      : min !== undefined
        ? ` of at least ${min}`
        : max !== undefined
          ? ` of at most ${max}`
          : '';
  return `has to be ${noun}${range}`;
}

/** One line for people: `lr is 5, but has to be a number from 0 to 1`. */
export function violationText({ flag, value, allowed }: FlagViolation): string {
  return value === undefined
    ? `${flag} ${allowed}`
    : `${flag} is ${formatValue(value, 60)}, but ${allowed}`;
}

const NOUNS: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  path: 'a path'
};

/** A range makes a number of it. */
function typeOf({ type, min, max }: FlagRuleLike): FlagFacts['type'] {
  return (
    type ?? (min !== undefined || max !== undefined ? 'number' : undefined)
  );
}

function fits(value: unknown, fact: FlagRuleLike): boolean {
  return (
    hasType(value, typeOf(fact)) &&
    inRange(value, fact) &&
    (!fact.choices || fact.choices.some(choice => isSame(choice, value)))
  );
}

function hasType(value: unknown, type: FlagFacts['type']): boolean {
  switch (type) {
    case undefined:
      return true;
    case 'int':
      return typeof value === 'bigint' || Number.isInteger(value);
    case 'number':
      return typeof value === 'bigint' || typeof value === 'number';
    case 'boolean':
      return typeof value === 'boolean';
    default:
      return typeof value === 'string';
  }
}

/** NaN is in no range. */
function inRange(value: unknown, { min, max }: FlagRuleLike): boolean {
  return (
    (min === undefined || (value as number) >= min) &&
    (max === undefined || (value as number) <= max)
  );
}

function isSame(choice: unknown, value: unknown): boolean {
  return (
    Object.is(choice, value) ||
    JSON.stringify(recordValue(choice)) === JSON.stringify(recordValue(value))
  );
}
