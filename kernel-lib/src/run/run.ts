import { inspect } from 'node:util';
import { TrialbookError } from '../errors';
import type { RecordedError, RecordedStatus } from '../format/journal';
import type { ActiveRun } from './active-run';
import { logTo, type LogArguments } from './log';
import type { LoggedImage } from './media/image';
import {
  logHistogramTo,
  logImageTo,
  logTableTo,
  logTextTo,
  type LoggedNumbers,
  type LoggedRows
} from './media/log-media';

/** A tracked call. `await run(…)` gives it when the call is done; `currentRun()` while it goes on. */
export class Run<Value = unknown, F = Record<string, unknown>> {
  readonly #run: ActiveRun;

  /** Use `run()` to make one. */
  constructor(run: ActiveRun) {
    this.#run = run;
  }

  /** Twelve letters and digits; no other run has the same. */
  get id(): string {
    return this.#run.facts.id;
  }

  /** Absolute path of the run folder. */
  get dir(): string {
    return this.#run.facts.dir;
  }

  /** Name of the function. */
  get name(): string {
    return this.#run.facts.name;
  }

  /** The arguments of the call by name, defaults too. */
  get flags(): F {
    return this.#run.facts.flags as F;
  }

  /** What the function returned; `undefined` until then. */
  get value(): Value {
    return this.#run.value as Value;
  }

  get status(): RecordedStatus {
    return this.#run.status;
  }

  get label(): string | undefined {
    return this.#run.facts.label;
  }

  get tags(): readonly string[] {
    return this.#run.facts.tags;
  }

  /** The run in whose call this one was started. */
  get parent(): Run | undefined {
    const { parent } = this.#run;
    return parent && new Run(parent);
  }

  /** Milliseconds since 1970. */
  get started(): number {
    return this.#run.started;
  }

  /** Milliseconds since 1970; `undefined` while the call goes on. */
  get ended(): number | undefined {
    return this.#run.ended;
  }

  get error(): RecordedError | undefined {
    return this.#run.error;
  }

  /**
   * As the function `log`, for this run wherever it is called from.
   * @throws TrialbookError RUN_ENDED
   * @throws RunStopped
   */
  log(...args: LogArguments): void {
    logTo(this.#run, args);
  }

  /** As the function `logImage`, for this run. Throws as `log` does, as do those below. */
  logImage(tag: string, image: LoggedImage, step?: number): void {
    logImageTo(this.#run, tag, image, step);
  }

  /** As the function `logText`, for this run. */
  logText(tag: string, text: string, step?: number): void {
    logTextTo(this.#run, tag, text, step);
  }

  /** As the function `logHistogram`, for this run. */
  logHistogram(tag: string, values: LoggedNumbers, step?: number): void {
    logHistogramTo(this.#run, tag, values, step);
  }

  /** As the function `logTable`, for this run. */
  logTable(name: string, rows: LoggedRows, step?: number): void {
    logTableTo(this.#run, name, rows, step);
  }

  /** Shown when a cell ends with the run. */
  [inspect.custom](): string {
    const { id, name, status, flags } = this;
    return `Run ${id} · ${name} · ${status} ${inspect(flags, { depth: 2, breakLength: 100 })}`;
  }

  toJSON(): object {
    const { id, name, dir, status, label, tags, started, ended } = this;
    return { id, name, dir, status, label, tags, started, ended };
  }
}

/** @throws TrialbookError NO_RUN */
export function assertRun<T>(run: T | undefined, what: string): T {
  if (!run) {
    throw new TrialbookError(
      'NO_RUN',
      `${what} was called outside a run. Call it in a function that is started with \`await run(fn, flags)\`.`
    );
  }
  return run;
}
