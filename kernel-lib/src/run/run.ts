import { inspect } from 'node:util';
import { TrialbookError } from '../errors';
import type { RecordedError, RecordedStatus } from '../format/journal';
import type { OutputStream } from '../format/output';
import type { Scalars } from '../recorded/read-scalars';
import { RunHandle } from '../recorded/run-handle';
import type { FilesOptions, RunFile } from '../recorded/run-files';
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
  readonly #recorded: RunHandle;

  /** Use `run()` to make one. */
  constructor(run: ActiveRun) {
    this.#run = run;
    const { home, dir, id } = run.facts;
    this.#recorded = new RunHandle({ home, dir, run: id });
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

  get tags(): readonly string[] {
    return this.#known(recorded => recorded.tags) ?? this.#run.facts.tags;
  }

  /** What was noted on the run. `time` in milliseconds since 1970. */
  get notes(): RunHandle['notes'] {
    return this.#known(recorded => recorded.notes) ?? [];
  }

  /** Facts of your own, by name. */
  get attributes(): RunHandle['attributes'] {
    return this.#known(recorded => recorded.attributes) ?? {};
  }

  get marked(): boolean {
    return this.#known(recorded => recorded.marked) ?? false;
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

  /** The label. */
  label(): string | undefined;
  /** Sets the label; `null` clears it. */
  label(label: string | null): void;
  label(label?: string | null): string | undefined {
    const { facts } = this.#run;
    if (label === undefined) {
      const known = this.#known(recorded => [recorded.label()]);
      return known ? known[0] : facts.label;
    }
    this.#change(recorded => {
      recorded.label(label);
      facts.label = label ?? undefined;
    });
    return undefined;
  }

  /** Adds tags. */
  tag(...tags: string[]): void {
    this.#change(recorded => recorded.tag(...tags));
  }

  /** Removes tags. */
  untag(...tags: string[]): void {
    this.#change(recorded => recorded.untag(...tags));
  }

  /** Adds a note. */
  note(note: string): void {
    this.#change(recorded => recorded.note(note));
  }

  /** Sets a fact of your own, any value; `null` removes it. */
  set(name: string, value: unknown): void {
    this.#change(recorded => recorded.set(name, value));
  }

  /** Marks the run as one that stands out, or takes the mark away. */
  mark(marked = true): void {
    this.#change(recorded => recorded.mark(marked));
  }

  /**
   * All points of a scalar so far, from every event file in the run folder, whoever wrote it; empty when there are none.
   * Tags of files in folders have the folder before them, such as `logs/loss`.
   */
  scalars(tag: string): Scalars;
  /** All scalars by tag. */
  scalars(): Map<string, Scalars>;
  scalars(tag?: string): Scalars | Map<string, Scalars> {
    this.#run.flush();
    return tag === undefined
      ? this.#recorded.scalars()
      : this.#recorded.scalars(tag);
  }

  /** Tags of the scalars, in the order of their first points. */
  scalarNames(): string[] {
    this.#run.flush();
    return this.#recorded.scalarNames();
  }

  /** The files that the run wrote. */
  files(options?: FilesOptions): RunFile[] {
    return this.#recorded.files(options);
  }

  /** What the run printed so far, on both streams or on one of them. */
  output(stream?: OutputStream): string {
    this.#run.flush();
    return this.#recorded.output(stream);
  }

  /** Shown when a cell ends with the run. */
  [inspect.custom](): string {
    const { id, name, status, flags } = this;
    return `Run ${id} · ${name} · ${status} ${inspect(flags, { depth: 2, breakLength: 100 })}`;
  }

  toJSON(): object {
    const { id, name, dir, status, tags, started, ended } = this;
    return { id, name, dir, status, label: this.label(), tags, started, ended };
  }

  /** What the files tell; `undefined` when they are gone, which is no reason for the call to fail. */
  #known<T>(read: (recorded: RunHandle) => T): T | undefined {
    try {
      return read(this.#recorded);
    } catch {
      return undefined;
    }
  }

  /** While the call goes on, a remark that cannot be written is reported once and breaks nothing. */
  #change(change: (recorded: RunHandle) => void): void {
    try {
      change(this.#recorded);
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      if (this.#run.hasEnded || code === 'BAD_OPTION') {
        throw error;
      }
      this.#run.warnOnce(
        'REMARK',
        `A label, tag, note or attribute was not recorded: ${message}. The call goes on.`
      );
    }
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
