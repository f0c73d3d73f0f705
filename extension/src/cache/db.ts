import Dexie from 'dexie';
import type { EntityTable, Table } from 'dexie';
import type { RunDigest } from 'trialbook/format';
import type { ICachedHome, ICachedSeries, IRunCache } from './run-cache';

interface IHomeRecord extends ICachedHome {
  path: string;
}

interface ISliceRecord {
  path: string;
  index: number;
  runs: RunDigest[];
}

interface ISeriesRecord extends ICachedSeries {
  run: string;
  /** Milliseconds since 1970. */
  used: number;
}

/** How many runs' series are kept; the longest unused go first. */
const SERIES_LIMIT = 300;

/** How many slices are written in one task. */
const PUT_AT_ONCE = 5;

/** Bytes above which a run's series are not kept. */
const SERIES_BYTES = 24_000_000;

/**
 * The cache in IndexedDB. Every method may reject (private mode, quota, a blocked database);
 * `openCache` makes of it one that never does.
 */
export class DexieCache extends Dexie implements IRunCache {
  constructor(name: string, options?: ConstructorParameters<typeof Dexie>[1]) {
    super(name, options);
    this.version(1).stores({
      homes: 'path',
      slices: '[path+index], path',
      points: 'run, used'
    });
    // Another tab with a newer version must not wait for this one. Dexie opens again when it is next used.
    this.on('versionchange', () => {
      this.close({ disableAutoOpen: false });
      return false;
    });
  }

  async home(path: string): Promise<ICachedHome | undefined> {
    return this.homes.get(path);
  }

  async slice(path: string, index: number): Promise<RunDigest[] | undefined> {
    return (await this.slices.get([path, index]))?.runs;
  }

  async saveHome(
    path: string,
    home: ICachedHome,
    slices: ReadonlyMap<number, RunDigest[]>
  ): Promise<void> {
    await this.transaction('rw', this.homes, this.slices, async () => {
      const records = [...slices].map(([index, runs]) => ({
        path,
        index,
        runs
      }));
      // A home of 10 000 runs in one go would be felt by whoever scrolls.
      for (let at = 0; at < records.length; at += PUT_AT_ONCE) {
        await this.slices.bulkPut(records.slice(at, at + PUT_AT_ONCE));
      }
      await this.homes.put({ ...home, path });
    });
  }

  async forget(path: string): Promise<void> {
    await this.transaction('rw', this.homes, this.slices, async () => {
      await this.homes.delete(path);
      await this.slices.where('path').equals(path).delete();
    });
  }

  async series(run: string): Promise<ICachedSeries | undefined> {
    const record = await this.points.get(run);
    if (record) {
      await this.points.update(run, { used: Date.now() });
    }
    return record;
  }

  async saveSeries(run: string, series: ICachedSeries): Promise<void> {
    const bytes = series.series.reduce(
      (sum, s) => sum + s.steps.length * 24,
      0
    );
    if (bytes > SERIES_BYTES) {
      return;
    }
    await this.points.put({ ...series, run, used: Date.now() });
    const surplus = (await this.points.count()) - SERIES_LIMIT;
    if (surplus > 0) {
      await this.points.orderBy('used').limit(surplus).delete();
    }
  }

  declare readonly homes: EntityTable<IHomeRecord, 'path'>;
  declare readonly slices: Table<ISliceRecord, [string, number]>;
  declare readonly points: EntityTable<ISeriesRecord, 'run'>;
}
