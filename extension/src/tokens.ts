/**
 * What the parts of the extension know of each other: the model's interfaces and the tokens of the plugins.
 */
import type { IDisposable } from '@lumino/disposable';
import type { ISignal } from '@lumino/signaling';
import { Token } from '@lumino/coreutils';
import type {
  EnvironmentEntry,
  ExecutedCell,
  FlagFacts,
  JobCounts,
  Media,
  MediaKind,
  OutputChunk,
  QueueFold,
  RecordedError,
  RecordedFlags,
  RecordedNumber,
  RecordedStatus,
  RecordedValue,
  RunKind,
  ReproducedEntry,
  RunFacts,
  SourceEntry,
  TableRow
} from 'trialbook/format';

/** Status as a reader sees it: `lost` when the process is gone without a word. */
export type RunStatus = RecordedStatus | 'lost';

/** What a list shows of a run; plain data, replaced as a whole when anything changes. */
export interface IRunInfo {
  id: string;
  name: string;
  label?: string;
  tags: readonly string[];
  flags: RecordedFlags;
  /** Names of the flags that are the function's own defaults. */
  defaults: readonly string[];
  status: RunStatus;
  /** Milliseconds since 1970. */
  created: number;
  started?: number;
  ended?: number;
  error?: string;
  parent?: string;
  /** What kind of work it is; a function when absent. */
  kind?: RunKind;
  /** The project's operation. */
  operation?: string;
  marked?: boolean;
  /** The user's own facts. */
  attributes?: RecordedFlags;
  /** The run that this one repeats. */
  rerunOf?: string;
  /** Prepared, to be started by another process. */
  staged?: boolean;
  /** Whether it gave the same as the run it repeats; absent until that is known. */
  reproduced?: boolean;
  /** Path of the notebook, relative to the home. */
  notebook?: string;
  /** File of the scalars, relative to the run folder. */
  scalarsFile: string;
  /** Last value and step by tag; the primary metric (the first tag logged) is the first key. */
  scalars: Readonly<Record<string, { last: RecordedNumber; step: number }>>;
  /** Values of the primary metric, at most 64; `null` for what is not finite. */
  sparkline: readonly (number | null)[];
}

/** One tag's points in the order in which they were logged. The arrays are views: do not keep them over a change. */
export interface ISeries {
  readonly tag: string;
  readonly length: number;
  readonly steps: Float64Array;
  readonly values: Float64Array;
  /** Seconds since 1970. */
  readonly walls: Float64Array;
}

/** A file in the run folder. */
export interface IRunFile {
  /** Relative to the run folder. */
  path: string;
  size: number;
  /** Milliseconds since 1970. */
  modified: number;
  type: 'file' | 'directory' | 'notebook';
}

/** Where an image, text or histogram stands. */
export interface IMediaPoint {
  readonly step: number;
  /** Seconds since 1970. */
  readonly wallTime: number;
  /** Relative to the run folder. */
  readonly file: string;
  /** Bytes before its record. */
  readonly offset: number;
}

/** The images, texts or histograms of one name, in the order in which they were logged. */
export interface IMediaSeries {
  readonly kind: MediaKind;
  readonly tag: string;
  readonly points: readonly IMediaPoint[];
}

/** A table that was logged. */
export interface IRunTable {
  readonly name: string;
  /** Relative to the run folder. */
  readonly file: string;
  readonly columns: readonly string[];
  /** The last rows. */
  readonly rows: readonly TableRow[];
  /** How many rows there are. */
  readonly total: number;
}

/** What a run logged beside scalars. */
export interface IRunMedia {
  /** Whether it has been read for the first time. */
  readonly isRead: boolean;
  readonly series: readonly IMediaSeries[];
  readonly tables: readonly IRunTable[];
  /** Reads an item; `null` when it is not there any more. */
  load(series: IMediaSeries, point: IMediaPoint): Promise<Media | null>;
}

/** Which part of a run has changed. */
export type RunChange =
  | 'media'
  | 'info'
  | 'series'
  | 'output'
  | 'source'
  | 'problem';

/** One run, followed while it lives. Dispose of it when nobody looks any more. */
export interface IRun extends IDisposable {
  readonly id: string;
  /** Path of the run folder as Jupyter's contents API knows it. */
  readonly path: string;
  readonly home: IHome | null;
  readonly info: IRunInfo;
  readonly series: ReadonlyMap<string, ISeries>;
  readonly error?: RecordedError;
  readonly value?: RecordedValue;
  /** What is said of the flags, by name. */
  readonly flagFacts?: Readonly<Record<string, FlagFacts>>;
  /** What came of repeating another run. */
  readonly reproduced?: Omit<ReproducedEntry, 'type' | 'time'>;
  readonly source?: Omit<SourceEntry, 'type' | 'time'>;
  readonly environment?: Omit<EnvironmentEntry, 'type' | 'time'>;
  readonly warnings: readonly string[];
  /** Set when the run cannot be read: one sentence that says why and the cure. */
  readonly problem: string | null;
  /** Resolved when the first reading is done. */
  readonly ready: Promise<void>;
  readonly changed: ISignal<IRun, RunChange>;
  /** Output so far; following it starts with the first call. */
  output(): readonly OutputChunk[];
  /** Images, texts, histograms and tables so far; following them starts with the first call. */
  media(): IRunMedia;
  /** The first bytes of a file of the run, at most `count`; `null` when it is not there. */
  head(path: string, count: number): Promise<Uint8Array | null>;
  /** The executed cells in order. */
  cells(): Promise<readonly ExecutedCell[]>;
  files(): Promise<readonly IRunFile[]>;
  /** URL at which Jupyter serves a file of the run. */
  fileUrl(path: string): Promise<string>;
  /** Leaves the stop signal; resolved when it is written. */
  stop(): Promise<void>;
}

export type HomeState =
  | { kind: 'loading' }
  | { kind: 'ready' }
  /** No home at or above the folder. */
  | { kind: 'missing' }
  /** There is one, and Jupyter cannot serve it: what and the cure in one sentence. */
  | { kind: 'unreachable'; message: string };

/** How a sweep stands as a whole. */
export type SweepState =
  | 'pending'
  | 'paused'
  | 'running'
  | 'completed'
  | 'failed'
  | 'terminated';

/** What a list shows of a sweep or an experiment; plain data, replaced as a whole. */
export interface ISweepInfo {
  /** Its last submission. */
  id: string;
  kind: 'sweep' | 'experiment';
  name: string;
  label?: string;
  /** When it was submitted last: milliseconds since 1970. */
  created: number;
  /** Ids of its submissions: one of a sweep, any number of an experiment. */
  batches: readonly string[];
  counts: Readonly<JobCounts>;
  /** How many jobs it has. */
  total: number;
  /** How many of those that run wait for their turn at a launcher. */
  waiting: number;
  state: SweepState;
  /** No more of its jobs begin. */
  paused: boolean;
  /** About how long it goes on, in milliseconds, as far as that can be told. */
  left?: number;
}

/** What can be asked of jobs: of those that are named, or of all of a submission. */
export interface IJobsRequest {
  request: 'cancel' | 'retry' | 'pause' | 'resume';
  jobs?: readonly string[];
  batch?: string;
}

/** The runs of one home, newest first. */
export interface IHome extends IDisposable {
  /** As the contents API knows it. */
  readonly path: string;
  readonly state: HomeState;
  readonly runs: readonly IRunInfo[];
  /** When the feed was last read with success: milliseconds since 1970; 0 before. */
  readonly updated: number;
  /** While the server does not answer: one sentence that says so. Reading is tried again by itself. */
  readonly problem: string | null;
  readonly changed: ISignal<IHome, void>;
  /** Pauses the polling of the list while nobody looks at it. */
  setVisible(visible: boolean): void;
  /** Keeps the list polled, seen or not, until the result is disposed of. */
  watch(): IDisposable;
  /** Reads the feed now. */
  refresh(): Promise<void>;
  /** The run, shared by all who ask: each of them disposes of it once. */
  run(id: string): IRun;
  /** What was there when a run began, read once; `null` when the run cannot be read. */
  facts(id: string): Promise<RunFacts | null>;
  /** The jobs of the home, read when the runs are. */
  readonly queue: QueueFold;
  /** Sweeps and experiments, the newest first. */
  readonly sweeps: readonly ISweepInfo[];
  /**
   * Asks for something of jobs; resolved when somebody who does it has heard it.
   *
   * @throws Error that says what to do instead.
   */
  ask(requests: readonly IJobsRequest[]): Promise<void>;
}

/** Where homes are found; one `IHome` per path is shared by all who ask. */
export interface IHomes {
  /** The home nearest to a folder: its own, its `runs/`, or those of the folders above; `null` when there is none. */
  nearest(folder: string): Promise<IHome | null>;
  /** The home at a path, whether or not it exists yet. */
  get(path: string): IHome;
  /** Homes that Jupyter cannot serve, as run cards in open notebooks named them. */
  readonly unreachable: ReadonlyMap<string, string>;
  reportUnreachable(path: string, message: string): void;
  readonly changed: ISignal<IHomes, void>;
}

export const IHomes = new Token<IHomes>(
  'jupyterlab-trialbook:IHomes',
  'The homes that the Jupyter server serves, and their runs.'
);

/** Ids of the commands. */
export namespace CommandIDs {
  export const showRuns = 'trialbook:show-runs';
  export const openRun = 'trialbook:open-run';
  /** Opens the run under the context menu, or the one selected in the panel. */
  export const openSelectedRun = 'trialbook:open-selected-run';
  export const stopRun = 'trialbook:stop-run';
  /** Puts a cell into the run's notebook that runs it again. */
  export const rerunRun = 'trialbook:rerun-run';
  export const copyRunId = 'trialbook:copy-run-id';
  export const copyFlags = 'trialbook:copy-flags';
  export const showRunFolder = 'trialbook:show-run-folder';
  export const filterRuns = 'trialbook:filter-runs';
  /** Opens the difference of two runs, given as `a` and `b`. */
  export const compareRuns = 'trialbook:compare-runs';
  export const compareWithPrevious = 'trialbook:compare-with-previous';
  export const compareWithSelected = 'trialbook:compare-with-selected';
  export const refreshRuns = 'trialbook:refresh-runs';
  /** Opens a sweep or an experiment, given as `home` and `batch`. */
  export const openSweep = 'trialbook:open-sweep';
  export const cancelSweep = 'trialbook:cancel-sweep';
  export const pauseSweep = 'trialbook:pause-sweep';
  export const resumeSweep = 'trialbook:resume-sweep';
  /** Has the jobs of a sweep that failed made again; of these the one that is given as `job`. */
  export const retrySweep = 'trialbook:retry-sweep';
}
