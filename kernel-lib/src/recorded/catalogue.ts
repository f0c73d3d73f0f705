/** Which runs a home has, from its feed alone. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { TrialbookError } from '../errors';
import { FeedFold, type RunDigest } from '../format/feed-fold';
import { FEED_FILE, TRASH_DIR } from '../format/layout';
import { isEnded, type RunStatus } from '../format/status';
import { readRun } from './read-run';

/** A run of a list: what the feed tells of it, and its status as it stands now. */
export interface ListedRun extends Omit<RunDigest, 'status'> {
  readonly status: RunStatus;
  /** Absolute path of the run folder, in the trash for a deleted run. */
  readonly dir: string;
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
  const runs = [...readFeed(home).digests.values()].filter(
    run => run.deleted === deleted && !run.purged
  );
  return runs.reverse().map(digest => listed(home, digest));
}

/** Folder of a run. */
export function runDir(home: string, run: string, deleted = false): string {
  return deleted ? join(home, TRASH_DIR, run) : join(home, run);
}

function readFeed(home: string): FeedFold {
  const feed = new FeedFold();
  try {
    feed.push(readFileSync(join(home, FEED_FILE)));
  } catch (cause) {
    throw new TrialbookError(
      'RUN_NOT_FOUND',
      `${home} is not a home: it has no ${FEED_FILE}. Name one with --home or $TRIALBOOK_HOME, or record a run first.`,
      { cause }
    );
  }
  return feed;
}

/** The feed knows ends only; of a run without one, its folder tells how it stands. */
function listed(home: string, digest: RunDigest): ListedRun {
  const dir = runDir(home, digest.run, digest.deleted);
  if (isEnded(digest.status)) {
    return { ...digest, dir };
  }
  try {
    const { status, started, ended } = readRun(dir);
    return { ...digest, status, started, ended, dir };
  } catch {
    return { ...digest, status: 'lost', dir };
  }
}
