/** Copies that go into a run's source. What an earlier run of this process already keeps takes no room a second time. */
import { createHash } from 'node:crypto';
import {
  linkSync,
  mkdirSync,
  readFileSync,
  renameSync,
  writeFileSync
} from 'node:fs';
import { dirname } from 'node:path';

/** Smaller files are written anew: a link saves nothing. */
const WORTH_LINKING = 4096;

/** The last copy of each content, by its hash. */
const copies = new Map<string, string>();

/** Hash of a content, in hexadecimal digits. */
export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/**
 * Writes a file that is never changed afterwards, with its folders; one that is there already stays.
 * @throws what the file system says.
 */
export function keepFile(
  file: string,
  bytes: Uint8Array,
  hash = sha256(bytes)
): void {
  mkdirSync(dirname(file), { recursive: true });
  if (bytes.length < WORTH_LINKING || !linkCopy(hash, file)) {
    try {
      writeFileSync(file, bytes, { flag: 'wx' });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') {
        throw error;
      }
    }
  }
  copies.set(hash, file);
}

/** Replaces a JSON file as a whole. @throws what the file system says. */
export function replaceJson(file: string, value: unknown): void {
  const temporary = `${file}.new`;
  writeFileSync(temporary, JSON.stringify(value, null, 1) + '\n');
  renameSync(temporary, file);
}

/** The copy may be gone, or on another file system. */
function linkCopy(hash: string, file: string): boolean {
  const copy = copies.get(hash);
  if (copy === undefined) {
    return false;
  }
  try {
    // Somebody may have changed it.
    if (sha256(readFileSync(copy)) !== hash) {
      return false;
    }
    linkSync(copy, file);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EEXIST';
  }
}
