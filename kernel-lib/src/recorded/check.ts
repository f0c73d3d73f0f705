/** Whether a home is whole: damage in its files by offset, runs that the feed does not know, runs without a folder. */
import { lstatSync, readFileSync, readdirSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { TrialbookError } from '../errors';
import { FeedFold, type RunDigest } from '../format/feed-fold';
import { feedMoved } from '../format/feed-lines';
import {
  FEED_FILE,
  FORMAT_VERSION,
  HOME_FILE,
  isRunId,
  TRASH_DIR
} from '../format/layout';
import { fieldsOf, numberOf } from '../format/untrusted';
import { realInside } from '../store/inside';
import { appendToFeed } from './change';
import { checkRun } from './check-run';
import { feedLinesOf } from './feed-lines-of';

/** One thing that is not as it should be. */
export interface HomeProblem {
  /**
   * - `home`: the home's own file is missing or cannot be read.
   * - `damage`: bytes of a file cannot be read; everything else in it can.
   * - `orphan`: a run folder that the feed does not know.
   * - `missing`: a run that the feed knows and that has no folder.
   * - `misplaced`: a run folder in the trash whose run is not deleted, or the other way round.
   * - `lost`: the process of a run is gone without having said how the run ended.
   * - `link`: a link leads out of the home; what is behind it is not looked at.
   */
  kind:
    | 'home'
    | 'damage'
    | 'orphan'
    | 'missing'
    | 'misplaced'
    | 'lost'
    | 'link';
  run?: string;
  /** Relative to the home, with `/`. */
  file?: string;
  /** Of the damage, in bytes from the file's beginning. */
  offset?: number;
  /** What is wrong, in a sentence. */
  message: string;
  /** Whether `repair` mended it. */
  repaired?: boolean;
}

/** What a check found. */
export interface HomeCheck {
  home: string;
  /** Run folders looked at, deleted ones too. */
  runs: number;
  problems: HomeProblem[];
}

export interface CheckOptions {
  /** Adds the lines that the feed lacks; nothing else is ever changed. @default false */
  repair?: boolean;
}

/** A run folder found. */
interface Found {
  run: string;
  dir: string;
  deleted: boolean;
}

/**
 * Looks at every file of a home.
 * @throws TrialbookError RUN_NOT_FOUND when there is no such folder.
 */
export function checkHome(
  home: string,
  { repair = false }: CheckOptions = {}
): HomeCheck {
  if (!lstatSync(home, { throwIfNoEntry: false })) {
    throw new TrialbookError(
      'RUN_NOT_FOUND',
      `There is no folder ${home}. Name a home with --home or $TRIALBOOK_HOME.`
    );
  }
  const problems: HomeProblem[] = [...checkHomeFile(home)];
  const feed = readFeed(home, problems);
  const folders = [
    ...runFolders(home, home, false, problems),
    ...runFolders(home, join(home, TRASH_DIR), true, problems)
  ];
  for (const found of folders) {
    const at = (path: string) =>
      relative(home, join(found.dir, path)).split(sep).join('/');
    problems.push(
      ...checkRun(found.dir, found.run).map(problem => ({
        ...problem,
        run: found.run,
        ...(problem.file !== undefined && { file: at(problem.file) })
      })),
      ...checkPlace(home, feed.digests.get(found.run), found, repair)
    );
  }
  const known = new Set(folders.map(({ run }) => run));
  for (const { run, purged } of feed.digests.values()) {
    if (!purged && !known.has(run)) {
      problems.push({
        kind: 'missing',
        run,
        message: `The feed tells of run ${run}, which has no folder. Copy the folder back if you have it.`
      });
    }
  }
  return { home, runs: folders.length, problems };
}

function checkHomeFile(home: string): HomeProblem[] {
  const problem = (message: string): HomeProblem[] => [
    { kind: 'home', file: HOME_FILE, message }
  ];
  try {
    const fields = fieldsOf(
      JSON.parse(readFileSync(join(home, HOME_FILE), 'utf8'))
    );
    if (fields?.trialbook !== 'home') {
      return problem(`${HOME_FILE} does not say that this folder is a home.`);
    }
    return (numberOf(fields.version) ?? 0) > FORMAT_VERSION
      ? problem('The home was made by a newer Trialbook.')
      : [];
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return problem(
      code === 'ENOENT'
        ? `${HOME_FILE} is missing: the folder is not found as a home.`
        : `${HOME_FILE} cannot be read.`
    );
  }
}

function readFeed(home: string, problems: HomeProblem[]): FeedFold {
  const feed = new FeedFold();
  try {
    feed.push(readFileSync(realInside(home, join(home, FEED_FILE))));
  } catch (error) {
    problems.push({
      kind: error instanceof TrialbookError ? 'link' : 'home',
      file: FEED_FILE,
      message:
        error instanceof TrialbookError
          ? error.message
          : `${FEED_FILE} cannot be read: the home shows no runs.`
    });
  }
  for (const { offset, length } of feed.lines.problems) {
    problems.push({
      kind: 'damage',
      file: FEED_FILE,
      offset,
      message: `${FEED_FILE}: the line at byte ${offset} (${length} bytes) is not JSON and is passed over.`
    });
  }
  return feed;
}

function runFolders(
  home: string,
  folder: string,
  deleted: boolean,
  problems: HomeProblem[]
): Found[] {
  let names: string[];
  try {
    names = readdirSync(realInside(home, folder)).filter(isRunId);
  } catch (error) {
    if (error instanceof TrialbookError) {
      problems.push({
        kind: 'link',
        file: TRASH_DIR,
        message: error.message
      });
    }
    return [];
  }
  return names.flatMap(run => {
    const dir = join(folder, run);
    const stats = lstatSync(dir, { throwIfNoEntry: false });
    if (stats?.isSymbolicLink()) {
      problems.push({
        kind: 'link',
        run,
        message: `${dir} is a link, not a run folder; it is not looked at.`
      });
    }
    return stats?.isDirectory() ? [{ run, dir, deleted }] : [];
  });
}

/** Whether the feed knows where the run is. */
function checkPlace(
  home: string,
  digest: RunDigest | undefined,
  { run, dir, deleted }: Found,
  repair: boolean
): HomeProblem[] {
  if (digest?.deleted === deleted && !digest.purged) {
    return [];
  }
  const time = Date.now();
  const lines = digest
    ? [feedMoved({ type: deleted ? 'deleted' : 'restored', time, run })]
    : feedLinesOf(dir, run, deleted);
  const repaired = repair && lines.length > 0;
  if (repaired) {
    lines.forEach(line => appendToFeed(home, line));
  }
  const where = deleted ? 'in the trash' : 'in the home';
  return [
    {
      kind: digest ? 'misplaced' : 'orphan',
      run,
      message: digest
        ? `Run ${run} lies ${where}, but the feed says otherwise.`
        : lines.length > 0
          ? `The feed does not know the run ${run} that lies ${where}.`
          : `${dir} is named like a run, but its journal tells of none.`,
      ...(repaired && { repaired })
    }
  ];
}
