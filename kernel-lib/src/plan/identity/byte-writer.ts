/** Bytes that grow as they are written. */
export class ByteWriter {
  #buffer = Buffer.allocUnsafe(256);
  #used = 0;

  /** What was written so far; valid until more is written. */
  get bytes(): Uint8Array {
    return this.#buffer.subarray(0, this.#used);
  }

  byte(value: number): this {
    this.#reserve(1);
    this.#buffer[this.#used++] = value;
    return this;
  }

  /** Four bytes, the highest first. */
  uint32(value: number): this {
    this.#reserve(4);
    this.#used = this.#buffer.writeUInt32BE(value, this.#used);
    return this;
  }

  /** Eight bytes of IEEE 754, the highest first. */
  double(value: number): this {
    this.#reserve(8);
    this.#used = this.#buffer.writeDoubleBE(value, this.#used);
    return this;
  }

  raw(bytes: Uint8Array): this {
    this.#reserve(bytes.length);
    this.#buffer.set(bytes, this.#used);
    this.#used += bytes.length;
    return this;
  }

  /** The length in bytes of UTF-8, and the bytes. */
  text(text: string): this {
    const length = Buffer.byteLength(text, 'utf8');
    this.uint32(length);
    this.#reserve(length);
    this.#used += this.#buffer.write(text, this.#used, 'utf8');
    return this;
  }

  #reserve(count: number): void {
    const needed = this.#used + count;
    if (needed > this.#buffer.length) {
      const larger = Buffer.allocUnsafe(
        Math.max(needed, this.#buffer.length * 2)
      );
      this.#buffer.copy(larger, 0, 0, this.#used);
      this.#buffer = larger;
    }
  }
}
