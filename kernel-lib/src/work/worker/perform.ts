/** Makes one attempt at a job: a run of the home, and what the queue is told of it. */
import { RunStopped } from '../../errors';
import type { RecordedStatus } from '../../format/journal';
import { reviveValue } from '../../format/revive-value';
import type { RecordedFlags } from '../../format/values';
import { loadEntry } from '../../notebook/slice';
import { runAs } from '../../run';
import { setKernel } from '../../run/current-kernel';
import type { AnyFunction } from '../../run/flags/closure';
import { ownProcess } from '../../store/process-facts';
import { checkedCode, codeText } from '../queue/code-files';
import { appendEnd, type JobEnd } from '../queue/ended';
import { appendQueue } from '../queue/queue-file';
import type { WorkerTask } from './task';
import { workerKernel } from './worker-kernel';

/**
 * Never throws because of the job: what went wrong with it is in the queue.
 * @throws TrialbookError HOME_NOT_WRITABLE when the queue cannot be told.
 */
export async function perform(home: string, task: WorkerTask): Promise<void> {
  appendEnd(home, await attempt(home, task));
}

async function attempt(home: string, task: WorkerTask): Promise<JobEnd> {
  const { job, retryIn } = task;
  let fn: AnyFunction;
  try {
    fn = await load(home, task);
  } catch (error) {
    return { job, status: 'failed', reason: 'worker', message: say(error) };
  }
  let status: RecordedStatus | undefined;
  try {
    await runAs(
      fn,
      revived(task.flags),
      {
        home,
        display: false,
        ...(task.label !== undefined && { label: task.label }),
        ...(task.tags && { tags: task.tags })
      },
      {
        started: run => {
          tellRun(home, task, run.facts.id);
          run.onEnd(ended => (status = ended.status as RecordedStatus));
        }
      }
    );
    return { job, status: 'completed' };
  } catch (error) {
    return error instanceof RunStopped || status === 'terminated'
      ? { job, status: 'terminated', reason: 'cancelled', message: say(error) }
      : {
          job,
          status: 'failed',
          reason: 'failed',
          message: say(error),
          retryIn
        };
  }
}

async function load(
  home: string,
  { name, code, notebook }: WorkerTask
): Promise<AnyFunction> {
  const file = checkedCode(home, code);
  setKernel(workerKernel(notebook, codeText(home, code)));
  const fn = await loadEntry(file);
  if (typeof fn !== 'function') {
    throw new TypeError(`The code of ${name} has no function.`);
  }
  return fn as AnyFunction;
}

function tellRun(
  home: string,
  { job, number, worker }: WorkerTask,
  run: string
): void {
  appendQueue(home, [
    { type: 'attempt', job, number, worker, process: ownProcess(), run }
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
