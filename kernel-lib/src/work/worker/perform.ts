/** Makes one attempt at a job: a run of the home, and what the queue is told of it. */
import { rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { RunStopped, TrialbookError } from '../../errors';
import { CHECKPOINTS_DIR } from '../../format/layout';
import { reviveValue } from '../../format/revive-value';
import type { RecordedFlags } from '../../format/values';
import { loadEntry } from '../../notebook/slice';
import { runAs } from '../../run';
import type { ActiveRun } from '../../run/active-run';
import { setKernel } from '../../run/current-kernel';
import type { AnyFunction } from '../../run/flags/closure';
import { ownProcess } from '../../store/process-facts';
import { checkedCode, codeText } from '../queue/code-files';
import { appendEnd, type JobEnd } from '../queue/ended';
import { appendQueue } from '../queue/queue-file';
import { takePermits } from '../tokens/permits';
import { functionOfEntry, withInputs } from './entry-call';
import type { WorkerTask } from './task';
import { workerKernel } from './worker-kernel';

/** Codes of errors that say that another job gave nothing that this one can use. */
const INPUT: ReadonlySet<string> = new Set(['RUN_NOT_FOUND', 'BAD_PARAMETERS']);

/**
 * Never throws because of the job: what went wrong with it is in the queue.
 * @throws TrialbookError HOME_NOT_WRITABLE when the queue cannot be told.
 */
export async function perform(home: string, task: WorkerTask): Promise<void> {
  const { end } = await attempt(home, task);
  appendEnd(home, end);
  if (end.status === 'completed') {
    dropCheckpoint(home, task.job);
  }
}

/** What a job that is completed has left for its next attempt is of no use to anybody. */
export function dropCheckpoint(home: string, job: string): void {
  try {
    rmSync(checkpointOf(home, job), { recursive: true, force: true });
  } catch {
    // It takes some room, and does no harm.
  }
}

function checkpointOf(home: string, job: string): string {
  return join(home, CHECKPOINTS_DIR, job);
}

/** What became of an attempt, before the queue is told. */
export interface Made {
  end: JobEnd;
  /** Whether the function has ended because its time was nearly over. */
  timeUp: boolean;
}

/**
 * Makes an attempt, and tells the queue of its run when that has begun.
 * @throws TrialbookError HOME_NOT_WRITABLE when the queue cannot be told.
 */
export async function attempt(home: string, task: WorkerTask): Promise<Made> {
  const held = await takePermits(home, task.tokens ?? []);
  try {
    return await attemptHeld(home, task);
  } finally {
    held.release();
  }
}

async function attemptHeld(home: string, task: WorkerTask): Promise<Made> {
  let fn: AnyFunction;
  let flags: Record<string, unknown>;
  try {
    const entry = await load(home, task);
    fn = functionOfEntry(entry, task.name);
    flags = withInputs(home, entry, revived(task.flags), task.inputs ?? []);
  } catch (error) {
    const end: JobEnd =
      error instanceof TrialbookError && INPUT.has(error.code)
        ? {
            job: task.job,
            status: 'failed',
            reason: 'dependency',
            message: error.message
          }
        : {
            job: task.job,
            status: 'failed',
            reason: 'worker',
            message: say(error)
          };
    return { end, timeUp: false };
  }
  let run: ActiveRun | undefined;
  let thrown: [unknown] | undefined;
  try {
    await runAs(
      fn,
      flags,
      {
        home,
        display: false,
        ...(task.label !== undefined && { label: task.label }),
        ...(task.tags && { tags: task.tags })
      },
      {
        sourceDigest: task.sourceDigest,
        attempt: {
          checkpoint: checkpointOf(home, task.job),
          ...(task.timeUp !== undefined && { timeUp: task.timeUp })
        },
        started: active => {
          run = active;
          tellRun(home, task, active.facts.id);
        }
      }
    );
  } catch (error) {
    thrown = [error];
  }
  return endOf(task, run, thrown);
}

function endOf(
  { job, retryIn }: WorkerTask,
  run: ActiveRun | undefined,
  thrown: [unknown] | undefined
): Made {
  const isStopped =
    run?.status === 'terminated' || thrown?.[0] instanceof RunStopped;
  if (isStopped && run?.timeIsUp && !run.readStop()) {
    const message = 'Its time was up.';
    return {
      end: { job, status: 'failed', reason: 'timeout', message, retryIn },
      timeUp: true
    };
  }
  const message = thrown ? say(thrown[0]) : 'The run was stopped.';
  const end: JobEnd = isStopped
    ? { job, status: 'terminated', reason: 'cancelled', message }
    : thrown
      ? { job, status: 'failed', reason: 'failed', message, retryIn }
      : { job, status: 'completed' };
  return { end, timeUp: false };
}

async function load(
  home: string,
  { code, notebook }: WorkerTask
): Promise<unknown> {
  const file = checkedCode(home, code);
  enterFolder(notebook === undefined ? dirname(home) : dirname(notebook));
  setKernel(workerKernel(notebook, codeText(home, code)));
  return loadEntry(file);
}

/** Cells are executed in the notebook's folder, and what stands in them outside of functions is here, too. */
function enterFolder(folder: string): void {
  try {
    process.chdir(folder);
  } catch {
    // It is gone, or of another machine; most code does not mind.
  }
}

function tellRun(
  home: string,
  { job, number, worker, launch }: WorkerTask,
  run: string
): void {
  appendQueue(home, [
    {
      type: 'attempt',
      job,
      number,
      worker,
      process: ownProcess(),
      ...(launch && { launch }),
      run
    }
  ]);
}

/** Whoever submitted made sure that the record holds all of each. */
function revived(flags: RecordedFlags): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(flags).flatMap(([name, recorded]) => {
      const value = reviveValue(recorded);
      return value.exact ? [[name, value.value]] : [];
    })
  );
}

function say(error: unknown): string {
  return error instanceof Error
    ? `${error.name}: ${error.message}`
    : String(error);
}
