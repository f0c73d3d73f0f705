/**
 * Memory that a recording thread and the writing thread share: a few integers, then the bytes that wait for the file.
 */

/** Bytes that may wait. */
export const CAPACITY = 64 * 1024;

/** Where the integers are, by index in an `Int32Array` over the start of the buffer. */
export const Slot = { LOCK: 0, USED: 1, FD: 2, ERROR: 3, COUNT: 4 } as const;

/** Where the bytes begin. */
export const DATA_OFFSET = 64;

/** Makes the memory for the file of descriptor `fd`. */
export function createBuffer(fd: number): SharedArrayBuffer {
  const buffer = new SharedArrayBuffer(DATA_OFFSET + CAPACITY);
  new Int32Array(buffer, 0, Slot.COUNT)[Slot.FD] = fd;
  return buffer;
}

/** Milliseconds after which a holder is taken for dead. A write that takes so long has hung for good. */
const PATIENCE = 60_000;

/** Looks at the lock before this thread goes to sleep: about as long as a write of a full buffer takes. */
const LOOKS = 2000;

/** Waits until no other thread is in the buffer. A holder only ever writes to the file, so the wait is short. */
export function lock(state: Int32Array): void {
  if (Atomics.compareExchange(state, Slot.LOCK, 0, 1) !== 0) {
    waitForLock(state);
  }
}

function waitForLock(state: Int32Array): void {
  for (let looks = 0, waited = 0; waited < PATIENCE; looks++) {
    if (Atomics.compareExchange(state, Slot.LOCK, 0, 1) === 0) {
      return;
    }
    if (looks >= LOOKS) {
      waited += Atomics.wait(state, Slot.LOCK, 1, 1) === 'timed-out' ? 1 : 0;
    }
  }
}

/** Lets the other thread in. */
export function unlock(state: Int32Array): void {
  Atomics.store(state, Slot.LOCK, 0);
}

/** Lets the other thread in and wakes it; for the thread that has time. */
export function unlockAndWake(state: Int32Array): void {
  unlock(state);
  Atomics.notify(state, Slot.LOCK);
}
