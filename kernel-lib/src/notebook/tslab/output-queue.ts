/**
 * The outputs of a kernel on their way to the front end: in order, none lost, and not more messages than Jupyter takes.
 *
 * Jupyter's server drops outputs above 1 000 messages a second. Up to a burst every message goes out at once; beyond it
 * consecutive lines of a stream wait to be joined, and go out at a bounded rate that is looked at inside each call, so
 * that lines appear also while a loop never yields.
 */
import type { Frame } from './internals';
import { formatWire, parseWire, wireType, type WireMessage } from './wire';

/** Messages that may go out at once. */
const BURST = 300;
/** Messages a second beyond the burst. */
const RATE = 200;
/** Characters of joined stream text that do not wait any longer. */
const MAX_TEXT = 64 * 1024;
/** Milliseconds after which waiting messages go out once the event loop turns. */
const DELAY = 10;

/** What the queue needs of the world. */
export interface Outlet {
  /** Sends at once; `false` when the socket cannot take a message now. */
  send(frames: Frame[]): boolean;
  /** Key that signs messages; without it nothing is joined. */
  key(): string | undefined;
  /** Milliseconds, never backwards. */
  now(): number;
  /** Calls back once from the event loop, `delay` milliseconds from now, without keeping the process alive. */
  later(callback: () => void, delay: number): void;
}

/** A message that waits. */
type Waiting =
  | { kind: 'plain'; frames: Frame[] }
  | { kind: 'update'; frames: Frame[]; display: string }
  | StreamText;

interface StreamText {
  kind: 'stream';
  message: WireMessage;
  name: string;
  texts: string[];
  /** Characters of all texts. */
  size: number;
}

/** Content of `stream`. */
interface Stream {
  name: string;
  text: string;
}

/** Content of `update_display_data`, as far as it matters here. */
interface Update {
  transient?: { display_id?: string };
}

/** See the head of this file. */
export class OutputQueue {
  readonly #outlet: Outlet;
  readonly #waiting: Waiting[] = [];
  #tokens = BURST;
  #filled: number;
  #scheduled = false;
  /** The socket refused a message: it takes none before the event loop turns. */
  #blocked = false;

  constructor(outlet: Outlet) {
    this.#outlet = outlet;
    this.#filled = outlet.now();
  }

  /** Takes a message in; it goes out at once, or joined with its neighbours soon after. */
  push(frames: Frame[]): void {
    const entry = this.#add(this.#classify(frames));
    this.#refill();
    const full = entry.kind === 'stream' && entry.size >= MAX_TEXT;
    if (entry.kind === 'plain' || full || this.#tokens >= 1) {
      this.flush();
    } else {
      this.#schedule(DELAY);
    }
  }

  /** Sends all that waits, as far as the socket takes it. */
  flush(): void {
    let sent = 0;
    while (!this.#blocked && sent < this.#waiting.length) {
      if (this.#outlet.send(this.#frames(this.#waiting[sent]))) {
        sent++;
      } else {
        this.#blocked = true;
      }
    }
    this.#waiting.splice(0, sent);
    this.#tokens = Math.max(0, this.#tokens - sent);
    if (this.#waiting.length > 0) {
      this.#schedule(0);
    }
  }

  #classify(frames: Frame[]): Waiting {
    const key = this.#outlet.key();
    const message = key === undefined ? undefined : parseWire(frames);
    const type = message && wireType(message);
    if (message && type === 'stream') {
      const { name, text } = JSON.parse(message.content) as Stream;
      const size = text.length;
      return { kind: 'stream', message, name, texts: [text], size };
    }
    if (message && type === 'update_display_data') {
      const display = (JSON.parse(message.content) as Update).transient;
      if (display?.display_id !== undefined) {
        return { kind: 'update', frames, display: display.display_id };
      }
    }
    return { kind: 'plain', frames };
  }

  /** Returns what waits now: the entry, or the one it was joined to. */
  #add(entry: Waiting): Waiting {
    const last = this.#waiting[this.#waiting.length - 1];
    if (entry.kind === 'stream' && last && joins(last, entry)) {
      last.texts.push(...entry.texts);
      last.size += entry.size;
      return last;
    }
    if (entry.kind === 'update') {
      const earlier = this.#waiting.findIndex(
        other => other.kind === 'update' && other.display === entry.display
      );
      if (earlier >= 0) {
        this.#waiting.splice(earlier, 1);
      }
    }
    this.#waiting.push(entry);
    return entry;
  }

  #frames(entry: Waiting): Frame[] {
    if (entry.kind !== 'stream') {
      return entry.frames;
    }
    const { message, name, texts } = entry;
    const content = JSON.stringify({ name, text: texts.join('') });
    return formatWire({ ...message, content }, this.#outlet.key() ?? '');
  }

  #refill(): void {
    const now = this.#outlet.now();
    const grown = this.#tokens + ((now - this.#filled) * RATE) / 1000;
    this.#tokens = Math.min(BURST, grown);
    this.#filled = now;
  }

  #schedule(delay: number): void {
    if (!this.#scheduled) {
      this.#scheduled = true;
      this.#outlet.later(() => {
        this.#scheduled = false;
        this.#blocked = false;
        this.flush();
      }, delay);
    }
  }
}

function joins(last: Waiting, next: StreamText): last is StreamText {
  return (
    last.kind === 'stream' &&
    last.name === next.name &&
    last.message.parent === next.message.parent &&
    last.size < MAX_TEXT
  );
}
