/** Which runs a home has, from its feed alone. */
import { join, sep } from 'node:path';
import type { FeedFold, RunDigest } from '../format/feed-fold';
import type { FilterValues } from '../format/filter';
import { TRASH_DIR } from '../format/layout';
import { isEnded, type RunStatus } from '../format/status';
import { readRun } from './read-run';
import { readFeed, readFeedEnd } from './read-feed';
import { readLastScalars } from './read-scalars';

/** A run of a list: what the feed tells of it, and its status as it stands now. */
export interface ListedRun extends Omit<RunDigest, 'status'> {
  readonly id: string;
  readonly status: RunStatus;
  /** Absolute path of the run folder, in the trash for a deleted run. */
  readonly dir: string;
  /** Reads what the feed had no room for; there when it left something out. */
  readonly complete?: () => FilterValues;
}

export interface ListOptions {
  /** The runs in the trash instead of the others. @default false */
  deleted?: boolean;
}

/**
 * The runs of a home, newest first.
 * @param home the home's folder.
 * @throws TrialbookError RUN_NOT_FOUND when the folder is not a home.
 */
export function listRuns(
  home: string,
  { deleted = false }: ListOptions = {}
): ListedRun[] {
  return newestFirst(home, readFeed(home), deleted);
}

/**
 * At least the `count` newest runs of a home, if it has as many, newest first. Only the end of the feed is read: all that
 * is said of a run stands behind its first line.
 * @throws TrialbookError RUN_NOT_FOUND when the folder is not a home.
 */
export function listNewestRuns(
  home: string,
  count: number
): { runs: ListedRun[]; all: boolean } {
  const isThere = ({ deleted, purged }: RunDigest) => !deleted && !purged;
  const { feed, all } = readFeedEnd(
    home,
    ({ digests }) => [...digests.values()].filter(isThere).length >= count
  );
  return { runs: newestFirst(home, feed, false), all };
}

function newestFirst(
  home: string,
  { digests }: FeedFold,
  deleted: boolean
): ListedRun[] {
  const runs = [...digests.values()].filter(
    run => run.deleted === deleted && !run.purged
  );
  return (
    runs
      .reverse()
      // Imported runs are told of late.
      .sort((a, b) => b.created - a.created)
      .map(digest => listed(home, digest))
  );
}

/** Folder of a run. */
export function runDir(home: string, run: string, deleted = false): string {
  // Thousands of ids, which need no normalising.
  return deleted ? join(home, TRASH_DIR, run) : `${home}${sep}${run}`;
}

/** The feed knows ends only; of a run without one, its folder tells how it stands. */
function listed(home: string, digest: RunDigest): ListedRun {
  const { run, deleted } = digest;
  const dir = runDir(home, run, deleted);
  const complete = isCut(digest) ? { complete: reader(dir) } : {};
  if (isEnded(digest.status)) {
    return { ...digest, id: run, dir, ...complete };
  }
  const unended = { ...digest, id: run, dir, ...complete };
  let scalars: RunDigest['scalars'] | undefined;
  return Object.defineProperty(
    { ...unended, ...stateOf(dir) },
    'scalars',
    // Its event files are read only when somebody wants to know.
    { enumerable: true, get: () => (scalars ??= readLastScalars(dir)) }
  );
}

function stateOf(dir: string): Pick<ListedRun, 'status' | 'started' | 'ended'> {
  try {
    const { status, started, ended } = readRun(dir);
    return { status, started, ended };
  } catch {
    return { status: 'lost' };
  }
}

function isCut({ flagsCut, scalarsCut, attributesCut }: RunDigest): boolean {
  return flagsCut > 0 || scalarsCut > 0 || attributesCut !== undefined;
}

/** Reads a run once, when it is asked to. */
function reader(dir: string): () => FilterValues {
  let values: FilterValues | undefined;
  return () => (values ??= readValues(dir));
}

function readValues(dir: string): FilterValues {
  try {
    const { flags, scalars, attributes } = readRun(dir);
    return { flags, scalars, attributes };
  } catch {
    return { flags: {}, scalars: {} };
  }
}
