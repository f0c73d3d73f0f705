/**
 * The gate for run cards: notebooks come from anywhere, so nothing of a card is believed before it has passed here.
 * What passes is plain data of bounded size; it is shown as text only.
 */
import {
  isRunId,
  type RecordedFlags,
  type RecordedNumber,
  type RecordedStatus,
  type RunCard
} from 'trialbook/format';
import { recordedValue } from './payload-value';

/** A card that passed, or one sentence that says why it did not. */
export type PayloadResult =
  | { ok: true; card: RunCard }
  | { ok: false; reason: string };

/** Bounds of what a card may hold. */
export const CARD_LIMITS = {
  text: 400,
  path: 1024,
  flags: 500,
  tags: 9,
  sparkline: 64
} as const;

const STATUSES: readonly string[] = [
  'pending',
  'running',
  'completed',
  'failed',
  'terminated'
] satisfies RecordedStatus[];

/** Checks an output's data and copies what is known of it. Never throws. */
export function readPayload(data: unknown): PayloadResult {
  try {
    return { ok: true, card: card(object(data, 'card')) };
  } catch (reason) {
    return {
      ok: false,
      reason: reason instanceof Refusal ? reason.message : 'It cannot be read.'
    };
  }
}

/** Why a card is refused; never leaves the gates. */
export class Refusal extends Error {}

type Fields = Readonly<Record<string, unknown>>;

function card(data: Fields): RunCard {
  if (data.version !== 1) {
    throw new Refusal('It is of a version that this extension does not know.');
  }
  if (!isRunId(data.run)) {
    throw new Refusal('"run" is not a run id.');
  }
  if (typeof data.status !== 'string' || !STATUSES.includes(data.status)) {
    throw new Refusal('"status" is not a status.');
  }
  return {
    version: 1,
    run: data.run,
    name: text(data.name, 'name'),
    home: homePath(data.home),
    status: data.status as RecordedStatus,
    started: time(data.started, 'started'),
    flags: flags(data.flags),
    ...optional('label', data.label, text),
    ...optional('newHome', data.newHome, flag),
    ...optional('ended', data.ended, time),
    ...optional('error', data.error, text),
    ...optional('defaults', data.defaults, names),
    ...optional('scalars', data.scalars, scalars)
  };
}

function optional<K extends keyof RunCard>(
  key: K,
  value: unknown,
  read: (value: unknown, key: string) => RunCard[K]
): Partial<RunCard> {
  return value === undefined ? {} : { [key]: read(value, key) };
}

export function object(value: unknown, key: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Refusal(`"${key}" is not an object.`);
  }
  return value as Fields;
}

export function text(value: unknown, key: string): string {
  if (typeof value !== 'string') {
    throw new Refusal(`"${key}" is not a text.`);
  }
  return value.slice(0, CARD_LIMITS.text);
}

function flag(value: unknown, key: string): boolean {
  if (typeof value !== 'boolean') {
    throw new Refusal(`"${key}" is not true or false.`);
  }
  return value;
}

/** Milliseconds since 1970 that a `Date` can hold. */
export function time(value: unknown, key: string): number {
  if (typeof value !== 'number' || !(Math.abs(value) <= 8.64e15)) {
    throw new Refusal(`"${key}" is not a time.`);
  }
  return value;
}

/**
 * A relative path with `/` and without anything that a URL, a drive or a file system could take for more: no scheme, host,
 * backslash, control character or empty segment; `..` only in front.
 */
export function homePath(value: unknown): string {
  if (typeof value !== 'string' || value.length > CARD_LIMITS.path) {
    throw new Refusal('"home" is not a path.');
  }
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  if (/[\u0000-\u001f\u007f-\u009f\\]/.test(value)) {
    throw new Refusal('"home" has characters that a home must not have.');
  }
  // A colon in the first segment makes a scheme (`https:`, `data:`) or a drive (`C:`, `RTC:`) of it.
  if (/^[^/]*:/.test(value) || value.startsWith('/')) {
    throw new Refusal('"home" is not a relative path.');
  }
  const parts = value.replace(/\/$/, '').split('/');
  const inner = parts.findIndex(part => part !== '..');
  if (inner >= 0 && parts.indexOf('..', inner) >= 0) {
    throw new Refusal('"home" leads astray.');
  }
  if (value !== '' && parts.includes('')) {
    throw new Refusal('"home" has an empty segment.');
  }
  return parts.join('/');
}

function flags(value: unknown): RecordedFlags {
  const entries = limited(object(value, 'flags'), CARD_LIMITS.flags, 'flags');
  return Object.fromEntries(
    entries.map(([name, flag]) => [text(name, 'flags'), recordedValue(flag)])
  );
}

function names(value: unknown, key: string): string[] {
  if (!Array.isArray(value) || value.length > CARD_LIMITS.flags) {
    throw new Refusal(`"${key}" is not a short list.`);
  }
  return value.map(name => text(name, key));
}

function scalars(value: unknown): RunCard['scalars'] {
  const entries = limited(
    object(value, 'scalars'),
    CARD_LIMITS.tags,
    'scalars'
  );
  return Object.fromEntries(
    entries.map(([tag, of]) => {
      const { last, step, sparkline } = object(of, 'scalars');
      if (typeof step !== 'number' || !Number.isFinite(step)) {
        throw new Refusal('A scalar has no step.');
      }
      return [
        text(tag, 'scalars'),
        { last: recordedNumber(last), step, sparkline: line(sparkline) }
      ];
    })
  );
}

function line(value: unknown): (number | null)[] {
  if (!Array.isArray(value) || value.length > CARD_LIMITS.sparkline) {
    throw new Refusal('A sparkline is not a short list.');
  }
  return value.map(item => {
    if (item !== null && !(typeof item === 'number' && Number.isFinite(item))) {
      throw new Refusal('A sparkline has something other than numbers.');
    }
    return item;
  });
}

function recordedNumber(value: unknown): RecordedNumber {
  if (typeof value === 'number' && Number.isFinite(value)) {
    return value;
  }
  if (value === 'NaN' || value === 'Infinity' || value === '-Infinity') {
    return value;
  }
  throw new Refusal('A scalar has no number.');
}

/** The entries of an object, unless there are more than it may have. */
function limited(
  fields: Fields,
  limit: number,
  key: string
): [string, unknown][] {
  const entries: [string, unknown][] = [];
  for (const name in fields) {
    if (!Object.hasOwn(fields, name)) {
      continue;
    }
    if (entries.length >= limit) {
      throw new Refusal(`"${key}" has more than ${limit} entries.`);
    }
    entries.push([name, fields[name]]);
  }
  return entries;
}
