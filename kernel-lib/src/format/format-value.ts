/** Recorded values as text for people, and whether two are the same. */
import { isSummary } from './record-value';
import type { RecordedValue, ValueSummary } from './values';

/** Deeper values are shown as `…`; parsed JSON may be as deep as its file is long. */
const DEPTH_LIMIT = 8;

/** A text that cannot be taken for anything else. */
const BARE = /^[\p{L}\p{N}_./:@+-][\p{L}\p{N}_./:@+ -]*$/u;
const LOOKS_LIKE_OTHER =
  /^(?:[-+]?[\d.].*|[-+]?Infinity|NaN|true|false|null|undefined)$/;

/**
 * One line of at most `limit` UTF-16 units. Numbers are exact; texts stand bare unless they could be taken for something
 * else; summaries show as `Float32Array(1000)` or `Tensor float32 [2, 3]`.
 */
export function formatValue(value: RecordedValue, limit = 200): string {
  if (typeof value === 'string' && value.length <= limit && isBare(value)) {
    return value;
  }
  const text = write(value, 0, limit);
  return text.length > limit
    ? `${text.slice(0, Math.max(0, limit - 1)).replace(/[\ud800-\udbff]$/, '')}…`
    : text;
}

function isBare(text: string): boolean {
  return BARE.test(text) && !text.endsWith(' ') && !LOOKS_LIKE_OTHER.test(text);
}

/** About as much as `room` has place for; what comes after is cut off anyway. */
function write(value: RecordedValue, depth: number, room: number): string {
  if (typeof value === 'string') {
    return JSON.stringify(
      value.length > room ? value.slice(0, room + 1) : value
    );
  }
  if (typeof value !== 'object' || value === null) {
    return String(value);
  }
  if (depth >= DEPTH_LIMIT) {
    return '…';
  }
  if (Array.isArray(value)) {
    return `[${writeAll(value, room, item => write(item, depth + 1, room))}]`;
  }
  if (isSummary(value)) {
    return writeSummary(value, depth, room);
  }
  return writeEntries(Object.entries(value), depth, room);
}

function writeEntries(
  entries: [string, RecordedValue][],
  depth: number,
  room: number
): string {
  const text = writeAll(entries, room, ([key, item]) => {
    const name = /^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(key)
      ? key
      : JSON.stringify(key);
    return `${name}: ${write(item, depth + 1, room)}`;
  });
  return text === '' ? '{}' : `{ ${text} }`;
}

function writeAll<T>(
  items: readonly T[],
  room: number,
  each: (item: T) => string
): string {
  let text = '';
  for (const item of items) {
    if (text.length > room) {
      break;
    }
    text += (text === '' ? '' : ', ') + each(item);
  }
  return text;
}

function writeSummary(
  value: ValueSummary,
  depth: number,
  room: number
): string {
  const { $type, text, entries } = value;
  const shape = Array.isArray(value.shape) ? value.shape : undefined;
  if (Array.isArray(entries)) {
    const pairs = entries.filter(
      entry => Array.isArray(entry) && typeof entry[0] === 'string'
    );
    return writeEntries(pairs, depth, room);
  }
  const shown = typeof text === 'string' ? text : '';
  switch ($type) {
    case 'number':
    case 'Date':
    case 'RegExp':
      return shown || $type;
    case 'bigint':
      return shown ? `${shown}n` : $type;
    case 'function':
      return `ƒ ${shown}`.trimEnd();
    case 'symbol':
      return `Symbol(${shown})`;
    case 'string':
      return `${JSON.stringify(shown).slice(0, -1)}…" (${shape?.[0] ?? '?'})`;
    default:
      return $type + writeShape(shape, value.dtype) + (shown && `: ${shown}`);
  }
}

function writeShape(
  shape: readonly unknown[] | undefined,
  dtype: unknown
): string {
  if (shape === undefined) {
    return '';
  }
  const sizes = shape.slice(0, 32).map(String).join(', ');
  // Of a typed array the name says the element type.
  return typeof dtype === 'string' && shape.length !== 1
    ? ` ${dtype} [${sizes}]`
    : `(${sizes})`;
}

/** Whether two recorded values say the same. The order of keys does not matter. */
export function sameValue(
  a: RecordedValue | undefined,
  b: RecordedValue | undefined
): boolean {
  return same(a, b, 0);
}

function same(a: unknown, b: unknown, depth: number): boolean {
  if (Object.is(a, b)) {
    return true;
  }
  if (
    typeof a !== 'object' ||
    typeof b !== 'object' ||
    a === null ||
    b === null ||
    Array.isArray(a) !== Array.isArray(b) ||
    depth > 100
  ) {
    return false;
  }
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every(
      key =>
        Object.hasOwn(b, key) &&
        same(Reflect.get(a, key), Reflect.get(b, key), depth + 1)
    )
  );
}
