import { createHash } from 'node:crypto';
import { ID_ALPHABET } from '../../format/layout';

/** The id of a run from elsewhere: the same identity always gives the same one, so that nothing is imported twice. */
export function importId(identity: string): string {
  const digest = createHash('sha256').update(identity).digest();
  return Array.from(digest.subarray(0, 12), (byte, index) =>
    index === 0
      ? ID_ALPHABET[10 + (byte % 22)]
      : ID_ALPHABET[byte % ID_ALPHABET.length]
  ).join('');
}
