/** What differs between recorded runs. */
import type * as format from '../format/diff';
import type { RunDiff } from '../format/diff/run-diff';
import type { ListedRun } from './catalogue';
import { readFacts } from './read-facts';

/** Loaded when it is first asked for, since importing the library is part of starting a run. */
function differ(): typeof format {
  return require('../format/diff') as typeof format;
}

export interface DiffOptions {
  /** Whether what the runs printed is compared too. @default false */
  output?: boolean;
}

/**
 * What differs between two runs: flags, outcome, scalars, packages, environment, cells; plain JSON.
 * @param a the first run, or its folder. @param b the second one.
 * @throws TrialbookError RUN_NOT_FOUND
 */
export function diffRuns(
  a: string | { dir: string },
  b: string | { dir: string },
  { output = false }: DiffOptions = {}
): RunDiff {
  const [first, second] = [a, b].map(run =>
    readFacts(typeof run === 'string' ? run : run.dir, {
      scalars: true,
      cells: true,
      output
    })
  );
  return differ().diffFacts(first, second);
}

/** What was changed before a run. */
export interface WhatChanged {
  /** Id of the previous run of the same function. */
  previous: string;
  /** A line, such as `lr 0.1 → 0.05, cell [3] changed`; empty when nothing was changed. */
  text: string;
}

/**
 * What was changed since the previous run of the same function: flags, cells, packages, commit, machine.
 * @param runs the runs of the home, newest first
 * @param run one of them, by its id
 * @returns `undefined` for the first run of its function, or when either cannot be read.
 */
export function whatChanged(
  runs: readonly ListedRun[],
  run: string
): WhatChanged | undefined {
  const { diffFacts, previousRun, summariseChanges } = differ();
  const at = runs.findIndex(listed => listed.run === run);
  const previous = previousRun(runs, at);
  if (!previous) {
    return undefined;
  }
  try {
    const [a, b] = [previous, runs[at]].map(({ dir }) =>
      readFacts(dir, { cells: true })
    );
    return { previous: a.run, text: summariseChanges(diffFacts(a, b)) };
  } catch {
    // Of a run whose folder is gone nothing can be said.
    return undefined;
  }
}
