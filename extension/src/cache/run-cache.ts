import type { RunDigest } from 'trialbook/format';

/** A home as it was when its feed was last read. */
export interface ICachedHome {
  /** The first bytes of the feed: a home with others is another home. */
  head: string;
  /** Bytes of the feed that are folded into the runs. */
  cursor: number;
  /** How many runs the feed has named, deleted ones too. */
  count: number;
}

/** All points of an ended run. */
export interface ICachedSeries {
  /** Bytes read of each file, by path inside the run folder. */
  cursors: Record<string, number>;
  series: {
    tag: string;
    steps: Float64Array;
    values: Float64Array;
    walls: Float64Array;
  }[];
}

/** Runs of a home in the order of the feed, in slices of this many. */
export const SLICE_RUNS = 250;

/** What is kept in the browser between visits. Everything in it can be read again from the files. */
export interface IRunCache {
  home(path: string): Promise<ICachedHome | undefined>;
  /** Slice `index` of the home's runs; slices are numbered from the oldest run on. */
  slice(path: string, index: number): Promise<RunDigest[] | undefined>;
  /** Saves the state and the slices that changed. */
  saveHome(
    path: string,
    home: ICachedHome,
    slices: ReadonlyMap<number, RunDigest[]>
  ): Promise<void>;
  /** Forgets all of a home, for it was replaced. */
  forget(path: string): Promise<void>;
  series(run: string): Promise<ICachedSeries | undefined>;
  saveSeries(run: string, series: ICachedSeries): Promise<void>;
}
