import type { IDisposable } from '@lumino/disposable';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';
import { DEFAULT_HOME, HOME_FILE } from 'trialbook/format';
import type { IRunCache } from '../cache/run-cache';
import type { IFileSource } from '../sources/file-source';
import type { IHome, IHomes } from '../tokens';
import { Home } from './home';
import type { StartSupervisor } from './job-requests';
import { foldersUpwards, joinPath } from './paths';

/** Milliseconds for which a folder without a home is believed to be without one. */
const NEGATIVE_TTL = 2000;

/** Finds homes and shares them. */
export class Homes implements IHomes, IDisposable {
  constructor(options: Homes.IOptions) {
    this._options = options;
    this._source = options.source;
  }

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  get unreachable(): ReadonlyMap<string, string> {
    return this._unreachable;
  }

  async nearest(folder: string): Promise<IHome | null> {
    for (const candidate of foldersUpwards(folder)) {
      const path = await this._homeIn(candidate);
      if (path !== null) {
        return this._share(path);
      }
    }
    return null;
  }

  get(path: string): IHome {
    const known = this._homes.get(path);
    const home = this._share(path);
    if (known?.state.kind === 'missing') {
      void known.refresh();
    }
    if (!known) {
      // Whoever looks for a home had better look again: here is one it may not have known.
      this._negatives.clear();
      this._changed.emit();
    }
    return home;
  }

  reportUnreachable(path: string, message: string): void {
    if (this._unreachable.get(path) !== message) {
      this._unreachable.set(path, message);
      this._changed.emit();
    }
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    for (const home of this._homes.values()) {
      home.dispose();
    }
    this._homes.clear();
    Signal.clearData(this);
  }

  private _share(path: string): Home {
    let home = this._homes.get(path);
    if (!home) {
      home = new Home({ ...this._options, path });
      this._homes.set(path, home);
    }
    return home;
  }

  /** The path of the home that a folder is or holds. */
  private async _homeIn(folder: string): Promise<string | null> {
    const own = this._homes.get(folder);
    if (own?.state.kind === 'ready') {
      return folder;
    }
    const negative = this._negatives.get(folder);
    if (negative !== undefined && Date.now() - negative < NEGATIVE_TTL) {
      return null;
    }
    const path = await this._look(folder);
    if (path === null) {
      this._negatives.set(folder, Date.now());
    }
    return path;
  }

  private async _look(folder: string): Promise<string | null> {
    const listing = await this._source.list(folder);
    if (listing.kind !== 'entries') {
      return null;
    }
    if (listing.entries.some(entry => entry.name === HOME_FILE)) {
      return folder;
    }
    const holdsDefault = listing.entries.some(
      entry => entry.name === DEFAULT_HOME && entry.type === 'directory'
    );
    if (!holdsDefault) {
      return null;
    }
    // Asked for by name: listing a home of 10 000 runs takes the server seconds.
    const path = joinPath(folder, DEFAULT_HOME);
    const mark = await this._source.stat(joinPath(path, HOME_FILE));
    return mark ? path : null;
  }

  private _source: IFileSource;
  private _options: Homes.IOptions;
  private _homes = new Map<string, Home>();
  private _negatives = new Map<string, number>();
  private _unreachable = new Map<string, string>();
  private _changed = new Signal<this, void>(this);
  private _isDisposed = false;
}

/** Statics of `Homes`. */
export namespace Homes {
  /** Options of the constructor. */
  export interface IOptions {
    source: IFileSource;
    cache: IRunCache;
    startSupervisor?: StartSupervisor;
  }
}
