/** A run as its files tell of it, read with the format's own readers. */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import * as path from 'node:path';
import {
  EVENTS_MARK,
  EventReader,
  LineReader,
  RUN_FILES,
  RunFold,
  type ExecutedCell,
  type OutputChunk,
  type RunRecord
} from '../../src/format';

export interface RunOnDisk {
  dir: string;
  record: RunRecord;
  cells: ExecutedCell[];
  /** All that was printed to standard output. */
  stdout: string;
  /** Values by tag, in the order of the file. */
  scalars: Record<string, number[]>;
}

/** The folders of the runs of a home, the newest last. */
export function runFolders(home: string): string[] {
  if (!existsSync(home)) {
    return [];
  }
  return readdirSync(home)
    .map(name => path.join(home, name))
    .filter(dir => existsSync(path.join(dir, RUN_FILES.journal)))
    .map(dir => ({ dir, created: record(dir).created ?? 0 }))
    .sort((a, b) => a.created - b.created)
    .map(({ dir }) => dir);
}

/** Reads a run folder. */
export function readRunFolder(dir: string): RunOnDisk {
  return {
    dir,
    record: record(dir),
    cells: lines(dir, RUN_FILES.cells) as ExecutedCell[],
    stdout: (lines(dir, RUN_FILES.output) as OutputChunk[])
      .filter(({ stream }) => stream === 'stdout')
      .map(({ text }) => text)
      .join(''),
    scalars: scalars(dir)
  };
}

function record(dir: string): RunRecord {
  const fold = new RunFold();
  fold.push(readFileSync(path.join(dir, RUN_FILES.journal)));
  return fold.record;
}

function lines(dir: string, file: string): unknown[] {
  const full = path.join(dir, file);
  return existsSync(full) ? new LineReader().push(readFileSync(full)) : [];
}

function scalars(dir: string): Record<string, number[]> {
  const found: Record<string, number[]> = {};
  for (const file of readdirSync(dir).filter(name =>
    name.includes(EVENTS_MARK)
  )) {
    const reader = new EventReader({
      scalar: (tag, _step, value) => (found[tag] ??= []).push(value)
    });
    reader.push(readFileSync(path.join(dir, file)));
  }
  return found;
}
