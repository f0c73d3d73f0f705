import { Poll } from '@lumino/polling';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';
import type {
  ExecutedCell,
  FlagFacts,
  OutputChunk,
  RecordedError,
  RecordedValue,
  RunEnvironment,
  RunRecord,
  SourceEntry
} from 'trialbook/format';
import { RUN_FILES } from 'trialbook/format';
import type { IRunCache } from '../cache/run-cache';
import type { IFileSource } from '../sources/file-source';
import type {
  IHome,
  IRun,
  IRunFile,
  IRunInfo,
  IRunMedia,
  ISeries,
  RunChange
} from '../tokens';
import { readCells } from './cells-reader';
import { FileTail } from './file-tail';
import { isLost } from './heartbeat';
import { JournalReader } from './journal-reader';
import { MediaReader } from './media-reader';
import { OutputReader } from './output-reader';
import { joinPath } from './paths';
import { listFiles } from './run-files';
import { blankInfo, composeInfo } from './run-info';
import { SeriesReader } from './series-reader';

/** Milliseconds between two looks at a run that somebody watches closely. */
const PACE = 350;

/** Milliseconds between two looks at a run from which nothing was heard for `QUIET`. */
const QUIET_PACE = 900;
const QUIET = 30_000;

/** Milliseconds between two looks at the heartbeat, and at a run that seems to be lost. */
const BEAT_INTERVAL = 1000;
const LOST_PACE = 4000;

/** A run that is followed by byte offset while it lives and read once when it has ended. */
export class Run implements IRun {
  constructor(options: Run.IOptions) {
    const { path, source, cache } = options;
    this.id = options.id;
    this.path = path;
    this.home = options.home;
    this._source = source;
    this._release = options.release;
    this._listed = options.info;
    this._info = options.info ?? blankInfo(options.id);
    this._tail = new FileTail(
      source,
      joinPath(path, RUN_FILES.journal),
      this._journal
    );
    this._series = new SeriesReader({ id: this.id, path, source, cache });
    this.ready = new Promise(resolve => (this._resolveReady = resolve));
    this._poll = new Poll({
      auto: true,
      name: `trialbook:run:${this.id}`,
      factory: () => this._look(),
      frequency: { interval: PACE, backoff: true, max: 8000 },
      standby: 'when-hidden'
    });
  }

  readonly id: string;
  readonly path: string;
  readonly home: IHome | null;
  readonly ready: Promise<void>;

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  get changed(): ISignal<this, RunChange> {
    return this._changed;
  }

  get info(): IRunInfo {
    return this._info;
  }

  get series(): ReadonlyMap<string, ISeries> {
    return this._series.series;
  }

  get error(): RecordedError | undefined {
    return this._journal.record?.error;
  }

  get value(): RecordedValue | undefined {
    return this._journal.record?.value;
  }

  get flagFacts(): Readonly<Record<string, FlagFacts>> | undefined {
    return this._journal.record?.flagFacts;
  }

  get reproduced(): RunRecord['reproduced'] {
    return this._journal.record?.reproduced;
  }

  get source(): Omit<SourceEntry, 'type' | 'time'> | undefined {
    return this._journal.record?.source;
  }

  get environment(): RunEnvironment | undefined {
    return this._journal.record?.environment;
  }

  get warnings(): readonly string[] {
    return (this._journal.record?.warnings ?? []).map(
      warning => warning.message
    );
  }

  get problem(): string | null {
    return this._problem;
  }

  /** Counts those who share the run: each has to dispose of it once. */
  share(): this {
    this._shares++;
    return this;
  }

  /** The least time between two looks, in milliseconds: set higher when many runs are followed at once. */
  set pace(milliseconds: number) {
    this._pace = Math.max(PACE, milliseconds);
  }

  output(): readonly OutputChunk[] {
    if (!this._output) {
      this._output = new OutputReader();
      this._outputTail = new FileTail(
        this._source,
        joinPath(this.path, RUN_FILES.output),
        this._output
      );
      this._ask();
    }
    return this._output.chunks;
  }

  media(): IRunMedia {
    if (!this._media) {
      this._media = new MediaReader(this._source, this.path);
      this._ask();
    }
    return this._media;
  }

  head(path: string, count: number): Promise<Uint8Array | null> {
    return this._source.head(joinPath(this.path, path), count);
  }

  cells(): Promise<readonly ExecutedCell[]> {
    return readCells(this._source, this.path);
  }

  files(): Promise<readonly IRunFile[]> {
    return listFiles(this._source, this.path);
  }

  fileUrl(path: string): Promise<string> {
    return this._source.url(joinPath(this.path, path));
  }

  stop(): Promise<void> {
    return this._source.write(
      joinPath(this.path, RUN_FILES.stop),
      JSON.stringify({ time: Date.now() })
    );
  }

  /** Takes over what the list learned of the run; what changed there may have changed here as well. */
  relist(info: IRunInfo): void {
    this._listed = info;
    this._ask();
  }

  dispose(): void {
    if (this._isDisposed || --this._shares > 0) {
      return;
    }
    this._isDisposed = true;
    this._poll.dispose();
    this._release(this);
    Signal.clearData(this);
  }

  /** Wants another look, even at a run that has ended. */
  private _ask(): void {
    this._asked++;
    this._done = false;
    void this._poll.refresh();
  }

  /** One look at everything that is followed. */
  private async _look(): Promise<void> {
    if (this._done) {
      // What went on in the meantime (a label, a restart) is told by the feed, see `relist`.
      this._poll.frequency = { interval: Poll.NEVER, backoff: true, max: 8000 };
      return;
    }
    try {
      await this._read();
    } catch (error) {
      this._setProblem((error as Error).message);
      throw error;
    } finally {
      this._resolveReady();
    }
  }

  private async _read(): Promise<void> {
    const asked = this._asked;
    const journal = await this._tail.read();
    // After the journal, for its end was written after the last point and the last line.
    const [series, output, media] = await Promise.all([
      this._series.read(
        this._journal.live,
        this._journal.record?.scalars ?? this._info.scalarsFile
      ),
      this._outputTail?.read(),
      this._media?.read(this._journal.live)
    ]);
    await this._checkHeart();
    if (this._isDisposed) {
      return;
    }
    this._setProblem(this._problemOf(journal));
    const isNew = journal === 'new' || series;
    if (isNew || output === 'new') {
      this._heard = Date.now();
    }
    this._compose();
    if (series) {
      this._changed.emit('series');
    }
    if (output === 'new') {
      this._changed.emit('output');
    }
    if (media) {
      this._changed.emit('media');
    }
    this._plan(asked === this._asked);
  }

  private async _checkHeart(): Promise<void> {
    const now = Date.now();
    if (!this._journal.live) {
      this._lost = false;
    } else if (now - this._beaten >= BEAT_INTERVAL) {
      this._beaten = now;
      const { record } = this._journal;
      // A staged run does not beat before it is started.
      const created =
        (record?.staged ?? this._info.staged)
          ? Infinity
          : (record?.created ?? this._info.created);
      this._lost = await isLost(this._source, this.path, created);
    }
  }

  /** What is to be said of a journal that cannot be read. */
  private _problemOf(journal: string): string | null {
    if (this._journal.record !== null) {
      return null;
    }
    switch (journal) {
      case 'missing':
        return Run.MISSING;
      case 'forbidden':
        return Run.FORBIDDEN;
      default:
        return null;
    }
  }

  /**
   * When to look again, and whether at all.
   *
   * @param complete Whether nothing was asked for while this look was under way.
   */
  private _plan(complete: boolean): void {
    const now = Date.now();
    const ended = this._journal.record !== null && !this._journal.live;
    this._done = ended && complete;
    if (ended) {
      void this._series.save();
    }
    let interval = this._pace;
    if (this._done) {
      interval = Poll.NEVER;
    } else if (this._lost || this._problem !== null) {
      interval = LOST_PACE;
    } else if (now - this._heard > QUIET) {
      interval = Math.max(this._pace, QUIET_PACE);
    }
    this._poll.frequency = { interval, backoff: true, max: 8000 };
  }

  private _compose(): void {
    const info = composeInfo({
      id: this.id,
      record: this._journal.record,
      listed: this._listed,
      series: this._series.series,
      lost: this._lost
    });
    if (JSON.stringify(info) !== JSON.stringify(this._info)) {
      this._info = info;
      this._changed.emit('info');
    }
    const source = this._journal.record?.source;
    if (source !== this._emittedSource) {
      this._emittedSource = source;
      this._changed.emit('source');
    }
  }

  private _setProblem(problem: string | null): void {
    if (problem !== this._problem) {
      this._problem = problem;
      this._changed.emit('problem');
    }
  }

  private _source: IFileSource;
  private _release: (run: Run) => void;
  private _shares = 0;
  /** Counts what was asked for besides the regular looks. */
  private _asked = 0;
  private _isDisposed = false;
  private _changed = new Signal<this, RunChange>(this);
  private _poll: Poll;
  private _pace = PACE;
  private _journal = new JournalReader();
  private _tail: FileTail;
  private _series: SeriesReader;
  private _media: MediaReader | null = null;
  private _output: OutputReader | null = null;
  private _outputTail: FileTail | null = null;
  private _listed: IRunInfo | undefined;
  private _info: IRunInfo;
  private _problem: string | null = null;
  private _emittedSource: object | undefined;
  private _lost = false;
  private _beaten = 0;
  private _heard = Date.now();
  private _done = false;
  private _resolveReady: () => void = () => undefined;
}

/** Statics of `Run`. */
export namespace Run {
  export const MISSING =
    'The run folder is not there. It was moved or deleted, or Jupyter does not serve it because a folder of its path begins with a dot.';

  export const FORBIDDEN =
    'The Jupyter server refuses to read the run folder. Check its permissions, and that you are signed in.';

  /** Options of the constructor. */
  export interface IOptions {
    id: string;
    /** Path of the run folder. */
    path: string;
    home: IHome | null;
    source: IFileSource;
    cache: IRunCache;
    /** What the list knows of the run. */
    info?: IRunInfo;
    /** Called when the last one who shared the run has left. */
    release: (run: Run) => void;
  }
}
