/** Tags as a name for a file. */
import { createHash } from 'node:crypto';
import { byCodePoint } from '../identity/encode';
import type { TagValue } from './tag';
import { tags } from './tags';

/** Bytes of the longest name; file systems allow 255, and an end may be added. */
const LENGTH = 200;
const DIGITS = 8;

/**
 * The tags of a config or task as a name for a file: `hidden=64_lr=0.1`, sorted. Two sets of tags never have the same name:
 * what could be misread is written as `%` and hexadecimal digits, and a name that is too long is cut and ends with a part of
 * its SHA-256.
 * @example tagsPath(Learn({ lr: tag(0.1) })) // 'lr=0.1'
 */
export function tagsPath(config: object): string {
  return tagsText(tags(config));
}

/** As `tagsPath`, of tags. */
export function tagsText(all: Readonly<Record<string, TagValue>>): string {
  const full = Object.entries(all)
    .sort(([a], [b]) => byCodePoint(a, b))
    .map(([name, value]) => `${escaped(name)}=${escaped(String(value))}`)
    .join('_');
  if (Buffer.byteLength(full) <= LENGTH) {
    return full;
  }
  const hash = createHash('sha256').update(full).digest('hex').slice(0, DIGITS);
  // Whole characters only: what is cut through is dropped.
  const start = Buffer.from(full)
    .subarray(0, LENGTH - DIGITS - 1)
    .toString()
    .replace(/\ufffd+$/, '');
  return `${start}~${hash}`;
}

/** Everything but letters, digits and a few signs. The first dot too, so that no name is hidden or leads upwards. */
function escaped(text: string): string {
  return text.replace(/[^\p{L}\p{N}.+-]|^\./gu, char =>
    [...Buffer.from(char)]
      .map(byte => `%${byte.toString(16).padStart(2, '0')}`)
      .join('')
  );
}
