/** JSON Lines read by byte offset and written so that a torn line never takes the next one with it. */

/** Longer lines are passed over without being held in memory: bytes. */
export const LINE_LIMIT = 64 * 1024 * 1024;

/** More problems than these are counted, not kept. */
const KEPT_PROBLEMS = 100;

const NEWLINE = 10;

/** A line that is not JSON, or too long. */
export interface LineProblem {
  /** Byte offset of the line in the file. */
  offset: number;
  /** Bytes, without the newline. */
  length: number;
}

/**
 * Takes the bytes of one file piece by piece; never throws. What does not end with a newline yet waits for more bytes.
 * Blank lines are passed over; lines that are not JSON are reported and passed over.
 */
export class LineReader {
  constructor(options: { offset?: number } = {}) {
    this.#offset = options.offset ?? 0;
  }

  /** Bytes of complete lines so far: where a later reader of the same file can begin. */
  get offset(): number {
    return this.#offset;
  }

  /** Bytes pushed so far: from where the next ones follow. */
  get pushed(): number {
    return this.#offset + this.#held;
  }

  /** Lines passed over, the first hundred of them. */
  get problems(): readonly LineProblem[] {
    return this.#problems;
  }

  /** How many lines were passed over. */
  get problemCount(): number {
    return this.#problemCount;
  }

  /** Bytes that follow the ones already pushed; returns the values of the lines they complete. */
  push(bytes: Uint8Array): unknown[] {
    const values: unknown[] = [];
    let start = 0;
    for (;;) {
      const end = bytes.indexOf(NEWLINE, start);
      if (end < 0) {
        break;
      }
      const piece = bytes.subarray(start, end);
      this.#line(this.#held === 0 ? piece : this.#joined(piece), values);
      start = end + 1;
    }
    this.#hold(bytes.subarray(start));
    return values;
  }

  #offset: number;
  #problems: LineProblem[] = [];
  #problemCount = 0;
  #decoder = new TextDecoder();
  /** Beginning of a line that has no end yet: the first `#held` bytes of `#rest`, unless it is too long to be kept. */
  #rest: Uint8Array = new Uint8Array(0);
  #held = 0;

  #hold(bytes: Uint8Array): void {
    const needed = this.#held + bytes.length;
    if (needed > LINE_LIMIT) {
      this.#rest = new Uint8Array(0);
    } else if (bytes.length > 0) {
      if (needed > this.#rest.length) {
        const grown = new Uint8Array(Math.max(needed, this.#rest.length * 2));
        grown.set(this.#rest.subarray(0, this.#held));
        this.#rest = grown;
      }
      this.#rest.set(bytes, this.#held);
    }
    this.#held = needed;
  }

  /** The whole line whose beginning was held; `undefined` when it is too long. */
  #joined(piece: Uint8Array): Uint8Array | undefined {
    this.#hold(piece);
    return this.#held > LINE_LIMIT
      ? undefined
      : this.#rest.subarray(0, this.#held);
  }

  #line(line: Uint8Array | undefined, values: unknown[]): void {
    const length = line?.length ?? this.#held;
    const text = line && length > 0 ? this.#decoder.decode(line) : '';
    if (line === undefined || (length > 0 && text.trim() !== '')) {
      try {
        values.push(JSON.parse(text));
      } catch {
        this.#problemCount++;
        if (this.#problems.length < KEPT_PROBLEMS) {
          this.#problems.push({ offset: this.#offset, length });
        }
      }
    }
    this.#held = 0;
    this.#offset += length + 1;
  }
}

const encoder = new TextEncoder();

/**
 * A value as one line. With `shared`, for files that several processes append to, a newline goes before it too, so that
 * the torn line of a killed writer ends before this one begins. Append it with a single write.
 */
export function encodeLine(
  value: unknown,
  options: { shared?: boolean } = {}
): Uint8Array {
  const json = JSON.stringify(value);
  return encoder.encode(options.shared ? `\n${json}\n` : `${json}\n`);
}
