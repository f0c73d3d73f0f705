import type { IDisposable } from '@lumino/disposable';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';
import type { IFileSource } from '../sources/file-source';
import type { IRun, IRunInfo } from '../tokens';
import { isLive } from './grouping';
import { isLost } from './heartbeat';
import { joinPath } from './paths';

/** How many running runs are followed point by point; of older ones only the heartbeat is looked at. */
const FOLLOW_LIMIT = 20;

/** Milliseconds of pace per followed run, so that the server gets about as many requests however many there are. */
const PACE_PER_RUN = 70;

/** Milliseconds between two looks at the hearts of the other runs, and how many are looked at at once. */
const BEAT_INTERVAL = 4000;
const BEATS_AT_ONCE = 6;

/** A run as it is followed for a list. */
export interface IFollowedRun extends IRun {
  pace: number;
}

/**
 * Of a home's runs those without an end: follows the newest for status, last values and sparkline, and tells the
 * lost ones from the living.
 */
export class LiveRuns implements IDisposable {
  constructor(private _options: LiveRuns.IOptions) {}

  /** Emitted when `merge` would give something else. */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /** How many runs are followed and alive. */
  get count(): number {
    let count = 0;
    for (const run of this._followed.values()) {
      count += isLive(run.info) ? 1 : 0;
    }
    return count;
  }

  /** Follows nothing while nobody looks at the list. */
  setActive(active: boolean): void {
    this._active = active;
    clearInterval(this._timer);
    if (active) {
      this._timer = setInterval(() => void this._beat(), BEAT_INTERVAL);
    }
    this._follow();
    if (active) {
      void this._beat();
    }
  }

  /** The runs that the feed tells of, newest first. */
  update(infos: readonly IRunInfo[]): void {
    this._open = infos.filter(isLive);
    const ids = new Set(this._open.map(info => info.id));
    this._follow();
    for (const id of [...this._seen.keys(), ...this._lost]) {
      if (!ids.has(id)) {
        this._seen.delete(id);
        this._lost.delete(id);
      }
    }
  }

  /** How a running run looks now or looked when it was last followed. */
  known(id: string): IRunInfo | undefined {
    return this._followed.get(id)?.info ?? this._seen.get(id);
  }

  /** The infos with what is known of the running runs put in their place. */
  merge(infos: readonly IRunInfo[]): readonly IRunInfo[] {
    if (this._open.length === 0) {
      return infos;
    }
    return infos.map(info => {
      if (!isLive(info)) {
        return info;
      }
      const known =
        this._followed.get(info.id)?.info ?? this._seen.get(info.id);
      if (known) {
        return this._lost.has(info.id) && isLive(known)
          ? this._asLost(known)
          : known;
      }
      return this._lost.has(info.id) ? this._asLost(info) : info;
    });
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    this._open = [];
    this.setActive(false);
    Signal.clearData(this);
  }

  /** Makes the followed runs the newest living ones. */
  private _follow(): void {
    const wanted = this._active
      ? this._open
          .filter(info => !this._lost.has(info.id))
          .slice(0, FOLLOW_LIMIT)
          .map(info => info.id)
      : [];
    for (const [id, run] of this._followed) {
      if (!wanted.includes(id)) {
        this._seen.set(id, run.info);
        this._followed.delete(id);
        run.changed.disconnect(this._onRunChanged, this);
        run.dispose();
      }
    }
    for (const id of wanted) {
      if (!this._followed.has(id)) {
        const run = this._options.run(id);
        run.changed.connect(this._onRunChanged, this);
        this._followed.set(id, run);
      }
    }
    for (const run of this._followed.values()) {
      run.pace = PACE_PER_RUN * this._followed.size;
    }
  }

  private _onRunChanged(run: IRun, change: string): void {
    if (change !== 'info') {
      return;
    }
    if (run.info.status === 'lost' && !this._lost.has(run.id)) {
      this._lost.add(run.id);
      // Its place goes to one that lives. Not from within the run's own signal, which disposing it would cut off.
      queueMicrotask(() => this._follow());
    }
    this._changed.emit();
  }

  /** Looks at the hearts of the runs that are not followed, lost ones too: a machine may have slept. */
  private async _beat(): Promise<void> {
    if (this._beating) {
      return;
    }
    this._beating = true;
    try {
      const others = this._open.filter(info => !this._followed.has(info.id));
      for (let i = 0; i < others.length && this._active; i += BEATS_AT_ONCE) {
        const some = others.slice(i, i + BEATS_AT_ONCE);
        await Promise.all(some.map(info => this._beatOf(info)));
      }
    } catch {
      // The feed's reader tells that the server does not answer.
    } finally {
      this._beating = false;
    }
  }

  private async _beatOf(info: IRunInfo): Promise<void> {
    const { source, path } = this._options;
    const lost = await isLost(
      source,
      joinPath(path, info.id),
      info.staged ? Infinity : info.created
    );
    if (lost === this._lost.has(info.id)) {
      return;
    }
    if (lost) {
      this._lost.add(info.id);
    } else {
      this._lost.delete(info.id);
    }
    this._follow();
    this._changed.emit();
  }

  private _asLost(info: IRunInfo): IRunInfo {
    let lost = this._asLostInfos.get(info);
    if (!lost) {
      lost = { ...info, status: 'lost' };
      this._asLostInfos.set(info, lost);
    }
    return lost;
  }

  private _changed = new Signal<this, void>(this);
  private _isDisposed = false;
  private _active = false;
  private _open: readonly IRunInfo[] = [];
  private _followed = new Map<string, IFollowedRun>();
  /** How runs looked when they were last followed. */
  private _seen = new Map<string, IRunInfo>();
  private _lost = new Set<string>();
  private _asLostInfos = new WeakMap<IRunInfo, IRunInfo>();
  private _beating = false;
  private _timer: ReturnType<typeof setInterval> | undefined;
}

/** Statics of `LiveRuns`. */
export namespace LiveRuns {
  /** Options of the constructor. */
  export interface IOptions {
    source: IFileSource;
    /** Path of the home. */
    path: string;
    /** A run to be followed, to be disposed of afterwards. */
    run: (id: string) => IFollowedRun;
  }
}
