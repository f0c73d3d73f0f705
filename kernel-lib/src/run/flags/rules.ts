/** The rules that people give for flags, checked and put into the words of the journal. */
import { TrialbookError } from '../../errors';
import type { FlagFacts } from '../../format/journal';
import { recordValue } from '../../format/record-value';

/**
 * What a flag has to be. All of it is optional.
 * @example { min: 0, max: 1, description: 'learning rate' }
 */
export interface FlagRule {
  /** Shown to people. */
  description?: string;
  /** `min` and `max` alone make a `number` of it. */
  type?: 'string' | 'number' | 'int' | 'boolean' | 'path';
  /** The values that are allowed. */
  choices?: readonly unknown[];
  /** Least value allowed. */
  min?: number;
  /** Greatest value allowed. */
  max?: number;
  /** Whether the flag has to be there, given or by default. */
  required?: boolean;
}

/** Rules by the names of flags. */
export type FlagRules = Readonly<Record<string, FlagRule>>;

/** Choices that are recorded at most. */
const CHOICE_LIMIT = 100;

const TYPES: readonly unknown[] = [
  'string',
  'number',
  'int',
  'boolean',
  'path'
];

const CHECKS: Record<keyof FlagRule, [(value: unknown) => boolean, string]> = {
  description: [value => typeof value === 'string', 'a text'],
  type: [value => TYPES.includes(value), `one of ${TYPES.join(', ')}`],
  choices: [
    value => Array.isArray(value) && value.length > 0,
    'a list of values'
  ],
  min: [isNumber, 'a number'],
  max: [isNumber, 'a number'],
  required: [value => typeof value === 'boolean', 'true or false']
};

/**
 * Checks rules.
 * @param place what they are called where they stand, for errors.
 * @throws TrialbookError BAD_OPTION that names the rule, its place and what is allowed.
 */
export function checkFlagRules(rules: unknown, place = 'flags'): FlagRules {
  if (!isObject(rules)) {
    throw bad(place, 'an object of rules by flag, or a schema such as zod’s');
  }
  for (const [flag, rule] of Object.entries(rules)) {
    const inner = `${place}.${flag}`;
    if (!isObject(rule)) {
      throw bad(inner, 'an object such as { min: 0, max: 1 }');
    }
    checkRule(rule, inner);
  }
  return rules as FlagRules;
}

/** Rules as they are recorded. */
export function factsOfRules(rules: FlagRules): Record<string, FlagFacts> {
  return Object.fromEntries(
    Object.entries(rules).map(([flag, { choices, ...rule }]) => [
      flag,
      {
        ...rule,
        ...(choices && {
          choices: choices
            .slice(0, CHOICE_LIMIT)
            .map(choice => recordValue(choice))
        })
      }
    ])
  );
}

function checkRule(rule: Record<string, unknown>, place: string): void {
  for (const [key, value] of Object.entries(rule)) {
    if (!Object.hasOwn(CHECKS, key)) {
      throw new TrialbookError(
        'BAD_OPTION',
        `\`${place}\` has no rule "${key}". Rules are: ${Object.keys(CHECKS).join(', ')}.`
      );
    }
    const [fits, wanted] = CHECKS[key as keyof FlagRule];
    if (value !== undefined && !fits(value)) {
      throw bad(`${place}.${key}`, wanted);
    }
  }
  const { min, max } = rule as FlagRule;
  if (min !== undefined && max !== undefined && min > max) {
    throw bad(`${place}.min`, `at most \`max\`, which is ${max}`);
  }
}

function bad(place: string, wanted: string): TrialbookError {
  return new TrialbookError('BAD_OPTION', `\`${place}\` has to be ${wanted}.`);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isNumber(value: unknown): boolean {
  return typeof value === 'number' && !Number.isNaN(value);
}
