/** A folder of event files, as TensorBoard would show it as one run. */
import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { hostname } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { EVENTS_MARK } from '../../format/layout';
import { EventReader } from '../../format/tfevents';
import { readHParams } from '../../format/tfevents/hparams-reader';
import type { RecordedFlags } from '../../format/values';
import { readPieces } from '../../store/read-pieces';
import type { ImportedRun } from './imported-run';
import { listFiles } from './list-files';

/** The folders of a log directory that hold event files, relative to it, `.` being itself; with the files' names. */
export function logdirRuns(logdir: string): Map<string, string[]> {
  const runs = new Map<string, string[]>();
  for (const file of listFiles(logdir).files) {
    if (basename(file).includes(EVENTS_MARK)) {
      const folder = dirname(file);
      runs.set(folder, [...(runs.get(folder) ?? []), basename(file)]);
    }
  }
  return runs;
}

/**
 * Reads the event files of one folder.
 * @param folder relative to the log directory.
 */
export function readLogdirRun(
  logdir: string,
  folder: string,
  files: readonly string[]
): ImportedRun {
  const paths = files.map(name => join(logdir, folder, name));
  const { flags, first, last } = readEvents(paths);
  const touched = Math.floor(
    Math.max(...paths.map(path => statSync(path).mtimeMs))
  );
  const created = first ?? touched;
  return {
    identity: `tfevents:${files[0]}:${beginning(paths[0])}`,
    origin: folder === '.' ? basename(logdir) : folder,
    name: folder === '.' ? basename(logdir) : folder,
    kind: 'command',
    flags,
    environment: { host: hostname() },
    created,
    started: created,
    ended: Math.max(last ?? touched, created),
    status: 'completed',
    files: files.map(name => ({ from: join(logdir, folder, name), to: name }))
  };
}

/** Flags of HParams, and the times of the first and last point: milliseconds since 1970. */
function readEvents(paths: readonly string[]): {
  flags: RecordedFlags;
  first?: number;
  last?: number;
} {
  let flags: RecordedFlags = {};
  let first: number | undefined;
  let last: number | undefined;
  for (const path of paths) {
    const reader = new EventReader({
      scalar(_tag, _step, _value, wallTime) {
        const time = Math.floor(wallTime * 1000);
        if (!Number.isFinite(time)) {
          return;
        }
        first = Math.min(first ?? time, time);
        last = Math.max(last ?? time, time);
      },
      other(data) {
        flags = { ...flags, ...readHParams(data) };
      }
    });
    readPieces(path, bytes => reader.push(bytes));
  }
  return { flags, first, last };
}

/** Bytes of the first record, which holds the time when the file was made: they tell it from all others, however it grows. */
const FIRST_RECORD = 40;

function beginning(path: string): string {
  const file = openSync(path, 'r');
  try {
    const bytes = Buffer.alloc(FIRST_RECORD);
    return bytes.toString('hex', 0, readSync(file, bytes, 0, FIRST_RECORD, 0));
  } finally {
    closeSync(file);
  }
}
