import { fstatSync, openSync, closeSync } from 'node:fs';
import { writeAll } from './write-all';
import {
  CAPACITY,
  DATA_OFFSET,
  Slot,
  createBuffer,
  lock,
  unlock
} from './shared-buffer';
import type { WriteBehind } from './write-behind';

/**
 * Milliseconds for which bytes may wait in memory while calls come faster than this. The writing thread adds its own
 * wait of the same length at most, which keeps the whole below the 50 ms that the format promises.
 */
const COALESCE = 20;

/**
 * A file that is only ever appended to, one writer.
 *
 * A call after a pause writes at once. Calls that follow each other closely share a write: their bytes wait in memory
 * that the writing thread can see, so they reach the file within 50 ms even when this thread blocks and never calls
 * again. Without that thread every call writes for itself.
 *
 * Writing never throws. What a full disk refused is kept and tried again; when the memory for it is full, whole
 * records are dropped and counted, so the file never holds half a record followed by another.
 */
export class AppendFile {
  /** Records that found no room and are lost. */
  lost = 0;
  /** The first error, until it is taken by `takeError`. */
  #error: Error | undefined;
  #failedBefore = false;
  #fd: number;
  #open = true;
  #lastWrite = 0;
  readonly #buffer: SharedArrayBuffer;
  readonly #state: Int32Array;
  readonly #writeBehind: WriteBehind | undefined;
  /** Where records are put; `begin()` says from which offset on. */
  readonly data: Uint8Array;

  /**
   * @param path created when it is missing.
   * @param writeBehind the thread that writes what this one leaves; without it nothing waits.
   * @throws the file system's error when the file cannot be opened.
   */
  constructor(path: string, writeBehind?: WriteBehind) {
    this.#fd = openSync(path, 'a');
    this.#buffer = createBuffer(this.#fd);
    this.#state = new Int32Array(this.#buffer, 0, Slot.COUNT);
    this.data = new Uint8Array(this.#buffer, DATA_OFFSET, CAPACITY);
    this.#writeBehind = writeBehind;
    writeBehind?.add(this.#buffer);
  }

  /** Appends one record. @returns false when it was dropped. */
  append(bytes: Uint8Array): boolean {
    let offset = this.begin();
    if (bytes.length > CAPACITY - offset) {
      offset = this.#drain(offset);
    }
    if (bytes.length <= CAPACITY - offset) {
      this.data.set(bytes, offset);
      this.commit(offset + bytes.length);
      return true;
    }
    const wrote = offset === 0 && this.#writeLarge(bytes);
    unlock(this.#state);
    return wrote;
  }

  /** Appends one record and everything before it, now. */
  appendNow(bytes: Uint8Array): boolean {
    const kept = this.append(bytes);
    this.flush();
    return kept;
  }

  /**
   * Starts a record: from here to `commit()` the writing thread keeps its hands off `data`.
   * @returns the offset in `data` from which to write.
   */
  begin(): number {
    lock(this.#state);
    return this.#state[Slot.USED];
  }

  /** Makes room in the middle of a record that `data` had no room for. @returns the new offset to write from. */
  makeRoom(): number {
    return this.#drain(this.#state[Slot.USED]);
  }

  /** Ends a record without writing it, because there was no room even after `makeRoom()`. */
  drop(): void {
    this.lost++;
    unlock(this.#state);
  }

  /** Ends a record that now reaches to `end`, and writes when nothing was written for a while. */
  commit(end: number): void {
    const now = Date.now();
    const first = this.#state[Slot.USED] === 0;
    this.#state[Slot.USED] = end;
    const waits =
      now - this.#lastWrite < COALESCE && this.#writeBehind?.isAlive(now);
    if (!waits) {
      this.#drain(end);
      this.#lastWrite = now;
    }
    unlock(this.#state);
    if (waits && first) {
      this.#writeBehind?.wake();
    }
  }

  /** Writes what waits. */
  flush(): void {
    if (!this.#open) {
      return;
    }
    lock(this.#state);
    this.#drain(this.#state[Slot.USED]);
    unlock(this.#state);
  }

  /** Writes what waits and closes the file. Safe to call again. */
  close(): void {
    if (!this.#open) {
      return;
    }
    this.flush();
    lock(this.#state);
    this.#open = false;
    this.#state[Slot.FD] = -1;
    unlock(this.#state);
    this.#writeBehind?.forgetClosed();
    try {
      closeSync(this.#fd);
    } catch (error) {
      this.#noteError(error as Error);
    }
    this.#fd = -1;
  }

  /** Whether the file still has a name somewhere; a deleted one has none and is still written to. */
  hasName(): boolean {
    try {
      return this.#open && fstatSync(this.#fd).nlink > 0;
    } catch {
      return false;
    }
  }

  /** The error that was not yet reported, once. */
  takeError(): Error | undefined {
    const code = this.#state[Slot.ERROR];
    if (code !== 0 && !this.#failedBefore) {
      this.#failedBefore = true;
      this.#error ??= new Error(`write failed (errno ${code})`);
    }
    const error = this.#error;
    this.#error = undefined;
    return error;
  }

  #drain(used: number): number {
    if (used === 0) {
      return 0;
    }
    const result = writeAll(this.#fd, this.data, used);
    if (result.error) {
      this.#noteError(result.error);
    }
    if (result.written > 0 && result.written < used) {
      this.data.copyWithin(0, result.written, used);
    }
    this.#state[Slot.USED] = used - result.written;
    return this.#state[Slot.USED];
  }

  #writeLarge(bytes: Uint8Array): boolean {
    const result = writeAll(this.#fd, bytes, bytes.length);
    this.#lastWrite = Date.now();
    if (!result.error) {
      return true;
    }
    this.#noteError(result.error);
    const rest = bytes.length - result.written;
    if (result.written === 0 || rest > CAPACITY) {
      // Half of it is in the file and the rest too large to keep: the reader will skip the torn record.
      this.lost++;
      return false;
    }
    this.data.set(bytes.subarray(result.written), 0);
    this.#state[Slot.USED] = rest;
    return true;
  }

  #noteError(error: Error): void {
    if (!this.#failedBefore) {
      this.#failedBefore = true;
      this.#error = error;
    }
  }
}
