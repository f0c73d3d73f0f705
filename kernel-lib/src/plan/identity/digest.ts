/** The identity of a config or task: SHA-256 of its type's name and what of its parameters counts. */
import { createHash } from 'node:crypto';
import { ByteWriter } from './byte-writer';
import { TAG, byCodePoint, writeValue, type EncodeContext } from './encode';

/** Of the encoding; another version gives other identities. */
export const IDENTITY_VERSION = 1;

const NAME = Buffer.from('trialbook', 'ascii');

/** What is digested. */
export interface Counted {
  /** The type's name. */
  name: string;
  /** The parameters that count. */
  params: readonly (readonly [name: string, value: unknown])[];
  /** The digest of the code, when it is part of the identity. */
  code?: string;
}

/**
 * 32 bytes.
 * @throws TrialbookError NO_IDENTITY
 */
export function digest(
  { name, params, code }: Counted,
  context: EncodeContext
): Uint8Array {
  const writer = new ByteWriter();
  writer.raw(NAME).byte(IDENTITY_VERSION).byte(TAG.config).text(name);
  writer.uint32(params.length);
  const sorted = [...params].sort(([a], [b]) => byCodePoint(a, b));
  for (const [param, value] of sorted) {
    writer.text(param);
    context.path.push(param);
    writeValue(value, writer, context);
    context.path.pop();
  }
  if (code !== undefined) {
    writer.byte(TAG.code).text(code);
  }
  return createHash('sha256').update(writer.bytes).digest();
}
