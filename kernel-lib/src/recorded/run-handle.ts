import { inspect } from 'node:util';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { TrialbookError } from '../errors';
import { RUN_FILES, shortId } from '../format/layout';
import { plainText } from '../format/plain-text';
import { isEnded } from '../format/status';
import type { OutputStream } from '../format/output';
import type { RecordedValue } from '../format/values';
import {
  addNote,
  changeTags,
  setAttribute,
  setLabel,
  setMark,
  type RunPlace
} from './change';
import { readRun, type RecordedRun } from './read-run';
import type * as readScalars from './read-scalars';
import type { Scalars } from './read-scalars';
import type * as runFiles from './run-files';
import type { FilesOptions, RunFile } from './run-files';
import type * as readOutput from './read-output';

/** Importing the library is part of starting a run: what only readers need is loaded when they do. */
const later = {
  scalars: () => require('./read-scalars') as typeof readScalars,
  files: () => require('./run-files') as typeof runFiles,
  output: () => require('./read-output') as typeof readOutput
};

/**
 * A recorded run: what its files tell, read when it is asked for, and what can still be said of it.
 * @example
 * const r = getRun('latest');
 * r.label('boom!!');
 * const { steps, values } = r.scalars('loss');
 */
export class RunHandle {
  readonly #place: RunPlace;
  #read: { record: RecordedRun; size: number } | undefined;

  /** Use `getRun()` to make one. */
  constructor(place: RunPlace) {
    this.#place = place;
  }

  get id(): string {
    return this.#place.run;
  }

  /** Absolute path of the run folder. */
  get dir(): string {
    return this.#place.dir;
  }

  /** Absolute path of the home. */
  get home(): string {
    return this.#place.home;
  }

  get name(): string {
    return this.#record().name;
  }

  /** `lost` when its process is gone without a word. */
  get status(): RecordedRun['status'] {
    return this.#record().status;
  }

  /** The arguments as they were recorded. */
  get flags(): RecordedRun['flags'] {
    return this.#record().flags;
  }

  /** What the function returned, as it was recorded. */
  get value(): RecordedValue | undefined {
    return this.#record().value;
  }

  get tags(): readonly string[] {
    return this.#record().tags;
  }

  /** What was noted on the run. `time` in milliseconds since 1970. */
  get notes(): RecordedRun['notes'] {
    return this.#record().notes;
  }

  /** Facts of your own, by name. */
  get attributes(): RecordedRun['attributes'] {
    return this.#record().attributes;
  }

  get marked(): boolean {
    return this.#record().marked;
  }

  /** Milliseconds since 1970. */
  get started(): number | undefined {
    return this.#record().started;
  }

  /** Milliseconds since 1970; `undefined` while it goes on. */
  get ended(): number | undefined {
    return this.#record().ended;
  }

  get error(): RecordedRun['error'] {
    return this.#record().error;
  }

  /** Everything that the journal tells. */
  get record(): Readonly<RecordedRun> {
    return this.#record();
  }

  /** The label. */
  label(): string | undefined;
  /** Sets the label; `null` clears it. */
  label(label: string | null): void;
  label(label?: string | null): string | undefined {
    if (label === undefined) {
      return this.#record().label;
    }
    setLabel(this.#place, label === null ? null : text(label, 'label()'));
    return undefined;
  }

  /** Adds tags. */
  tag(...tags: string[]): void {
    changeTags(this.#place, { add: tags.map(tag => word(tag, 'tag()')) });
  }

  /** Removes tags. */
  untag(...tags: string[]): void {
    changeTags(this.#place, { remove: tags.map(tag => word(tag, 'untag()')) });
  }

  /** Adds a note. */
  note(note: string): void {
    addNote(this.#place, word(note, 'note()'));
  }

  /** Sets a fact of your own, any value; `null` removes it. */
  set(name: string, value: unknown): void {
    setAttribute(this.#place, word(name, 'set()'), value);
  }

  /** Marks the run as one that stands out, or takes the mark away. */
  mark(marked = true): void {
    setMark(this.#place, Boolean(marked));
  }

  /**
   * All points of a scalar, from every event file in the run folder, whoever wrote it; empty when there are none. Tags of
   * files in folders have the folder before them, such as `logs/loss`.
   */
  scalars(tag: string): Scalars;
  /** All scalars by tag. */
  scalars(): Map<string, Scalars>;
  scalars(tag?: string): Scalars | Map<string, Scalars> {
    const found = later.scalars().readScalars(this.dir, tag);
    return tag === undefined ? found : (found.get(tag) ?? none());
  }

  /** Tags of the scalars, in the order of their first points. */
  scalarNames(): string[] {
    return [...this.scalars().keys()];
  }

  /** The files that the run wrote. */
  files(options?: FilesOptions): RunFile[] {
    return later.files().runFiles(this.dir, options);
  }

  /** What the run printed, on both streams or on one of them. */
  output(stream?: OutputStream): string {
    if (stream !== undefined && stream !== 'stdout' && stream !== 'stderr') {
      throw new TrialbookError(
        'BAD_OPTION',
        'output() takes "stdout", "stderr" or nothing.'
      );
    }
    return later.output().outputText(this.dir, stream);
  }

  /** Shown when a cell ends with the run. */
  [inspect.custom](): string {
    const { id, name, status, flags } = this;
    const label = this.label();
    const head = [`Run ${shortId(id)}`, name, label, status]
      .filter(part => part !== undefined)
      .join(' · ');
    return `${plainText(head)} ${inspect(flags, { depth: 2, breakLength: 100 })}`;
  }

  toJSON(): object {
    const { id, name, dir, status, tags, started, ended } = this;
    return {
      ...{ id, name, dir, status, label: this.label(), tags },
      ...{ started, ended, flags: this.flags, attributes: this.attributes }
    };
  }

  /** As long as the journal has not grown, an ended run is what it was. */
  #record(): RecordedRun {
    const journal = join(this.dir, RUN_FILES.journal);
    const size = statSync(journal, { throwIfNoEntry: false })?.size;
    const known = this.#read;
    if (known && known.size === size && isEnded(known.record.status)) {
      return known.record;
    }
    const record = readRun(this.dir);
    this.#read = { record, size: size ?? -1 };
    return record;
  }
}

function text(value: unknown, what: string): string {
  if (typeof value !== 'string') {
    throw new TrialbookError(
      'BAD_OPTION',
      `${what} takes a text; got ${value === null ? 'null' : typeof value}.`
    );
  }
  return value;
}

function word(value: unknown, what: string): string {
  if (text(value, what).trim() === '') {
    throw new TrialbookError(
      'BAD_OPTION',
      `${what} takes a text, not an empty one.`
    );
  }
  return value as string;
}

function none(): Scalars {
  return {
    steps: new Float64Array(0),
    values: new Float64Array(0),
    wallTimes: new Float64Array(0)
  };
}
