/** The canonical encoding of values, as docs/identity.md defines it. */
import { types } from 'node:util';
import { TrialbookError } from '../../errors';
import { ByteWriter } from './byte-writer';
import { isPlain } from './plain';

/** First byte of every encoded value. */
export const TAG = {
  null: 0x00,
  undefined: 0x01,
  false: 0x02,
  true: 0x03,
  number: 0x04,
  bigint: 0x05,
  text: 0x06,
  bytes: 0x07,
  date: 0x08,
  list: 0x09,
  object: 0x0a,
  set: 0x0b,
  map: 0x0c,
  config: 0x0d,
  output: 0x0e,
  code: 0x0f
} as const;

/**
 * Writes values that have an identity of their own, such as configs.
 * @returns false when it is none of these.
 */
export type EncodeOwn = (
  value: object,
  writer: ByteWriter,
  path: readonly string[]
) => boolean;

/**
 * The canonical bytes of a value.
 * @throws TrialbookError NO_IDENTITY that names the place of what has none: functions, symbols, class instances, loops,
 * texts with half a character.
 */
export function encodeValue(value: unknown, own?: EncodeOwn): Uint8Array {
  const writer = new ByteWriter();
  writeValue(value, writer, { own, path: [], open: [] });
  return writer.bytes;
}

export interface EncodeContext {
  own?: EncodeOwn;
  /** Where the value stands, for messages. */
  path: string[];
  /** The lists and objects that the value lies in. */
  open: object[];
}

export function writeValue(
  value: unknown,
  writer: ByteWriter,
  context: EncodeContext
): void {
  switch (typeof value) {
    case 'undefined':
      writer.byte(TAG.undefined);
      return;
    case 'boolean':
      writer.byte(value ? TAG.true : TAG.false);
      return;
    case 'number':
      writer.byte(TAG.number).double(canonicalNumber(value));
      return;
    case 'bigint':
      writer.byte(TAG.bigint).text(String(value));
      return;
    case 'string':
      writeText(value, writer.byte(TAG.text), context);
      return;
    case 'object':
      if (value === null) {
        writer.byte(TAG.null);
      } else {
        writeInside(value, writer, context);
      }
      return;
    default:
      throw noIdentity(context, `is a ${typeof value}`);
  }
}

/** The order of code points, which is that of the bytes of UTF-8. */
export function byCodePoint(a: string, b: string): number {
  // UTF-16 has another order only where characters of two units meet others.
  if (SURROGATE.test(a) || SURROGATE.test(b)) {
    return Buffer.compare(Buffer.from(a), Buffer.from(b));
  }
  return a < b ? -1 : a > b ? 1 : 0;
}

const SURROGATE = /[\ud800-\udfff]/;
const LONE_SURROGATE = /\p{Surrogate}/u;

function writeInside(
  value: object,
  writer: ByteWriter,
  context: EncodeContext
): void {
  if (context.own?.(value, writer, context.path)) {
    return;
  }
  if (context.open.includes(value)) {
    throw noIdentity(context, 'leads back to itself');
  }
  context.open.push(value);
  writeObject(value, writer, context);
  context.open.pop();
}

function writeObject(
  value: object,
  writer: ByteWriter,
  context: EncodeContext
): void {
  if (Array.isArray(value)) {
    writer.byte(TAG.list).uint32(value.length);
    // By index: a gap counts as undefined.
    for (let at = 0; at < value.length; at++) {
      writeAt(String(at), value[at], writer, context);
    }
  } else if (types.isDate(value)) {
    if (Number.isNaN(value.getTime())) {
      throw noIdentity(context, 'is a date that does not exist');
    }
    writer.byte(TAG.date).double(value.getTime());
  } else if (types.isUint8Array(value)) {
    writer.byte(TAG.bytes).uint32(value.length).raw(value);
  } else if (types.isSet(value)) {
    const items = [...value].map((item, at) =>
      encodedApart(String(at), item, context)
    );
    writer.byte(TAG.set).uint32(items.length);
    items.sort(Buffer.compare).forEach(item => writer.raw(item));
  } else if (types.isMap(value)) {
    writeMap(value, writer, context);
  } else if (isPlain(value)) {
    writePlain(value, writer, context);
  } else {
    throw noIdentity(
      context,
      `is an instance of ${(value as object).constructor?.name || 'a class'}`
    );
  }
}

function writeMap(
  value: Map<unknown, unknown>,
  writer: ByteWriter,
  context: EncodeContext
): void {
  const entries = [...value].map(([key, item], at) => ({
    key: encodedApart(`key ${at}`, key, context),
    item: encodedApart(String(at), item, context)
  }));
  entries.sort((a, b) => Buffer.compare(a.key, b.key));
  writer.byte(TAG.map).uint32(entries.length);
  for (const { key, item } of entries) {
    writer.raw(key).raw(item);
  }
}

function writePlain(
  value: Record<string, unknown>,
  writer: ByteWriter,
  context: EncodeContext
): void {
  const keys = Object.keys(value)
    .filter(key => value[key] !== undefined)
    .sort(byCodePoint);
  writer.byte(TAG.object).uint32(keys.length);
  for (const key of keys) {
    writeText(key, writer, context);
    writeAt(key, value[key], writer, context);
  }
}

function writeAt(
  key: string,
  value: unknown,
  writer: ByteWriter,
  context: EncodeContext
): void {
  context.path.push(key);
  writeValue(value, writer, context);
  context.path.pop();
}

function encodedApart(
  key: string,
  value: unknown,
  context: EncodeContext
): Uint8Array {
  const writer = new ByteWriter();
  writeAt(key, value, writer, context);
  return writer.bytes;
}

function writeText(
  text: string,
  writer: ByteWriter,
  context: EncodeContext
): void {
  if (LONE_SURROGATE.test(text)) {
    throw noIdentity(context, 'is a text with half a character in it');
  }
  writer.text(text);
}

/** One zero and one NaN: what people cannot tell apart in a table is one value. */
function canonicalNumber(value: number): number {
  return value === 0 ? 0 : Number.isNaN(value) ? NaN : value;
}

function noIdentity({ path }: EncodeContext, what: string): TrialbookError {
  return new TrialbookError(
    'NO_IDENTITY',
    `${path.length > 0 ? `The value at ${path.join('.')}` : 'The value'} ${what}, which has no identity. Use plain values, lists, objects, sets, maps, dates, bytes and configs, or leave it out of the identity with meta().`
  );
}
