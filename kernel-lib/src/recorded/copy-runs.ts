/** Copies runs from one home to another: an exported folder is a home. */
import {
  appendFileSync,
  constants,
  copyFileSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { TrialbookError } from '../errors';
import { FEED_LINE_LIMIT } from '../format/feed';
import { FEED_FILE } from '../format/layout';
import { encodeLine, LineReader } from '../format/lines';
import { isEnded } from '../format/status';
import { fieldsOf } from '../format/untrusted';
import { openHome } from '../store/home';
import { realInside } from '../store/inside';
import type { ListedRun } from './catalogue';
import { leftOut, listFiles } from './import/list-files';
import { hasRun } from './import/write-run';

/** What became of one run. */
export interface CopyResult {
  run: string;
  outcome: 'copied' | 'known' | 'left out';
  /** Why it was left out, or what of it was. */
  reasons: string[];
}

/** Lines of the feed that say where a run's folder is, which is another matter in another home. */
const PLACES: readonly unknown[] = ['deleted', 'restored', 'purged'];

/**
 * Copies runs, whole and with their ids. A run that the target has is left as it is; links are not followed.
 * @param from the home that has them.
 * @param to the home that they go to, made when it is missing.
 * @throws TrialbookError HOME_NOT_WRITABLE; BAD_OPTION when both are the same.
 */
export function copyRuns(
  runs: readonly ListedRun[],
  from: string,
  to: string
): CopyResult[] {
  if (resolve(from) === resolve(to)) {
    throw new TrialbookError(
      'BAD_OPTION',
      `The runs are in ${from} already. Name another folder.`
    );
  }
  openHome({ home: to, from: process.cwd() });
  const lines = feedLines(from);
  // The oldest first, so that they stand in the same order there.
  return [...runs]
    .reverse()
    .map(run => copyRun(run, from, to, lines.get(run.run) ?? []));
}

function copyRun(
  { run, dir, status }: ListedRun,
  from: string,
  to: string,
  lines: readonly unknown[]
): CopyResult {
  if (hasRun(to, run)) {
    return { run, outcome: 'known', reasons: [] };
  }
  if (!isEnded(status)) {
    const reasons = ['it is still under way'];
    return { run, outcome: 'left out', reasons };
  }
  // Named unlike a run, so that no reader takes it for one before it is whole.
  const making = join(to, `.importing-${run}-${process.pid}`);
  rmSync(making, { recursive: true, force: true });
  try {
    // A run folder that is a link leads to what is not the home's to give.
    realInside(from, dir);
    mkdirSync(making);
    const { files, left } = listFiles(dir);
    for (const file of files) {
      mkdirSync(dirname(join(making, file)), { recursive: true });
      copyFile(join(dir, file), join(making, file));
    }
    renameSync(making, join(to, run));
    for (const line of lines) {
      appendFileSync(join(to, FEED_FILE), encodeLine(line, { shared: true }));
    }
    return {
      run,
      outcome: 'copied',
      reasons: leftOut(left)
    };
  } catch (error) {
    rmSync(making, { recursive: true, force: true });
    const why = error instanceof Error ? error.message : String(error);
    return { run, outcome: 'left out', reasons: [why] };
  }
}

/** With its time, which tells when the run wrote it. */
function copyFile(from: string, to: string): void {
  copyFileSync(from, to, constants.COPYFILE_FICLONE);
  const { atime, mtime } = statSync(from);
  utimesSync(to, atime, mtime);
}

/** What a home's feed says of its runs, by id. */
function feedLines(home: string): Map<string, unknown[]> {
  const lines = new Map<string, unknown[]>();
  const reader = new LineReader();
  for (const line of reader.push(readFileSync(join(home, FEED_FILE)))) {
    const fields = fieldsOf(line);
    const run = fields?.run;
    if (
      typeof run === 'string' &&
      !PLACES.includes(fields?.type) &&
      encodeLine(line, { shared: true }).length <= FEED_LINE_LIMIT
    ) {
      lines.set(run, [...(lines.get(run) ?? []), line]);
    }
  }
  return lines;
}
