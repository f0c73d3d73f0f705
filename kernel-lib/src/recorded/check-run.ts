/** Whether the files of one run are whole. */
import { closeSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { TrialbookError } from '../errors';
import { RunFold } from '../format/fold';
import { FORMAT_VERSION, RUN_FILES } from '../format/layout';
import { LineReader } from '../format/lines';
import { EventReader, type EventProblemReason } from '../format/tfevents';
import { eventFiles } from '../store/event-files';
import { exists } from '../store/exists';
import { realInside } from '../store/inside';
import type { HomeProblem } from './check';

import { readRun } from './read-run';

/** Bytes read at a time. */
const BLOCK = 1 << 20;

/** A problem of a run, its file relative to the run folder. */
type RunProblem = Omit<HomeProblem, 'run'>;

const REASONS: Readonly<Record<EventProblemReason, string>> = {
  length: 'no record begins here',
  data: 'the data do not match their checksum',
  event: 'the data are not an event',
  large: 'a record is too large to be read'
};

/** What is wrong with a run folder; never throws. */
export function checkRun(dir: string, run: string): RunProblem[] {
  return [
    ...checkJournal(dir, run),
    ...checkLines(dir, RUN_FILES.output),
    ...checkLines(dir, RUN_FILES.cells),
    ...eventFiles(dir).flatMap(name => checkEvents(dir, name))
  ];
}

function checkJournal(dir: string, run: string): RunProblem[] {
  const fold = new RunFold();
  const file = RUN_FILES.journal;
  if (!exists(join(dir, file))) {
    return [{ kind: 'damage', file, message: `${file} is missing.` }];
  }
  const problems = reading(dir, file, bytes => fold.push(bytes));
  problems.push(...lineProblems(file, fold.lines));
  const { record } = fold;
  if (problems.every(({ kind }) => kind === 'damage')) {
    if (record.run !== run) {
      const message =
        record.run === ''
          ? `${file} does not say which run it is of.`
          : `${file} is that of run ${record.run}, not of ${run}.`;
      problems.push({ kind: 'damage', file, message });
    } else if (record.format > FORMAT_VERSION) {
      const message = `Run ${run} was written by a newer Trialbook; this one shows what it can.`;
      problems.push({ kind: 'home', file, message });
    } else if (readRun(dir).status === 'lost') {
      problems.push({
        kind: 'lost',
        message: `The process of run ${run} is gone without having said how the run ended.`
      });
    }
  }
  return problems;
}

function checkLines(dir: string, file: string): RunProblem[] {
  if (!exists(join(dir, file))) {
    return [];
  }
  const lines = new LineReader();
  const problems = reading(dir, file, bytes => lines.push(bytes));
  return [...problems, ...lineProblems(file, lines)];
}

function lineProblems(file: string, lines: LineReader): RunProblem[] {
  return lines.problems.map(({ offset, length }) => ({
    kind: 'damage',
    file,
    offset,
    message: `${file}: the line at byte ${offset} (${length} bytes) is not JSON and is passed over.`
  }));
}

function checkEvents(dir: string, file: string): RunProblem[] {
  const found: RunProblem[] = [];
  const reader = new EventReader({
    scalar: () => undefined,
    problem: ({ offset, reason }) =>
      found.push({
        kind: 'damage',
        file,
        offset,
        message: `${file}: at byte ${offset} ${REASONS[reason]}; what follows is read.`
      })
  });
  return [...reading(dir, file, bytes => reader.push(bytes)), ...found];
}

/** Reads a file block by block. */
function reading(
  dir: string,
  file: string,
  push: (bytes: Uint8Array) => unknown
): RunProblem[] {
  try {
    const descriptor = openSync(realInside(dir, join(dir, file)), 'r');
    try {
      for (;;) {
        const block = new Uint8Array(BLOCK);
        const count = readSync(descriptor, block, 0, BLOCK, null);
        if (count === 0) {
          return [];
        }
        push(block.subarray(0, count));
      }
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    const isLink = error instanceof TrialbookError;
    const { code, message } = error as NodeJS.ErrnoException;
    return [
      {
        kind: isLink ? 'link' : 'damage',
        file,
        message: isLink ? message : `${file} cannot be read (${code}).`
      }
    ];
  }
}
