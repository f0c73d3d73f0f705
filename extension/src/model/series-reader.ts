import { ScalarTable } from 'trialbook/format';
import type { ICachedSeries, IRunCache } from '../cache/run-cache';
import type { IFileSource } from '../sources/file-source';
import type { ISeries } from '../tokens';
import { FileTail } from './file-tail';
import { listEventFiles } from './event-files';
import { joinPath } from './paths';

/** Milliseconds between two looks for further files of scalars, and for the one that `log()` makes at the first point. */
const LIST_INTERVAL = 4000;
const FIRST_INTERVAL = 600;

/** The scalars of a run, from all files of scalars in its folder and the folders in it. */
export class SeriesReader {
  constructor(private _options: SeriesReader.IOptions) {}

  /** The points by tag; another map when a file was begun anew. */
  get series(): ReadonlyMap<string, ISeries> {
    return this._table.series;
  }

  /**
   * Reads what is new; resolves to whether there was any.
   *
   * @param lively Whether more may come by itself. Without, the folder is looked at each time.
   * @param expected File that `log()` makes. It is looked for by listing, since the server logs each miss.
   */
  async read(lively: boolean, expected: string): Promise<boolean> {
    if (!this._restored) {
      this._restored = true;
      await this._restore();
    }
    const interval =
      expected === '' || this._tails.has(expected)
        ? LIST_INTERVAL
        : FIRST_INTERVAL;
    if (!lively || Date.now() - this._listed >= interval) {
      await this._findFiles();
    }
    const before = this._changes;
    await Promise.all([...this._tails.values()].map(tail => tail.read()));
    if (this._broken) {
      await this._readAnew();
    }
    return this._changes !== before;
  }

  /** Keeps the points in the cache, for the run has ended. */
  async save(): Promise<void> {
    if (this._saved === this._changes) {
      return;
    }
    this._saved = this._changes;
    const { cache, id } = this._options;
    await cache.saveSeries(id, {
      cursors: Object.fromEntries(
        [...this._tails.keys()].map(name => [name, this._table.offset(name)])
      ),
      // Copies, for the arrays are views into larger ones.
      series: [...this.series.values()].map(s => ({
        tag: s.tag,
        steps: s.steps.slice(),
        values: s.values.slice(),
        walls: s.walls.slice()
      }))
    });
  }

  private async _restore(): Promise<void> {
    const cached = await this._options.cache.series(this._options.id);
    if (cached) {
      this._resume(cached);
    }
  }

  private _resume(cached: ICachedSeries): void {
    for (const series of cached.series) {
      this._table.add(series.tag, series);
    }
    for (const [name, offset] of Object.entries(cached.cursors)) {
      this._table.resume(offset, name);
      this._follow(name, offset);
    }
    this._saved = ++this._changes;
  }

  private async _findFiles(): Promise<void> {
    this._listed = Date.now();
    const { source, path } = this._options;
    for (const file of await listEventFiles(source, path)) {
      this._follow(file, 0);
    }
  }

  private _follow(name: string, offset: number): void {
    if (this._tails.has(name)) {
      return;
    }
    const path = joinPath(this._options.path, name);
    const sink = {
      push: (bytes: Uint8Array) => {
        this._changes++;
        this._table.append(bytes, name);
      },
      // Its points cannot be told from those of the other files.
      reset: () => {
        this._broken = true;
      }
    };
    this._tails.set(
      name,
      new FileTail(this._options.source, path, sink, offset)
    );
  }

  private async _readAnew(): Promise<void> {
    const names = [...this._tails.keys()];
    this._broken = false;
    this._changes++;
    this._tails.clear();
    this._table = new ScalarTable();
    names.forEach(name => this._follow(name, 0));
    await Promise.all([...this._tails.values()].map(tail => tail.read()));
  }

  private _table = new ScalarTable();
  private _tails = new Map<string, FileTail>();
  private _restored = false;
  private _broken = false;
  private _listed = 0;
  private _changes = 0;
  private _saved = 0;
}

/** Statics of `SeriesReader`. */
export namespace SeriesReader {
  /** Options of the constructor. */
  export interface IOptions {
    id: string;
    /** Path of the run folder. */
    path: string;
    source: IFileSource;
    cache: IRunCache;
  }
}
