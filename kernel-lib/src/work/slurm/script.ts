/** What is handed to `sbatch`. */
import { join } from 'node:path';

import type { BatchLauncher } from '../../format/queue';
import { attemptFiles, jobName } from './attempt-files';
import { refusedOption } from './options';

/** Milliseconds before the end of its time at which an attempt is told. */
const NOTICE = 60_000;

/** How often an attempt goes on. */
export const REQUEUES = 3;

/** Attempts that are submitted as one array. */
export interface Submission {
  key: string;
  launcher: BatchLauncher;
  indexes: readonly number[];
}

/**
 * The arguments of `sbatch`. All attempts are elements of arrays, also a single one, so that their ids look alike.
 * @see https://slurm.schedmd.com/sbatch.html
 */
export function sbatchArguments(
  home: string,
  { key, launcher, indexes }: Submission
): string[] {
  const { options, limit, notice = NOTICE, requeues = REQUEUES } = launcher;
  const given = Object.entries(options)
    .filter(([name]) => refusedOption(name) === undefined)
    .map(([name, value]) =>
      value === '' ? `--${name}` : `--${name}=${value}`
    );
  const output = attemptFiles(escaped(home), key, '%a').log;
  return [
    ...given,
    '--parsable',
    `--job-name=${jobName(key)}`,
    `--array=${ranges(indexes)}${limit === undefined ? '' : `%${limit}`}`,
    `--chdir=${home}`,
    `--output=${output}`,
    `--error=${output}`,
    '--open-mode=append',
    requeues > 0 ? '--requeue' : '--no-requeue',
    // Slurm sends it up to a minute early, and never later.
    `--signal=B:USR2@${Math.max(1, Math.round(notice / 1000))}`
  ];
}

/**
 * The batch script. Slurm's sign that the time is nearly over goes to the shell, which puts a file in its place: a loop that
 * never yields can look for a file, but hears no signal.
 */
export function batchScript(home: string, key: string): string {
  const { timeUp } = attemptFiles(home, key, 0);
  const program = join(__dirname, 'slurm-process.js');
  return [
    '#!/bin/sh',
    `time_up=${quoted(timeUp.replace(/0\.time-up$/, ''))}"$SLURM_ARRAY_TASK_ID".time-up`,
    'rm -f "$time_up"',
    `trap ': > "$time_up"' USR2`,
    `trap 'kill -TERM "$child" 2>/dev/null' TERM`,
    `${[process.execPath, '--enable-source-maps', program, home, key].map(quoted).join(' ')} &`,
    'child=$!',
    // A signal ends the wait, not the child.
    'while kill -0 "$child" 2>/dev/null; do wait "$child"; code=$?; done',
    'rm -f "$time_up"',
    'exit "$code"',
    ''
  ].join('\n');
}

/** `0-3,7` */
export function ranges(indexes: readonly number[]): string {
  const found: [number, number][] = [];
  for (const index of [...indexes].sort((a, b) => a - b)) {
    const last = found.at(-1);
    if (last && index === last[1] + 1) {
      last[1] = index;
    } else {
      found.push([index, index]);
    }
  }
  return found
    .map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`))
    .join(',');
}

function quoted(text: string): string {
  return `'${text.replace(/'/g, `'\\''`)}'`;
}

/** In names of files Slurm replaces what follows a percent sign. */
function escaped(path: string): string {
  return path.replace(/%/g, '%%');
}
