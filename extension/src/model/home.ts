import type { IDisposable } from '@lumino/disposable';
import { DisposableDelegate } from '@lumino/disposable';
import { Poll } from '@lumino/polling';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';
import type { QueueFold, RunFacts } from 'trialbook/format';
import { HOME_FILE } from 'trialbook/format';
import type { IRunCache } from '../cache/run-cache';
import type { IFileSource } from '../sources/file-source';
import type {
  HomeState,
  IHome,
  IJobsRequest,
  IRunInfo,
  ISweepInfo
} from '../tokens';
import { FeedReader } from './feed-reader';
import { LiveRuns } from './live-runs';
import { isHidden, joinPath } from './paths';
import { Run } from './run';
import { QueueReader } from './queue-reader';
import { readFacts } from './run-facts';
import { JobRequests, type StartSupervisor } from './job-requests';
import { sweepsOf } from './sweep-info';

/** Milliseconds between two looks at the feed: while something goes on, and at most. */
const FAST = 700;
const SLOW = 5000;

/** Milliseconds after a change in which another one is likely. */
const LIVELY = 15_000;

/** Milliseconds between two redraws at least. */
const EMIT_INTERVAL = 150;

/** The runs of one home: the feed tells which there are, their own files what the running ones do. */
export class Home implements IHome {
  constructor(options: Home.IOptions) {
    this.path = options.path;
    this._source = options.source;
    this._cache = options.cache;
    this._feed = new FeedReader(options);
    this._queue = new QueueReader(options);
    this._requests = new JobRequests(options);
    this._live = new LiveRuns({
      source: options.source,
      path: options.path,
      run: id => this._acquire(id)
    });
    this._live.changed.connect(this._onLiveChanged, this);
    this._poll = new Poll({
      auto: false,
      name: `trialbook:home:${this.path}`,
      factory: () => this._look(),
      frequency: { interval: FAST, backoff: true, max: 10_000 },
      standby: () => (this._isWatched ? 'when-hidden' : true)
    });
  }

  readonly path: string;

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  get state(): HomeState {
    return this._state;
  }

  get runs(): readonly IRunInfo[] {
    return this._runs;
  }

  get updated(): number {
    return this._updated;
  }

  get problem(): string | null {
    return this._problem;
  }

  setVisible(visible: boolean): void {
    if (visible !== this._visible) {
      this._visible = visible;
      this._live.setActive(visible);
      this._wake();
    }
  }

  watch(): IDisposable {
    this._watchers++;
    this._wake();
    return new DisposableDelegate(() => {
      this._watchers--;
    });
  }

  get queue(): QueueFold {
    return this._queue.fold;
  }

  get sweeps(): readonly ISweepInfo[] {
    this._sweeps ??= sweepsOf(this._queue.fold);
    return this._sweeps;
  }

  async ask(requests: readonly IJobsRequest[]): Promise<void> {
    await this._requests.ask(requests);
    await this.refresh();
  }

  /** Reads feed and queue now, whether or not anybody watches. */
  async refresh(): Promise<void> {
    this._isEager = true;
    await this._look().catch(() => undefined);
    this._wake();
  }

  run(id: string): Run {
    return this._acquire(id);
  }

  facts(id: string): Promise<RunFacts | null> {
    return readFacts(this._source, joinPath(this.path, id));
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    clearTimeout(this._emitTimer);
    this._poll.dispose();
    this._live.dispose();
    this._feed.dispose();
    Signal.clearData(this);
  }

  private get _isWatched(): boolean {
    return this._visible || this._watchers > 0;
  }

  private _wake(): void {
    if (this._isWatched) {
      void this._poll.refresh();
    }
  }

  private _acquire(id: string): Run {
    let run = this._shared.get(id);
    if (!run) {
      run = new Run({
        id,
        path: joinPath(this.path, id),
        home: this,
        source: this._source,
        cache: this._cache,
        info: this._live.known(id) ?? this._feed.info(id),
        release: gone => this._shared.delete(gone.id)
      });
      this._shared.set(id, run);
    }
    return run.share();
  }

  private _look(): Promise<void> {
    this._looking ??= this._read().finally(() => {
      this._looking = null;
    });
    return this._looking;
  }

  private async _read(): Promise<void> {
    try {
      if (this._state.kind === 'loading') {
        await this._feed.restore(() => this._show());
      }
      const result = await this._feed.read();
      this._state = await this._stateAfter(result.kind);
      this._problem = null;
      this._updated = Date.now();
      for (const id of result.changed) {
        const info = this._feed.info(id);
        if (info) {
          this._shared.get(id)?.relist(info);
        }
      }
      if (result.changed.size > 0) {
        this._lively = Date.now() + LIVELY;
        this._show();
      }
      await this._readQueue();
    } catch (error) {
      this._problem = (error as Error).message;
      this._emit();
      throw error;
    }
    this._emit();
    this._plan();
  }

  private async _readQueue(): Promise<void> {
    const eager = this._isEager;
    this._isEager = false;
    if (await this._queue.read(eager)) {
      this._lively = Date.now() + LIVELY;
      this._sweeps = undefined;
    }
  }

  /** What a look at the feed says of the home. */
  private async _stateAfter(
    kind: FeedReader.IResult['kind']
  ): Promise<HomeState> {
    if (kind === 'read') {
      return { kind: 'ready' };
    }
    if (isHidden(this.path)) {
      return {
        kind: 'unreachable',
        message: `The runs are in ${this.path}, and Jupyter serves no folder whose name begins with a dot. Keep them in a visible folder: run(…, { home: "runs" }).`
      };
    }
    if (kind === 'forbidden') {
      return {
        kind: 'unreachable',
        message: `The Jupyter server refuses to read ${this.path}. Check the permissions of the folder, and that you are signed in.`
      };
    }
    const mark = await this._source.stat(joinPath(this.path, HOME_FILE));
    return { kind: mark ? 'ready' : 'missing' };
  }

  /** Takes over what the feed and the running runs tell. */
  private _show(): void {
    if (this._state.kind === 'loading' && this._feed.infos.length > 0) {
      this._state = { kind: 'ready' };
    }
    this._live.update(this._feed.infos);
    this._merge();
  }

  private _merge(): void {
    this._runs = this._live.merge(this._feed.infos);
    this._emit();
  }

  private _onLiveChanged(): void {
    this._merge();
  }

  private _plan(): void {
    const busy = this._live.count > 0 || Date.now() < this._lively;
    const { interval } = this._poll.frequency;
    this._poll.frequency = {
      interval: busy ? FAST : Math.min(SLOW, Math.round(interval * 1.5)),
      backoff: true,
      max: 10_000
    };
  }

  /** Tells of changes, not more often than can be drawn. */
  private _emit(): void {
    if (this._emitTimer === undefined && !this._isDisposed) {
      const pause = this._emitted + EMIT_INTERVAL - Date.now();
      this._emitTimer = setTimeout(
        () => {
          this._emitTimer = undefined;
          this._emitted = Date.now();
          this._changed.emit();
        },
        Math.max(0, pause)
      );
    }
  }

  private _source: IFileSource;
  private _cache: IRunCache;
  private _feed: FeedReader;
  private _queue: QueueReader;
  private _requests: JobRequests;
  /** As the queue tells of them; undefined until somebody asks. */
  private _sweeps: readonly ISweepInfo[] | undefined;
  /** Whether the next look is also at a queue that was not there. */
  private _isEager = false;
  private _live: LiveRuns;
  private _poll: Poll;
  private _changed = new Signal<this, void>(this);
  private _isDisposed = false;
  private _state: HomeState = { kind: 'loading' };
  private _problem: string | null = null;
  private _updated = 0;
  private _lively = 0;
  private _runs: readonly IRunInfo[] = [];
  private _visible = false;
  private _watchers = 0;
  private _shared = new Map<string, Run>();
  private _looking: Promise<void> | null = null;
  private _emitted = 0;
  private _emitTimer: ReturnType<typeof setTimeout> | undefined;
}

/** Statics of `Home`. */
export namespace Home {
  /** Options of the constructor. */
  export interface IOptions {
    path: string;
    source: IFileSource;
    cache: IRunCache;
    /** Where nothing can be started, requests wait for a supervisor that somebody else starts. */
    startSupervisor?: StartSupervisor;
  }
}
