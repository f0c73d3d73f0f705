/** All that is compared of a run, from its folder. */
import { closeSync, lstatSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import type { ExecutedCell } from '../format/cells';
import type { RunFacts } from '../format/diff/run-diff';
import type { ScalarSummary } from '../format/journal';
import { RUN_FILES } from '../format/layout';
import { LineReader } from '../format/lines';
import type { OutputChunk } from '../format/output';
import { parsePackageList } from '../format/provenance';
import { summaryOf } from '../format/series-summary';
import { fieldsOf, numberOf, textOf } from '../format/untrusted';
import { eventFiles, readEventFiles } from '../store/event-files';
import { readRun, type RecordedRun } from './read-run';

/** What is read beside flags and facts, which the journal holds. */
export interface ReadFactsOptions {
  scalars?: boolean;
  cells?: boolean;
  output?: boolean;
}

/** Bytes of a file that are read at most. */
const CELLS_LIMIT = 64 * 1024 * 1024;
const OUTPUT_LIMIT = 8 * 1024 * 1024;
const PACKAGES_LIMIT = 8 * 1024 * 1024;
const CHANGES_LIMIT = 1024 * 1024;
const PIECE = 1024 * 1024;

/**
 * Reads what is compared of a run.
 * @param dir the run folder
 * @throws TrialbookError RUN_NOT_FOUND
 */
export function readFacts(
  dir: string,
  { scalars = false, cells = false, output = false }: ReadFactsOptions = {}
): RunFacts {
  const run = readRun(dir);
  return {
    run: run.id,
    name: run.name,
    label: run.label,
    status: run.status,
    created: run.created,
    error: run.error,
    value: run.value,
    flags: run.flags,
    environment: run.environment,
    source: run.source,
    ...readSource(run),
    ...(scalars && { scalars: readScalars(run) }),
    ...(cells && { cells: readCells(dir) }),
    ...(output && { output: readOutput(dir) })
  };
}

/** The loaded packages and the changes against the commit, of a run that has these files. */
function readSource({
  dir,
  environment
}: RecordedRun): Pick<RunFacts, 'packages' | 'changes'> {
  const list = text(join(dir, RUN_FILES.packages), PACKAGES_LIMIT);
  const changes = text(join(dir, RUN_FILES.changes), CHANGES_LIMIT);
  const versions = new Map(Object.entries(environment.packages ?? {}));
  for (const { name, version } of parsePackageList(list).packages) {
    versions.set(name, version ?? versions.get(name) ?? '');
  }
  return {
    packages: Object.fromEntries(versions),
    ...(changes !== '' && { changes })
  };
}

function text(file: string, limit: number): string {
  return Buffer.concat([...pieces(file, limit)]).toString('utf8');
}

/** The summary that the run wrote at its end, unless there are points that it does not cover. */
function readScalars(run: RecordedRun): Record<string, ScalarSummary> {
  const files = eventFiles(run.dir);
  const isOwn = files.every(name => join(run.dir, name) === run.scalarsFile);
  if (isOwn && run.summary && !run.summary.more) {
    return run.summary.scalars;
  }
  const table = readEventFiles(run.dir, files);
  return Object.fromEntries(
    [...table.series.values()].map(series => [series.tag, summaryOf(series)])
  );
}

function readCells(dir: string): ExecutedCell[] {
  return lines(join(dir, RUN_FILES.cells), CELLS_LIMIT).filter(
    (value): value is ExecutedCell =>
      textOf(fieldsOf(value)?.code) !== undefined
  );
}

function readOutput(dir: string): OutputChunk[] {
  return lines(join(dir, RUN_FILES.output), OUTPUT_LIMIT).filter(
    (value): value is OutputChunk =>
      textOf(fieldsOf(value)?.text) !== undefined &&
      numberOf(fieldsOf(value)?.time) !== undefined
  );
}

function lines(file: string, limit: number): unknown[] {
  const reader = new LineReader();
  const values: unknown[] = [];
  for (const bytes of pieces(file, limit)) {
    for (const value of reader.push(bytes)) {
      values.push(value);
    }
  }
  return values;
}

/** A file's bytes piece by piece; none of what is missing, or is no file but leads elsewhere. */
function* pieces(file: string, limit: number): Generator<Uint8Array> {
  if (!lstatSync(file, { throwIfNoEntry: false })?.isFile()) {
    return;
  }
  const fd = openSync(file, 'r');
  try {
    for (let at = 0; at < limit; ) {
      const piece = Buffer.allocUnsafe(Math.min(PIECE, limit - at));
      const count = readSync(fd, piece, 0, piece.length, at);
      if (count === 0) {
        return;
      }
      at += count;
      yield piece.subarray(0, count);
    }
  } finally {
    closeSync(fd);
  }
}
