/** Protocol buffers' wire format, as much of it as event files need. https://protobuf.dev/programming-guides/encoding */

/** Wire types. */
export const VARINT = 0;
export const FIXED64 = 1;
export const BYTES = 2;
export const FIXED32 = 5;

const encoder = new TextEncoder();

/** Bytes of a varint that holds the two halves of a 64-bit number. */
export function varintSize(low: number, high: number): number {
  let size = 1;
  while (high !== 0 || low >>> 0 > 127) {
    low = ((low >>> 7) | (high << 25)) >>> 0;
    high = high >>> 7;
    size++;
  }
  return size;
}

/** Writes a varint of the two halves of a 64-bit number; returns the offset behind it. */
export function putVarint(
  target: Uint8Array,
  offset: number,
  low: number,
  high = 0
): number {
  while (high !== 0 || low >>> 0 > 127) {
    target[offset++] = (low & 127) | 128;
    low = ((low >>> 7) | (high << 25)) >>> 0;
    high = high >>> 7;
  }
  target[offset++] = low;
  return offset;
}

/** A message under construction; for what is written once, not for every point. */
export class ProtoWriter {
  #bytes = new Uint8Array(128);
  #length = 0;

  /** A copy of what was written. */
  finish(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }

  /** A non-negative number below 2^32. */
  varint(field: number, value: number): this {
    this.#key(field, VARINT, 10);
    this.#length = putVarint(this.#bytes, this.#length, value);
    return this;
  }

  /** A whole number, negative ones too; exact up to 2^53. */
  int64(field: number, value: number): this {
    this.#key(field, VARINT, 10);
    const low = value >>> 0;
    const high = Math.floor(value / 4294967296) >>> 0;
    this.#length = putVarint(this.#bytes, this.#length, low, high);
    return this;
  }

  double(field: number, value: number): this {
    this.#key(field, FIXED64, 8);
    new DataView(this.#bytes.buffer).setFloat64(this.#length, value, true);
    this.#length += 8;
    return this;
  }

  bytes(field: number, value: Uint8Array): this {
    this.#key(field, BYTES, value.length + 10);
    this.#length = putVarint(this.#bytes, this.#length, value.length);
    this.#bytes.set(value, this.#length);
    this.#length += value.length;
    return this;
  }

  string(field: number, value: string): this {
    return this.bytes(field, encoder.encode(value));
  }

  /** A message inside this one. */
  message(field: number, build: (inner: ProtoWriter) => unknown): this {
    const inner = new ProtoWriter();
    build(inner);
    return this.bytes(field, inner.finish());
  }

  #key(field: number, wire: number, room: number): void {
    const needed = this.#length + 5 + room;
    if (needed > this.#bytes.length) {
      const grown = new Uint8Array(Math.max(needed, this.#bytes.length * 2));
      grown.set(this.#bytes);
      this.#bytes = grown;
    }
    this.#length = putVarint(this.#bytes, this.#length, (field << 3) | wire);
  }
}

/**
 * Walks over the fields of a message without copying. Never throws: what is cut off or malformed sets `bad` and ends the
 * walk.
 */
export class ProtoReader {
  bytes: Uint8Array = new Uint8Array(0);
  view: DataView = new DataView(this.bytes.buffer);
  at = 0;
  end = 0;
  bad = false;

  /** The bytes that later ranges lie in. */
  setBytes(bytes: Uint8Array): void {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** Starts at a message that lies from `start` to `end`. */
  open(start: number, end: number): void {
    this.at = start;
    this.end = end;
  }

  /** A varint as a signed 64-bit number; exact up to 2^53. */
  varint(): number {
    const bytes = this.bytes;
    let byte = this.at < this.end ? bytes[this.at++] : this.#fail();
    if (byte < 128) {
      return byte;
    }
    let low = byte & 127;
    let high = 0;
    for (let shift = 7; shift < 70; shift += 7) {
      byte = this.at < this.end ? bytes[this.at++] : this.#fail();
      const part = byte & 127;
      if (shift < 28) {
        low |= part << shift;
      } else if (shift === 28) {
        low |= part << 28;
        high = part >>> 4;
      } else {
        high |= part << (shift - 32);
      }
      if (byte < 128) {
        return (high | 0) * 4294967296 + (low >>> 0);
      }
    }
    return this.#fail();
  }

  /** Length of a field of bytes; the field begins at `at`. Never reaches behind the message. */
  length(): number {
    const length = this.varint();
    return length >= 0 && length <= this.end - this.at ? length : this.#fail();
  }

  double(): number {
    const at = this.at;
    if (at + 8 > this.end) {
      return this.#fail();
    }
    this.at = at + 8;
    return this.view.getFloat64(at, true);
  }

  float(): number {
    const at = this.at;
    if (at + 4 > this.end) {
      return this.#fail();
    }
    this.at = at + 4;
    return this.view.getFloat32(at, true);
  }

  /** Passes over the value of a field with this key. */
  skip(key: number): void {
    switch (key & 7) {
      case VARINT:
        this.varint();
        break;
      case FIXED64:
        this.at += 8;
        break;
      case BYTES: {
        const length = this.length();
        this.at += length;
        break;
      }
      case FIXED32:
        this.at += 4;
        break;
      default:
        this.#fail();
    }
    if (this.at > this.end) {
      this.#fail();
    }
  }

  #fail(): number {
    this.bad = true;
    this.at = this.end;
    return 0;
  }
}
