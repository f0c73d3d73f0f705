/** Brings runs into a home: of another home, of a Guild home, or of a log directory of TensorBoard. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { TrialbookError } from '../../errors';
import { HOME_FILE } from '../../format/layout';
import { openHome } from '../../store/home';
import { listRuns } from '../catalogue';
import { changeTags, setLabel, type RunPlace } from '../change';
import { copyRuns } from '../copy-runs';
import { readRun } from '../read-run';
import { isGuildRun, readGuildRun, type FoundRun } from './guild-run';
import { importId } from './import-id';
import type { ImportResult } from './imported-run';
import { logdirRuns, readLogdirRun } from './logdir-run';
import { hasRun, writeRun } from './write-run';

export type { ImportResult } from './imported-run';

/** How runs are brought in. All of it is optional. */
export interface ImportOptions {
  /** Says what would be done, and does nothing. @default false */
  dryRun?: boolean;
  /** A label for runs that have none. */
  label?: string;
  /** Tags that all of them get. */
  tags?: readonly string[];
}

/** A run of the source, read when its turn comes. */
interface Candidate {
  from: string;
  read(): FoundRun;
}

/**
 * Imports every run of a source into a home, each once: what the home has is left as it is. Files are copied, links are
 * not followed, nothing is executed.
 * @param source a home (such as an exported folder), a Guild home, its `runs` folder or one run of it, or a folder with event files in it or below.
 * @param home the home's folder, made when it is missing.
 * @throws TrialbookError IMPORT when the source is not there or holds no runs; HOME_NOT_WRITABLE.
 */
export function importRuns(
  source: string,
  home: string,
  options: ImportOptions = {}
): ImportResult[] {
  if (existsSync(join(source, HOME_FILE))) {
    return importHome(resolve(source), home, options);
  }
  const candidates = candidatesOf(resolve(source));
  if (!options.dryRun) {
    openHome({ home, from: process.cwd() });
  }
  return candidates.map(candidate => importOne(candidate, home, options));
}

/** Runs of a home keep their ids. */
function importHome(
  source: string,
  home: string,
  { dryRun = false, label, tags = [] }: ImportOptions
): ImportResult[] {
  const runs = listRuns(source);
  const results = dryRun
    ? runs.map(({ run }) => ({
        run,
        outcome: hasRun(home, run) ? ('known' as const) : ('copied' as const),
        reasons: []
      }))
    : copyRuns(runs, source, home);
  for (const { run, outcome } of results) {
    if (outcome === 'copied' && !dryRun) {
      remark({ home, run, dir: join(home, run) }, label, tags);
    }
  }
  return results.map(({ run, outcome, reasons }) => ({
    from: run,
    run,
    outcome: outcome === 'copied' ? 'imported' : outcome,
    reasons
  }));
}

/** A label for a run that has none, and tags. */
function remark(
  place: RunPlace,
  label: string | undefined,
  tags: readonly string[]
): void {
  if (label !== undefined && readRun(place.dir).label === undefined) {
    setLabel(place, label);
  }
  if (tags.length > 0) {
    changeTags(place, { add: [...tags] });
  }
}

function importOne(
  { from, read }: Candidate,
  home: string,
  { dryRun = false, label, tags = [] }: ImportOptions
): ImportResult {
  try {
    const { run, reasons } = read();
    if (!run) {
      return { from, outcome: 'left out', reasons };
    }
    const id = importId(run.identity);
    if (hasRun(home, id)) {
      return { from, run: id, outcome: 'known', reasons: [] };
    }
    if (!dryRun) {
      writeRun(home, {
        ...run,
        label: run.label ?? label,
        tags: [...(run.tags ?? []), ...tags]
      });
    }
    return { from, run: id, outcome: 'imported', reasons };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { from, outcome: 'left out', reasons: [why] };
  }
}

function candidatesOf(source: string): Candidate[] {
  if (!statSync(source, { throwIfNoEntry: false })?.isDirectory()) {
    throw new TrialbookError(
      'IMPORT',
      `${source} is neither a folder nor a zip archive. Name a home, an archive of one, a Guild home, or a folder with TensorBoard's event files.`
    );
  }
  const guild = guildRuns(source);
  if (guild.length > 0) {
    return guild.map(dir => ({
      from: basename(dir),
      read: () => readGuildRun(dir)
    }));
  }
  const found = logdirRuns(source);
  if (found.size === 0) {
    throw new TrialbookError(
      'IMPORT',
      `${source} holds no runs: it is no home, no Guild home, and has no event files (*tfevents*) in it or below.`
    );
  }
  return [...found].map(([folder, files]) => ({
    from: folder,
    read: () => ({ run: readLogdirRun(source, folder, files), reasons: [] })
  }));
}

/** Run folders of a Guild home, of its `runs` folder, of a project that has one in `.guild`, or the folder itself. */
function guildRuns(source: string): string[] {
  if (isGuildRun(source)) {
    return [source];
  }
  for (const place of [
    source,
    join(source, 'runs'),
    join(source, '.guild', 'runs')
  ]) {
    if (existsSync(place)) {
      const runs = readdirSync(place, { withFileTypes: true })
        .filter(entry => entry.isDirectory())
        .map(entry => join(place, entry.name))
        .filter(isGuildRun);
      if (runs.length > 0) {
        return runs.sort();
      }
    }
  }
  return [];
}
