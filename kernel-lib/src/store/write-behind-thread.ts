/**
 * The writing thread. It sleeps until a buffer begins to fill or a heartbeat is due; it never runs an event loop, so
 * nothing can delay it.
 */
import { closeSync, openSync, writeSync } from 'node:fs';
import {
  receiveMessageOnPort,
  workerData,
  type MessagePort
} from 'node:worker_threads';
import { HEARTBEAT_INTERVAL } from '../format/layout';
import {
  CAPACITY,
  DATA_OFFSET,
  Slot,
  lock,
  unlockAndWake
} from './shared-buffer';
import { Control, type ThreadMessage } from './write-behind';
import { writeAll } from './write-all';

/** Milliseconds between the first waiting byte and its writing. */
const WAIT = 20;

/** Milliseconds of sleep at most, so that the sign of life stays fresh. */
const NAP = 1000;

interface Heartbeat {
  fd: number;
  due: number;
}

const { control, port } = workerData as {
  control: Int32Array;
  port: MessagePort;
};
const buffers = new Map<SharedArrayBuffer, Int32Array>();
const heartbeats = new Map<string, Heartbeat>();

function take(message: ThreadMessage): void {
  switch (message.kind) {
    case 'add-buffer':
      buffers.set(
        message.buffer,
        new Int32Array(message.buffer, 0, Slot.COUNT)
      );
      break;
    case 'forget-closed':
      forgetClosed();
      break;
    case 'add-heartbeat':
      addHeartbeat(message.path);
      break;
    case 'remove-heartbeat':
      removeHeartbeat(message.path);
  }
}

/** A message brings a new object for the same memory, so closed files are found by their descriptor, -1. */
function forgetClosed(): void {
  for (const [key, state] of buffers) {
    if (state[Slot.FD] === -1) {
      buffers.delete(key);
    }
  }
}

function addHeartbeat(path: string): void {
  if (heartbeats.has(path)) {
    return;
  }
  try {
    heartbeats.set(path, { fd: openSync(path, 'w'), due: 0 });
  } catch {
    // The recording thread meets the same error and reports it.
  }
}

function removeHeartbeat(path: string): void {
  const heartbeat = heartbeats.get(path);
  if (heartbeat) {
    heartbeats.delete(path);
    closeSync(heartbeat.fd);
  }
}

function beat(now: number): void {
  for (const heartbeat of heartbeats.values()) {
    if (heartbeat.due <= now) {
      heartbeat.due = now + HEARTBEAT_INTERVAL;
      try {
        writeSync(heartbeat.fd, `${now}\n`, 0);
      } catch {
        // A full disk: the next beat may find room.
      }
    }
  }
}

function flush(): void {
  for (const [buffer, state] of buffers) {
    if (state[Slot.USED] === 0) {
      continue;
    }
    lock(state);
    const used = state[Slot.USED];
    if (used > 0 && state[Slot.FD] >= 0) {
      write(state, new Uint8Array(buffer, DATA_OFFSET, CAPACITY), used);
    }
    unlockAndWake(state);
  }
}

function write(state: Int32Array, data: Uint8Array, used: number): void {
  const { written, error } = writeAll(state[Slot.FD], data, used);
  if (written > 0 && written < used) {
    data.copyWithin(0, written, used);
  }
  state[Slot.USED] = used - written;
  if (error) {
    state[Slot.ERROR] = Math.abs((error as NodeJS.ErrnoException).errno ?? 1);
  }
}

function nap(now: number): number {
  let until = now + NAP;
  for (const { due } of heartbeats.values()) {
    until = Math.min(until, due);
  }
  return Math.max(1, until - now);
}

/** Sleeps; a wake-up is followed by a short wait in which more records gather. */
function sleep(seen: number, now: number): void {
  if (Atomics.wait(control, Control.WAKE, seen, nap(now)) !== 'timed-out') {
    Atomics.wait(
      control,
      Control.WAKE,
      Atomics.load(control, Control.WAKE),
      WAIT
    );
  }
}

for (;;) {
  const seen = Atomics.load(control, Control.WAKE);
  for (
    let received = receiveMessageOnPort(port);
    received;
    received = receiveMessageOnPort(port)
  ) {
    take(received.message as ThreadMessage);
  }
  flush();
  const now = Date.now();
  beat(now);
  Atomics.store(control, Control.ALIVE, now & 0x7fffffff || 1);
  sleep(seen, now);
}
