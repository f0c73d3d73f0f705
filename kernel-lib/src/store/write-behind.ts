import { Worker, MessageChannel, type MessagePort } from 'node:worker_threads';
import { join } from 'node:path';

/** Integers shared with the thread: a counter that wakes it, and the time of its last sign of life. */
export const Control = { WAKE: 0, ALIVE: 1, COUNT: 2 } as const;

/** The thread is taken for dead when it gave no sign of life for so many milliseconds. */
const ALIVE_LIMIT = 3000;

/** What the thread is told. */
export type ThreadMessage =
  | { kind: 'add-buffer'; buffer: SharedArrayBuffer }
  | { kind: 'forget-closed' }
  | { kind: 'add-heartbeat' | 'remove-heartbeat'; path: string };

/**
 * The thread that writes what a blocked thread leaves waiting, and keeps the heartbeats of live runs.
 * One per process. It never keeps the process alive.
 */
export class WriteBehind {
  readonly #control = new Int32Array(new SharedArrayBuffer(4 * Control.COUNT));
  readonly #port: MessagePort;
  #worker: Worker | undefined;

  constructor() {
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    port1.unref();
    try {
      this.#worker = new Worker(join(__dirname, 'write-behind-thread.js'), {
        workerData: { control: this.#control, port: port2 },
        transferList: [port2],
        execArgv: [],
        env: {},
        stdin: false
      });
      this.#worker.unref();
      this.#worker.on('error', () => (this.#worker = undefined));
      this.#worker.on('exit', () => (this.#worker = undefined));
    } catch {
      // No thread to be had: every call then writes for itself, and readers see the pid only.
    }
  }

  /** Whether waiting bytes will be written by the thread. @param now milliseconds since 1970 */
  isAlive(now: number): boolean {
    const seen = Atomics.load(this.#control, Control.ALIVE);
    return (
      seen !== 0 && (((now & 0x7fffffff) - seen) & 0x7fffffff) < ALIVE_LIMIT
    );
  }

  /** Tells the thread that a buffer has begun to fill. */
  wake(): void {
    Atomics.add(this.#control, Control.WAKE, 1);
    Atomics.notify(this.#control, Control.WAKE);
  }

  /** Hands a file's memory to the thread. */
  add(buffer: SharedArrayBuffer): void {
    this.#send({ kind: 'add-buffer', buffer });
  }

  /** Tells the thread that a file was closed. */
  forgetClosed(): void {
    this.#send({ kind: 'forget-closed' });
  }

  /** Keeps a heartbeat: the file is written every two seconds until `removeHeartbeat`. */
  addHeartbeat(path: string): void {
    this.#send({ kind: 'add-heartbeat', path });
    this.wake();
  }

  removeHeartbeat(path: string): void {
    this.#send({ kind: 'remove-heartbeat', path });
    this.wake();
  }

  #send(message: ThreadMessage): void {
    if (this.#worker) {
      this.#port.postMessage(message);
    }
  }
}
