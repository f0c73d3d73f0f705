/** What every run has beside its flags, scalars and attributes: the names that filters know, and what they take. */
import { RUN_STATUSES } from '../status';
import { parseDuration, parseTime } from './moments';
import type { FilterOperator, FilterValue } from './syntax';

export type FieldType =
  | 'text'
  | 'id'
  | 'tag'
  | 'status'
  | 'kind'
  | 'switch'
  | 'time'
  | 'duration';

/** The fields by name. */
export const FILTER_FIELDS: ReadonlyMap<string, FieldType> = new Map<
  string,
  FieldType
>([
  ['id', 'id'],
  ['name', 'text'],
  ['label', 'text'],
  ['tag', 'tag'],
  ['status', 'status'],
  ['op', 'text'],
  ['kind', 'kind'],
  ['marked', 'switch'],
  ['created', 'time'],
  ['started', 'time'],
  ['ended', 'time'],
  ['duration', 'duration'],
  ['error', 'text'],
  ['notebook', 'text'],
  ['parent', 'id'],
  ['rerun', 'id']
]);

const RUN_KINDS: readonly string[] = [
  'function',
  'command',
  'notebook',
  'steps'
];

const WORDS: readonly FilterOperator[] = ['=', '!=', '~'];
const ORDER: readonly FilterOperator[] = ['=', '!=', '<', '<=', '>', '>='];

/** The operators that a field takes. */
export function fieldOperators(type: FieldType): readonly FilterOperator[] {
  switch (type) {
    case 'switch':
      return ['=', '!='];
    case 'time':
    case 'duration':
      return ORDER;
    default:
      return WORDS;
  }
}

/** What is wrong with a value for a field, as the rest of a sentence; `undefined` when it is right. */
export function fieldValueProblem(
  type: FieldType,
  operator: FilterOperator,
  { text }: FilterValue
): string | undefined {
  switch (type) {
    case 'status':
      return RUN_STATUSES.some(status => status === text.toLowerCase())
        ? undefined
        : `one of ${RUN_STATUSES.join(', ')} is expected`;
    case 'kind':
      return RUN_KINDS.includes(text.toLowerCase())
        ? undefined
        : `one of ${RUN_KINDS.join(', ')} is expected`;
    case 'switch':
      return parseSwitch(text) === undefined
        ? 'yes or no is expected'
        : undefined;
    case 'duration':
      return parseSeconds(text) === undefined
        ? 'a duration such as 90s, 5m or 1h30m is expected'
        : undefined;
    case 'time':
      return timeProblem(text, operator);
    default:
      return undefined;
  }
}

function timeProblem(
  text: string,
  operator: FilterOperator
): string | undefined {
  if (parseTime(text, 0) === undefined) {
    return 'an age such as 2d or 12h, or a date such as 2026-11-25, is expected';
  }
  return parseDuration(text) !== undefined &&
    (operator === '=' || operator === '!=')
    ? 'an age is a moment: ask for the younger with ">" and the older with "<"'
    : undefined;
}

/** What `yes` and its like say. */
export function parseSwitch(text: string): boolean | undefined {
  switch (text.toLowerCase()) {
    case 'yes':
    case 'true':
      return true;
    case 'no':
    case 'false':
      return false;
    default:
      return undefined;
  }
}

/** Milliseconds of a duration; a bare number is seconds. */
export function parseSeconds(text: string): number | undefined {
  return /^\d+(?:\.\d+)?$/.test(text)
    ? Number(text) * 1000
    : parseDuration(text);
}
