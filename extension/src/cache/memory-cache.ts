import type { RunDigest } from 'trialbook/format';
import type { ICachedHome, ICachedSeries, IRunCache } from './run-cache';

/** A cache for a browser that keeps nothing: it lasts as long as the page. */
export class MemoryCache implements IRunCache {
  async home(path: string): Promise<ICachedHome | undefined> {
    return this._homes.get(path);
  }

  async slice(path: string, index: number): Promise<RunDigest[] | undefined> {
    return this._slices.get(path)?.get(index);
  }

  async saveHome(
    path: string,
    home: ICachedHome,
    slices: ReadonlyMap<number, RunDigest[]>
  ): Promise<void> {
    this._homes.set(path, home);
    this._slices.set(
      path,
      new Map([...(this._slices.get(path) ?? []), ...slices])
    );
  }

  async forget(path: string): Promise<void> {
    this._homes.delete(path);
    this._slices.delete(path);
  }

  /** Series are large and their files near: without a disk they are read again. */
  async series(): Promise<ICachedSeries | undefined> {
    return undefined;
  }

  async saveSeries(): Promise<void> {
    // See `series()`.
  }

  private _homes = new Map<string, ICachedHome>();
  private _slices = new Map<string, Map<number, RunDigest[]>>();
}
