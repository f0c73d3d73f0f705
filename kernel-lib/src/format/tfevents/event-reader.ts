/** Reads an event file as it grows: whole records only, damage reported by offset and passed over. */
import { EventParser } from './event-parser';
import type { ScalarSink } from './event-parser';
import { maskedCrc32c } from './crc32c';
import { RECORD_FRAME, RECORD_HEAD, isRecordHead } from './record';

/**
 * What was wrong:
 * - `length`: no record begins here; reading went on at the next place where one does.
 * - `data`: the data do not match their CRC.
 * - `event`: the data are whole, but not an event.
 * - `large`: a record above `RECORD_LIMIT` was passed over unread.
 */
export type EventProblemReason = 'length' | 'data' | 'event' | 'large';

export interface EventProblem {
  /** Byte offset in the file. */
  offset: number;
  reason: EventProblemReason;
}

/** Where a reader delivers. */
export interface EventSink {
  /** One point, in the order of the file. `wallTime` in seconds since 1970. */
  scalar: ScalarSink;
  /** Damage, each once. */
  problem?(problem: EventProblem): void;
  /** An event without scalars; `data` is valid during the call only. */
  other?(data: Uint8Array): void;
  /** Every event, before its scalars; its record begins at the reader's `offset`. `data` is valid during the call only. */
  event?(data: Uint8Array): void;
}

/** Larger records are passed over without being held in memory: bytes. */
export const RECORD_LIMIT = 16 * 1024 * 1024;

/** No record is that large: a length above it is damage. */
const LENGTH_LIMIT = 2 ** 31;

/** Checking candidates while looking for the next record may cost so many bytes for each byte of the file. */
const SEARCH_COST = 8;

/**
 * Takes the bytes of one file piece by piece and never throws on any of them. What is not yet a whole record waits for
 * more bytes; memory is bounded by `RECORD_LIMIT`.
 */
export class EventReader {
  constructor(sink: EventSink, options: { offset?: number } = {}) {
    this.#sink = sink;
    this.#offset = options.offset ?? 0;
    this.#scalar = (tag, step, value, wallTime) =>
      sink.scalar(tag, step, value, wallTime);
  }

  /** Bytes of whole records (or damage passed over) so far: where a later reader of the same file can begin. */
  get offset(): number {
    return this.#offset;
  }

  /** Bytes that follow the ones already pushed. They are not kept. */
  push(bytes: Uint8Array): void {
    if (bytes.length === 0) {
      return;
    }
    this.#pushed += bytes.length;
    if (this.#held === 0) {
      const used = this.#read(bytes);
      this.#hold(bytes.subarray(used));
    } else {
      this.#hold(bytes);
      const used = this.#read(this.#rest.subarray(0, this.#held));
      this.#rest.copyWithin(0, used, this.#held);
      this.#held -= used;
    }
  }

  #sink: EventSink;
  #scalar: ScalarSink;
  #parser = new EventParser();
  #offset: number;
  /** Bytes of a record that is not whole yet: the first `#held` of `#rest`. */
  #rest = new Uint8Array(0);
  #held = 0;
  /** Bytes still to pass over. */
  #skip = 0;
  /** Looking for the next record. */
  #lost = false;
  /** Where the last problem was. */
  #reported = -1;
  #pushed = 0;
  #wasted = 0;

  #hold(bytes: Uint8Array): void {
    const needed = this.#held + bytes.length;
    if (needed > this.#rest.length) {
      const grown = new Uint8Array(Math.max(needed, this.#rest.length * 2));
      grown.set(this.#rest.subarray(0, this.#held));
      this.#rest = grown;
    }
    this.#rest.set(bytes, this.#held);
    this.#held = needed;
  }

  /** Reads the records of `bytes` and returns how many bytes are done with. */
  #read(bytes: Uint8Array): number {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#parser.setBytes(bytes);
    const base = this.#offset;
    let at = 0;
    for (;;) {
      const next = this.#step(bytes, view, at);
      if (next < 0) {
        return at;
      }
      at = next;
      this.#offset = base + at;
    }
  }

  /** Passes one record, or one byte of damage; -1 when more bytes are needed. */
  #step(bytes: Uint8Array, view: DataView, at: number): number {
    const left = bytes.length - at;
    if (this.#skip > 0) {
      const skipped = Math.min(this.#skip, left);
      this.#skip -= skipped;
      return skipped > 0 ? at + skipped : -1;
    }
    if (left < RECORD_HEAD) {
      return -1;
    }
    const low = view.getUint32(at, true);
    const high = view.getUint32(at + 4, true);
    if (high !== 0 || low >= LENGTH_LIMIT || !isRecordHead(view, at)) {
      return this.#lose('length', at + 1);
    }
    if (low > RECORD_LIMIT) {
      this.#report('large');
      this.#lost = false;
      this.#skip = low + RECORD_FRAME;
      return at;
    }
    const next = at + RECORD_FRAME + low;
    if (next > bytes.length) {
      return -1;
    }
    const end = next - 4;
    if (
      maskedCrc32c(bytes, at + RECORD_HEAD, end) === view.getUint32(end, true)
    ) {
      this.#lost = false;
      this.#event(bytes, at + RECORD_HEAD, end);
      return next;
    }
    return this.#damaged(bytes, view, at, next);
  }

  /**
   * The data of a record are damaged. Its length can be trusted when another record follows; otherwise the record was torn
   * and something else written behind it, which must not be lost with it. What follows may still have to come.
   */
  #damaged(
    bytes: Uint8Array,
    view: DataView,
    at: number,
    next: number
  ): number {
    this.#wasted += next - at;
    // Without a bound, a file made of false beginnings would take quadratic time.
    const spent = this.#wasted > RECORD_LIMIT + SEARCH_COST * this.#pushed;
    if (!spent && bytes.length - next < RECORD_HEAD) {
      if (!this.#lost) {
        this.#report('data');
      }
      return -1;
    }
    if (spent || isRecordHead(view, next)) {
      this.#report('data');
      this.#lost = false;
      return next;
    }
    return this.#lose('data', at + 1);
  }

  #lose(reason: EventProblemReason, next: number): number {
    if (!this.#lost) {
      this.#report(reason);
      this.#lost = true;
    }
    return next;
  }

  #event(bytes: Uint8Array, start: number, end: number): void {
    this.#sink.event?.(bytes.subarray(start, end));
    const count = this.#parser.read(start, end, this.#scalar);
    if (count < 0) {
      this.#report('event');
    } else if (count === 0) {
      this.#sink.other?.(bytes.subarray(start, end));
    }
  }

  #report(reason: EventProblemReason): void {
    if (this.#reported === this.#offset) {
      return;
    }
    this.#reported = this.#offset;
    this.#sink.problem?.({ offset: this.#offset, reason });
  }
}
