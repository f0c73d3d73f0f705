/** The files of a task, named and written as mlrunner does, so that what reads them goes on to do so. */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parse, stringify } from 'yaml';
import { fieldsOf } from '../../format/untrusted';
import { takeLock, type FileLock } from '../queue/file-lock';

/** What became of a command. */
export type CommandState = 'running' | 'finished' | 'failed';

/** Milliseconds for which a file that somebody else changes is waited for, and between two tries. */
const PATIENCE = 60_000;
const WAIT = 10;

/** What `param` of a task holds. */
export interface TaskParams {
  params: Readonly<Record<string, unknown>>;
  name: string;
  output: string;
  time: string;
  /** The shell line by command. */
  scripts: Readonly<Record<string, string>>;
}

/** The states of a task's commands; a file that cannot be read has none. */
export function readStat(dir: string): Record<string, string> {
  const states = Object.entries(readYaml(join(dir, 'stat')));
  return Object.fromEntries(
    states.flatMap(([command, state]) =>
      typeof state === 'string' ? [[command, state]] : []
    )
  );
}

/** @throws the file system's error. */
export async function writeState(
  dir: string,
  command: string,
  state: CommandState
): Promise<void> {
  await change(join(dir, 'stat'), stat => ({ ...stat, [command]: state }));
}

/**
 * Writes the parameters; of the commands those that are not run now stay as they were.
 * @throws the file system's error.
 */
export async function writeParams(
  dir: string,
  { params, name, output, time, scripts }: TaskParams
): Promise<void> {
  mkdirSync(dir, { recursive: true });
  await change(join(dir, 'param'), before => ({
    ...before,
    ...params,
    _name: name,
    _output: output,
    _time: time,
    _scripts: { ...fieldsOf(before._scripts), ...scripts }
  }));
}

/** A map in a file of YAML; an empty one when there is none. */
export function readYaml(path: string): Record<string, unknown> {
  try {
    const value: unknown = parse(readFileSync(path, 'utf8'), {
      version: '1.1',
      maxAliasCount: 100
    });
    return { ...fieldsOf(value) };
  } catch {
    return {};
  }
}

/** Read, changed and replaced while nobody else does. */
async function change(
  path: string,
  edit: (before: Record<string, unknown>) => Record<string, unknown>
): Promise<void> {
  const lock = await soonLocked(`${path}.lock`);
  try {
    const written = `${path}.${process.pid}.tmp`;
    // As PyYAML reads it: `1e-05` with its point, `yes` in quotes.
    writeFileSync(written, stringify(edit(readYaml(path)), { version: '1.1' }));
    renameSync(written, path);
  } finally {
    lock.release();
  }
}

async function soonLocked(path: string): Promise<FileLock> {
  const end = Date.now() + PATIENCE;
  for (;;) {
    const lock = takeLock(path);
    if (lock) {
      return lock;
    }
    if (Date.now() > end) {
      throw new Error(
        `${path} is held by another process for more than a minute. Delete it if that process is gone.`
      );
    }
    await delay(WAIT);
  }
}
