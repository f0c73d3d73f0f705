import type { RunDigest } from 'trialbook/format';
import { FEED_FILE, FeedFold } from 'trialbook/format';
import type { IRunCache } from '../cache/run-cache';
import { SLICE_RUNS } from '../cache/run-cache';
import type { IFileSource } from '../sources/file-source';
import type { IRunInfo } from '../tokens';
import { FileTail } from './file-tail';
import { joinPath } from './paths';
import { digestInfo } from './run-info';

/** Bytes of the feed's beginning by which a home is known again. */
const HEAD_BYTES = 128;

/** Milliseconds by which saving waits for further changes. */
const SAVE_DELAY = 1500;

/**
 * Follows the feed of a home: begins with what the cache holds, reads what is new from there on, and keeps the cache up
 * to date. A feed that shrank or begins with other bytes is another home's: all is read anew.
 */
export class FeedReader {
  constructor(private _options: FeedReader.IOptions) {
    this._file = joinPath(_options.path, FEED_FILE);
    this._tail = this._follow(0);
  }

  /** The runs that are not deleted, newest first; another array when any has changed. */
  get infos(): readonly IRunInfo[] {
    return this._infos;
  }

  info(id: string): IRunInfo | undefined {
    return this._byId.get(id);
  }

  /** Takes over what the cache holds; calls `onRuns` when there is something to be shown. Never rejects. */
  async restore(onRuns: () => void): Promise<void> {
    const { cache, path, source } = this._options;
    const cached = await cache.home(path);
    if (!cached) {
      return;
    }
    const head = source.head(this._file, HEAD_BYTES).catch(() => null);
    const count = Math.ceil(cached.count / SLICE_RUNS);
    const indices = Array.from({ length: count }, (_, index) => index);
    // The newest ones first: they are what is looked at.
    const newest = count > 0 ? await cache.slice(path, count - 1) : [];
    if (newest) {
      this._infos = newest.filter(isShown).map(digestInfo).reverse();
      onRuns();
    }
    const slices = await Promise.all(
      indices.slice(0, -1).map(index => cache.slice(path, index))
    );
    const digests = [...slices, newest].flatMap(slice => slice ?? []);
    const bytes = await head;
    const isSame = bytes === null || textOf(bytes).startsWith(cached.head);
    if (!isSame || digests.length !== cached.count) {
      await cache.forget(path);
      this._infos = [];
      onRuns();
      return;
    }
    this._head = cached.head;
    this._fold = new FeedFold({ offset: cached.cursor });
    this._fold.restore(digests);
    this._tail = this._follow(cached.cursor);
    this._order = digests.map(digest => digest.run);
    this._rebuild(this._order);
    onRuns();
  }

  /** Reads what is new. */
  async read(): Promise<FeedReader.IResult> {
    this._changed = new Set();
    const result = await this._tail.read();
    const changed = this._changed;
    if (result === 'missing' || result === 'forbidden') {
      this._tail = this._follow(0);
      return { kind: result, changed: this._clear() };
    }
    if (changed.size > 0) {
      await this._readHead();
      this._rebuild(changed);
      this._scheduleSave();
    }
    return { kind: 'read', changed };
  }

  dispose(): void {
    clearTimeout(this._saveTimer);
    this._isDisposed = true;
  }

  private _follow(offset: number): FileTail {
    return new FileTail(
      this._options.source,
      this._file,
      {
        push: bytes => {
          for (const id of this._fold.push(bytes)) {
            this._changed.add(id);
          }
        },
        reset: () => {
          this._clear();
          void this._options.cache.forget(this._options.path);
        }
      },
      offset
    );
  }

  /** Forgets all runs; tells which ones those were. */
  private _clear(): Set<string> {
    const gone = new Set(this._order);
    this._fold = new FeedFold();
    this._order = [];
    this._places.clear();
    this._byId.clear();
    this._infos = [];
    this._head = '';
    gone.forEach(id => this._changed.add(id));
    return gone;
  }

  private async _readHead(): Promise<void> {
    if (this._head.length < HEAD_BYTES) {
      const bytes = await this._options.source.head(this._file, HEAD_BYTES);
      this._head = bytes ? textOf(bytes) : '';
    }
  }

  /** Brings the infos up to date with the digests of `ids`. */
  private _rebuild(ids: Iterable<string>): void {
    const { digests } = this._fold;
    for (const id of ids) {
      const digest = digests.get(id);
      if (!digest) {
        continue;
      }
      let place = this._places.get(id);
      if (place === undefined) {
        place = this._places.size;
        this._places.set(id, place);
        this._order[place] = id;
      }
      this._dirty.add(Math.floor(place / SLICE_RUNS));
      if (digest.deleted) {
        this._byId.delete(id);
      } else {
        this._byId.set(id, digestInfo(digest));
      }
    }
    this._infos = [...this._byId.values()].sort(newestFirst);
  }

  private _scheduleSave(): void {
    if (this._saveTimer === undefined && !this._isDisposed) {
      this._saveTimer = setTimeout(() => {
        this._saveTimer = undefined;
        void this._save();
      }, SAVE_DELAY);
    }
  }

  private async _save(): Promise<void> {
    const { digests } = this._fold;
    const slices = new Map<number, RunDigest[]>();
    for (const index of this._dirty) {
      slices.set(
        index,
        this._order
          .slice(index * SLICE_RUNS, (index + 1) * SLICE_RUNS)
          .flatMap(id => digests.get(id) ?? [])
      );
    }
    this._dirty.clear();
    await this._options.cache.saveHome(
      this._options.path,
      {
        head: this._head,
        cursor: this._fold.lines.offset,
        count: this._order.length
      },
      slices
    );
  }

  private _file: string;
  private _tail: FileTail;
  private _fold = new FeedFold();
  private _changed = new Set<string>();
  /** Ids in the order of the feed, and their places in it. */
  private _order: string[] = [];
  private _places = new Map<string, number>();
  private _byId = new Map<string, IRunInfo>();
  private _infos: readonly IRunInfo[] = [];
  private _head = '';
  /** Slices that the cache does not have as they are. */
  private _dirty = new Set<number>();
  private _isDisposed = false;
  private _saveTimer: ReturnType<typeof setTimeout> | undefined;
}

/** Statics of `FeedReader`. */
export namespace FeedReader {
  /** Options of the constructor. */
  export interface IOptions {
    /** Path of the home. */
    path: string;
    source: IFileSource;
    cache: IRunCache;
  }

  /** What a look at the feed found. */
  export interface IResult {
    kind: 'read' | 'missing' | 'forbidden';
    /** Ids of the runs that changed. */
    changed: ReadonlySet<string>;
  }
}

function isShown(digest: RunDigest): boolean {
  return !digest.deleted;
}

function newestFirst(a: IRunInfo, b: IRunInfo): number {
  return b.created - a.created || (a.id < b.id ? 1 : -1);
}

/** Bytes as text, one character each: the head may be cut in the middle of a character. */
function textOf(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}
