import {
  LineBuffer,
  OutputScalarMatcher,
  type OutputRules
} from '../format/output-scalars';
import type { OutputStream } from '../format/output';

/** Tags that one run captures at most: a program may print any number of names. */
const TAG_LIMIT = 1000;

/** A tag longer than this is none. */
const TAG_LENGTH_LIMIT = 1000;

/** Takes a captured scalar. @param now milliseconds since 1970 */
export type CaptureSink = (
  tag: string,
  value: number,
  step: number,
  now: number
) => void;

/** Captures the scalars of what one run prints, line by line for each stream. */
export class OutputScalars {
  readonly #matcher: OutputScalarMatcher;
  readonly #sink: CaptureSink;
  readonly #tags = new Set<string>();
  readonly #buffers = { stdout: new LineBuffer(), stderr: new LineBuffer() };
  readonly #take = (line: string) => this.#line(line);

  /** @param flags names of the run's flags, which the default patterns do not capture. */
  constructor(rules: OutputRules, flags: Iterable<string>, sink: CaptureSink) {
    this.#matcher = new OutputScalarMatcher(rules, flags);
    this.#sink = sink;
  }

  push(stream: OutputStream, text: string): void {
    this.#buffers[stream].push(text, this.#take);
  }

  /** The run is over; lines without an end count too. */
  end(): void {
    this.#buffers.stdout.end(this.#take);
    this.#buffers.stderr.end(this.#take);
  }

  #line(line: string): void {
    const scalars = this.#matcher.match(line);
    if (scalars.length === 0) {
      return;
    }
    const now = Date.now();
    for (const { tag, value, step } of scalars) {
      if (this.#isWelcome(tag)) {
        this.#sink(tag, value, step, now);
      }
    }
  }

  #isWelcome(tag: string): boolean {
    if (this.#tags.has(tag)) {
      return true;
    }
    if (this.#tags.size >= TAG_LIMIT || tag.length > TAG_LENGTH_LIMIT) {
      return false;
    }
    this.#tags.add(tag);
    return true;
  }
}
