/**
 * Lets every output of a running tslab pass through an `OutputQueue`.
 *
 * Stock tslab calls `send` of zeromq without waiting. zeromq sends 512 messages at once and takes one more; it refuses
 * the rest until the event loop turns, and what it refuses is lost, the final `idle` too. A socket whose send timeout
 * is 0 sends every message at once, from within the call, whatever the event loop does (zeromq.js, `Socket::Send`).
 */
import { readFileSync } from 'node:fs';
import { connectionFile } from '../connection-file';
import { OutputQueue } from './output-queue';
import type { Frame, Socket, ZeromqModule } from './internals';
import { parseWire, wireType } from './wire';

/** Told of the reply to every executed cell. */
export type ReplyListener = (reply: {
  parent?: string;
  status?: string;
  count?: number;
}) => void;

/**
 * Queues the outputs of the sockets that zeromq made or makes.
 * Returns what could not be had.
 */
export function queueSends(
  zeromq: ZeromqModule | undefined,
  onReply: ReplyListener
): string[] {
  const publisher = zeromq?.Publisher?.prototype;
  const router = zeromq?.Router?.prototype;
  if (!publisher || typeof publisher.send !== 'function') {
    return [
      'Outputs are not queued, because the sockets of this tslab are not as expected: printing more than 500 lines without a pause can hang the cell.'
    ];
  }
  queueOutputs(publisher);
  if (router && typeof router.send === 'function') {
    watchReplies(router, onReply);
  }
  return [];
}

function queueOutputs(publisher: Socket): void {
  // The prototype is wrapped and not the socket: sockets are sealed, and the running cell sends through the old one.
  const original = publisher.send;
  const key = connectionKey();
  const queues = new WeakMap<Socket, OutputQueue>();
  define(publisher, function (this: Socket, frames: Frame[]) {
    let queue = queues.get(this);
    if (!queue) {
      if (!parseWire(frames)) {
        return original.call(this, frames);
      }
      queue = makeQueue(this, original, key);
      queues.set(this, queue);
    }
    queue.push(frames);
    return Promise.resolve();
  });
}

function makeQueue(
  socket: Socket,
  original: Socket['send'],
  key: string | undefined
): OutputQueue {
  // Not the high-water mark: libzmq tells a new one to the other end of each connection, and one that is just being
  // closed has none any more, which ends the process (segmentation fault in `io_thread_t::in_event`). The mark of
  // 1 000 messages is out of reach of what the queue lets through, unless a reader sleeps for seconds.
  socket.sendTimeout = 0;
  const queue = new OutputQueue({
    key: () => key,
    now: () => performance.now(),
    send: frames => sendNow(socket, original, frames),
    later: (callback, delay) => void setTimeout(callback, delay).unref()
  });
  process.once('exit', () => queue.flush());
  return queue;
}

function sendNow(
  socket: Socket,
  original: Socket['send'],
  frames: Frame[]
): boolean {
  try {
    // Rejects only when the socket is closed meanwhile: nobody reads then.
    original.call(socket, frames).catch(() => undefined);
    return true;
  } catch (error) {
    return (error as { code?: string }).code !== 'EBUSY';
  }
}

function watchReplies(router: Socket, onReply: ReplyListener): void {
  const original = router.send;
  define(router, function (this: Socket, frames: Frame[]) {
    const message = parseWire(frames);
    if (message && wireType(message) === 'execute_reply') {
      const content = JSON.parse(message.content) as {
        status?: string;
        execution_count?: number;
      };
      const parent = JSON.parse(message.parent) as { msg_id?: string };
      onReply({
        parent: parent.msg_id,
        status: content.status,
        count: content.execution_count
      });
    }
    return original.call(this, frames);
  });
}

function define(prototype: Socket, send: Socket['send']): void {
  Object.defineProperty(prototype, 'send', {
    value: send,
    configurable: true,
    writable: true
  });
}

/** The connection's key; the path of its file stands behind `--config-path` in the kernel's arguments. */
function connectionKey(): string | undefined {
  const file = connectionFile();
  try {
    const text = file === undefined ? '{}' : readFileSync(file, 'utf8');
    return (JSON.parse(text) as { key?: string }).key;
  } catch {
    return undefined;
  }
}
