/** A command of a task, as a process whose whole output goes to its log. */
import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { shellQuote } from '../../plan/mlrunner';

/** What is started. */
export interface CommandCall {
  script: string;
  /** What it sees in `CUDA_VISIBLE_DEVICES`. */
  resource: string;
  /** File of its output. */
  log: string;
  /** Working directory. */
  folder: string;
  env: NodeJS.ProcessEnv;
}

/** Starts it; the log takes what every part of it prints, also when this process is gone. */
export function startCommand({
  script,
  resource,
  log,
  folder,
  env
}: CommandCall): ChildProcess {
  const file = openSync(log, 'a');
  try {
    return spawn('/bin/bash', ['-c', script], {
      cwd: folder,
      stdio: ['ignore', file, file],
      // A group of its own, so that it can be ended with all that it started.
      detached: true,
      env: { ...env, CUDA_VISIBLE_DEVICES: resource }
    });
  } finally {
    closeSync(file);
  }
}

/** The line that does the same in a shell. */
export function shellLine(
  script: string,
  resource: string,
  log: string
): string {
  return `(export CUDA_VISIBLE_DEVICES=${shellQuote(resource)}; ${script}) > ${shellQuote(log)} 2>&1`;
}
