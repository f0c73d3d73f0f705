import { readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { TrialbookError } from '../errors';
import { RunFold, type RunRecord } from '../format/fold';
import { RUN_FILES } from '../format/layout';
import { runStatus, type RunStatus } from '../format/status';
import { isProcessAlive } from '../store/process-facts';

/** A run as its files tell of it. */
export interface RecordedRun extends Omit<RunRecord, 'status' | 'scalars'> {
  id: string;
  /** The run folder. */
  dir: string;
  /** `lost` when its process is gone. */
  status: RunStatus;
  /** Absolute path of the event file that `log()` wrote to; it exists from the first point on. */
  scalarsFile?: string;
  /** Last point by tag, of a run that has ended. */
  scalars: NonNullable<RunRecord['summary']>['scalars'];
}

/**
 * Reads a run from its folder.
 * @throws TrialbookError RUN_NOT_FOUND
 */
export function readRun(dir: string): RecordedRun {
  const fold = new RunFold();
  try {
    fold.push(readFileSync(join(dir, RUN_FILES.journal)));
  } catch (cause) {
    throw new TrialbookError(
      'RUN_NOT_FOUND',
      `${dir} is not a run folder: it has no ${RUN_FILES.journal}.`,
      { cause }
    );
  }
  const { scalars: fileName, ...record } = fold.record;
  return {
    ...record,
    id: record.run,
    dir,
    status: statusOf(record, dir),
    ...(fileName !== undefined && { scalarsFile: resolve(dir, fileName) }),
    scalars: record.summary?.scalars ?? {}
  };
}

/** On the host where it ran the process itself is asked; elsewhere the heartbeat tells. */
function statusOf(record: RunRecord, dir: string): RunStatus {
  const { status, process } = record;
  const alive = process && isProcessAlive(process);
  return runStatus({
    status,
    heartbeatAge: alive === undefined ? heartbeatAge(dir) : alive ? 0 : Infinity
  });
}

/** Milliseconds since the last beat. */
function heartbeatAge(dir: string): number | undefined {
  const beat = statSync(join(dir, RUN_FILES.heartbeat), {
    throwIfNoEntry: false
  });
  return beat && Date.now() - beat.mtimeMs;
}
