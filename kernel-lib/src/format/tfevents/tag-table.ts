/** Tags as they stand in the bytes of a file, each decoded once. */

/** What is known of a tag: nothing, that it holds scalars, that it holds something else. */
export type TagKind = 'unknown' | 'scalar' | 'other';

export interface TagEntry {
  readonly tag: string;
  readonly bytes: Uint8Array;
  /** Entry with the same hash. */
  readonly next: TagEntry | undefined;
  kind: TagKind;
}

/** Finds the string of a range of bytes without making a string for every point. */
export class TagTable {
  #entries = new Map<number, TagEntry>();
  #decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  /** Drawn by lot, so that nobody can make a file whose tags all collide. */
  #seed = Math.floor(Math.random() * 4294967296) | 0;

  find(bytes: Uint8Array, start: number, end: number): TagEntry {
    let hash = this.#seed;
    // FNV-1a
    for (let at = start; at < end; at++) {
      hash = Math.imul(hash ^ bytes[at], 16777619);
    }
    const found = this.#entries.get(hash);
    for (let entry = found; entry !== undefined; entry = entry.next) {
      if (sameBytes(entry.bytes, bytes, start, end)) {
        return entry;
      }
    }
    const copy = bytes.slice(start, end);
    const entry: TagEntry = {
      tag: this.#decoder.decode(copy),
      bytes: copy,
      next: found,
      kind: 'unknown'
    };
    this.#entries.set(hash, entry);
    return entry;
  }
}

function sameBytes(
  known: Uint8Array,
  bytes: Uint8Array,
  start: number,
  end: number
): boolean {
  if (known.length !== end - start) {
    return false;
  }
  for (let at = 0; at < known.length; at++) {
    if (known[at] !== bytes[start + at]) {
      return false;
    }
  }
  return true;
}
