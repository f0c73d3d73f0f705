import type { IDisposable } from '@lumino/disposable';
import { Signal, type ISignal } from '@lumino/signaling';
import { ChartSettings } from '../charts/chart-settings';
import type {
  IRun,
  IRunFile,
  IRunMedia,
  RunChange,
  RunStatus
} from '../tokens';
import { OutputLines } from './output-lines';
import { readSource, type IRunSource } from './run-source';
import { whatChanged, type IWhatChanged } from './what-changed';

/** The tabs of the run view in their order. */
export const RUN_TABS = [
  'charts',
  'media',
  'output',
  'source',
  'files'
] as const;

export type RunTab = (typeof RUN_TABS)[number];

/** What of the view has changed. */
export type RunViewChange = RunChange | 'tab' | 'files' | 'whatChanged';

/** Something that is read when it is first looked at. */
export type Loaded<T> =
  | { state: 'loading' }
  | { state: 'ready'; value: T }
  | { state: 'failed'; message: string };

/** What a run view shows of a run: which tab, how its charts are drawn, what has been read. */
export class RunViewModel implements IDisposable {
  /** Takes the run over: it is disposed of with the model. */
  constructor(run: IRun) {
    this._run = run;
    run.changed.connect(this._onChanged, this);
    void run.ready.then(() => {
      if (!this._isDisposed) {
        this._isReady = true;
        this._changed.emit('info');
        this._changed.emit('series');
      }
    });
  }

  readonly charts = new ChartSettings();

  get changed(): ISignal<this, RunViewChange> {
    return this._changed;
  }

  get run(): IRun {
    return this._run;
  }

  /** Whether the run has been read for the first time. */
  get isReady(): boolean {
    return this._isReady;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  get tab(): RunTab {
    return this._tab;
  }

  set tab(tab: RunTab) {
    if (tab === this._tab) {
      return;
    }
    this._tab = tab;
    this._changed.emit('tab');
    if (tab === 'source' && this._source) {
      // The editor's notebook comes a moment after the start.
      void this._loadSource();
    }
    if (tab === 'files') {
      // Files come and go without a word.
      void this._loadFiles();
    }
  }

  /** The lines of the output; asking begins to follow it. */
  get output(): OutputLines {
    this._lines ??= new OutputLines();
    this._lines.update(this._run.output());
    return this._lines;
  }

  /** Images, texts, histograms and tables; asking begins to follow them. */
  get media(): IRunMedia {
    this._media ??= this._run.media();
    return this._media;
  }

  /** How many names of media there are, as far as they have been asked for. */
  get mediaCount(): number | null {
    const media = this._media;
    return media?.isRead ? media.series.length + media.tables.length : null;
  }

  /** The executed cells and what they depend on; asking begins to read it. */
  get source(): Loaded<IRunSource> {
    if (!this._source) {
      this._source = { state: 'loading' };
      void this._loadSource();
    }
    return this._source;
  }

  /** The files in the run folder; asking begins to read them. */
  get files(): Loaded<readonly IRunFile[]> {
    if (!this._files) {
      this._files = { state: 'loading' };
      void this._loadFiles();
    }
    return this._files;
  }

  /** What was changed since the previous run of the function; `null` while that is not known. Asking begins to find out. */
  get whatChanged(): IWhatChanged | null {
    if (!this._asksWhatChanged && this._isReady) {
      this._asksWhatChanged = true;
      void this._compare();
    }
    return this._whatChanged;
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    this._run.changed.disconnect(this._onChanged, this);
    this._run.dispose();
    Signal.clearData(this);
  }

  private _onChanged(_: IRun, change: RunChange): void {
    if (change === 'source' && this._source) {
      void this._loadSource();
    }
    const { status } = this._run.info;
    if (
      (change === 'source' || status !== this._status) &&
      this._asksWhatChanged
    ) {
      void this._compare();
    }
    this._status = status;
    this._changed.emit(change);
  }

  /** The environment of a run becomes known piece by piece, so this may be asked several times. */
  private async _compare(): Promise<void> {
    try {
      this._whatChanged = await whatChanged(this._run);
      this._emit('whatChanged');
    } catch {
      // A line that is missing is no reason to trouble anyone; the view says so if the server does not answer.
    }
  }

  private async _loadSource(): Promise<void> {
    this._source = await loaded(readSource(this._run));
    this._emit('source');
  }

  private async _loadFiles(): Promise<void> {
    this._files = await loaded(this._run.files());
    this._emit('files');
  }

  private _emit(change: RunViewChange): void {
    if (!this._isDisposed) {
      this._changed.emit(change);
    }
  }

  private _asksWhatChanged = false;
  private _changed = new Signal<this, RunViewChange>(this);
  private _files: Loaded<readonly IRunFile[]> | null = null;
  private _isDisposed = false;
  private _isReady = false;
  private _media: IRunMedia | null = null;
  private _lines: OutputLines | null = null;
  private _run: IRun;
  private _source: Loaded<IRunSource> | null = null;
  private _status: RunStatus | null = null;
  private _tab: RunTab = 'charts';
  private _whatChanged: IWhatChanged | null = null;
}

async function loaded<T>(reading: Promise<T>): Promise<Loaded<T>> {
  try {
    return { state: 'ready', value: await reading };
  } catch (reason) {
    return {
      state: 'failed',
      message: reason instanceof Error ? reason.message : String(reason)
    };
  }
}
