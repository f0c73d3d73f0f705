/**
 * The journal: one JSON object a line, in the order in which things happened to a run.
 * See `docs/run-format.md`, "Journal".
 */
import type { RecordedFlags, RecordedValue } from './values';

/** The states that are written down. `lost` is never written: a reader concludes it. */
export type RecordedStatus =
  | 'pending'
  | 'running'
  | 'completed'
  | 'failed'
  | 'terminated';

/** The process that records a run; `started` (an opaque text) tells it from a later one with the same pid. */
export interface ProcessFacts {
  host: string;
  pid: number;
  started?: string;
}

/** An error as recorded. */
export interface RecordedError {
  name: string;
  message: string;
  stack?: string;
  /** Where in the notebook it was thrown; `line` and `column` count from 1. */
  position?: { cell?: string; count?: number; line: number; column: number };
}

/** What is known of one tag at the end of a run. Non-finite numbers are `"NaN"`, `"Infinity"`, `"-Infinity"`. */
export interface ScalarSummary {
  count: number;
  last: RecordedNumber;
  /** Step of the last point. */
  step: number;
  min: RecordedNumber;
  max: RecordedNumber;
}

/** A number as JSON can hold it. */
export type RecordedNumber = number | 'NaN' | 'Infinity' | '-Infinity';

interface Entry<T extends string> {
  type: T;
  /** Milliseconds since 1970. */
  time: number;
}

/** What was executed: a function, a command line, a notebook, or the steps of a pipeline. */
export type RunKind = 'function' | 'command' | 'notebook' | 'steps';

/** What may be said of a flag before the run, shown to people and checked at its start. */
export interface FlagFacts {
  description?: string;
  type?: 'string' | 'number' | 'int' | 'boolean' | 'path';
  choices?: RecordedValue[];
  min?: number;
  max?: number;
  required?: boolean;
}

/** First entry of every journal. */
export interface CreatedEntry extends Entry<'created'> {
  format: number;
  run: string;
  name: string;
  label?: string;
  tags?: string[];
  flags: RecordedFlags;
  /** Names of the flags whose value is the function's own default. */
  defaults?: string[];
  parent?: string;
  /** @default "function" */
  kind?: RunKind;
  /** The run that this one repeats. */
  rerunOf?: string;
  /** Name of the project's operation that was run. */
  operation?: string;
  /** The command line, of a run of kind `command`. */
  command?: string[];
  /** SHA-256 over the source files of an operation and how it is defined. */
  sourceDigest?: string;
  /** What is said of the flags, by name. */
  flagFacts?: Record<string, FlagFacts>;
  /** Who records the run; of a staged one, a later `status` says it. */
  process?: ProcessFacts;
  /** Prepared, to be started by another process. */
  staged?: true;
  /** File name of the scalars that `log()` writes, in the run folder. It exists from the first point on. */
  scalars: string;
}

export interface StatusEntry extends Entry<'status'> {
  status: RecordedStatus;
  error?: RecordedError;
  /** Who records a run from here on that was staged. */
  process?: ProcessFacts;
}

/** Where the run was started from. Paths are relative to the home, with `/`. */
export interface SourceEntry extends Entry<'source'> {
  kernel: { name: string; version?: string };
  notebook?: string;
  /** The folder of the notebook, or where its process began: imports and relative paths are seen from there. */
  folder?: string;
  /** The cell that launched the run; `index` is its line in `source/cells.jsonl`, from 0. */
  cell?: { id?: string; count?: number; index?: number };
  /**
   * Which call of `run()` in that cell's execution it was, from 0; of a nested run, behind the numbers of the runs in
   * which it was started.
   */
  call?: number[];
  /** How many executed cells `source/cells.jsonl` holds. */
  cells?: number;
  /** How many packages `source/packages.json` lists. */
  packages?: number;
  /** Name of the lock file that was copied to `source/`. */
  lock?: string;
  /** What `source/changes.diff` holds; absent when the work tree is clean, or not known. */
  changes?: SourceChanges;
  /** How many local modules `source/modules/` holds. */
  modules?: number;
}

/** How a work tree differs from its commit. */
export interface SourceChanges {
  /** Files that the commit has and that differ. */
  files: number;
  /** Files and folders that git does not know; they are named, and not kept. */
  untracked: number;
  /** True when the difference was too long to be kept whole. */
  cut?: boolean;
}

/** Facts of the machine. Several entries add up, key by key. */
export interface EnvironmentEntry extends Entry<'environment'> {
  user?: string;
  host?: string;
  os?: string;
  node?: string;
  tslab?: string;
  cpu?: { model: string; cores: number };
  /** Bytes. */
  memory?: number;
  gpu?: string[];
  git?: { commit?: string; branch?: string; dirty?: boolean };
  packages?: Record<string, string>;
  env?: Record<string, string>;
}

/** Summary of the scalars at the end; `more` counts the tags left out. */
export interface SummaryEntry extends Entry<'summary'> {
  scalars: Record<string, ScalarSummary>;
  more?: number;
}

export interface ValueEntry extends Entry<'value'> {
  value: RecordedValue;
}

export interface LabelEntry extends Entry<'label'> {
  /** `null` clears it. */
  label: string | null;
}

export interface TagsEntry extends Entry<'tags'> {
  add?: string[];
  remove?: string[];
}

/** A line of text that somebody wrote on the run. */
export interface NoteEntry extends Entry<'note'> {
  text: string;
}

/** A fact of the user's own; `null` removes it. */
export interface AttributeEntry extends Entry<'attribute'> {
  name: string;
  value: RecordedValue;
}

/** A run that stands out: the one that others are compared with, or take their files from. */
export interface MarkEntry extends Entry<'mark'> {
  marked: boolean;
}

/** What came of running a run again, written on the new run. */
export interface ReproducedEntry extends Entry<'reproduced'> {
  /** The run that was run again. */
  of: string;
  reproduced: boolean;
  /** Largest difference allowed; 0 asks for the same bits. */
  tolerance: number;
  /** Flags that have another value than in the run that was run again. */
  changed?: string[];
  /** Largest absolute difference by tag. */
  differences: Record<string, RecordedNumber>;
  /** Why the two cannot be compared, or what differs beside the scalars: one sentence each. */
  reasons?: string[];
}

/** A file that was put into the run folder before the start. */
export interface InputEntry extends Entry<'input'> {
  /** In the run folder, with `/`. */
  path: string;
  sha256: string;
  /** The file, the address or the operation, as the project names it. */
  from: string;
  /** The run that it comes from. */
  run?: string;
}

/** Something that was not recorded, and why. */
export interface WarningEntry extends Entry<'warning'> {
  code: string;
  message: string;
}

/** A signal as it was read by the run. */
export interface SignalEntry extends Entry<'signal'> {
  name: string;
  value?: RecordedValue;
  step?: number;
}

/** Every entry this version knows. Readers skip the ones they do not know. */
export type JournalEntry =
  | CreatedEntry
  | StatusEntry
  | SourceEntry
  | EnvironmentEntry
  | SummaryEntry
  | ValueEntry
  | LabelEntry
  | TagsEntry
  | NoteEntry
  | AttributeEntry
  | MarkEntry
  | ReproducedEntry
  | InputEntry
  | WarningEntry
  | SignalEntry;
