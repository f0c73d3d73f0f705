/**
 * The program of a Slurm job: makes one attempt, tells the queue, and ends. It is started by the batch script, and by Slurm
 * again when the job was put back into its queue.
 *
 * `node slurm-process.js HOME KEY`, with Slurm's variables.
 */
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Batch, Job } from '../../format/queue';
import { readRun } from '../../recorded/read-run';
import { appendEnd } from '../queue/ended';
import { takeLock, type FileLock } from '../queue/file-lock';
import { workerInputs, type WorkerInput } from '../queue/job-words';
import { appendQueue, QueueReader } from '../queue/queue-file';
import { jobTask } from '../worker/job-task';
import { attempt, dropCheckpoint } from '../worker/perform';
import type { WorkerTask } from '../worker/task';
import { attemptFiles } from './attempt-files';
import { slurm } from './commands';
import { REQUEUES } from './script';

const [, , home, key] = process.argv;
const index = Number(process.env.SLURM_ARRAY_TASK_ID);
const id = process.env.SLURM_ARRAY_JOB_ID ?? '';
const restarts = Number(process.env.SLURM_RESTART_COUNT ?? 0);
const files = attemptFiles(home, key, index);

/** Milliseconds for which a lock is waited for that the process before this one has left on another host. */
const LOCK_WAIT = 60_000;

/** Milliseconds between two signs of life on the lock. */
const TOUCH = 5000;

async function main(): Promise<void> {
  const lock = await ownLock();
  if (!lock) {
    // The same attempt was submitted twice; the other one makes it.
    return;
  }
  const touching = setInterval(() => lock.touch(), TOUCH);
  try {
    await make(lock);
  } finally {
    clearInterval(touching);
    lock.release();
  }
}

async function ownLock(): Promise<FileLock | undefined> {
  const end = Date.now() + (restarts > 0 ? LOCK_WAIT : 0);
  for (;;) {
    const lock = takeLock(files.lock);
    if (lock || Date.now() >= end) {
      return lock;
    }
    await delay(500);
  }
}

async function make(lock: FileLock): Promise<void> {
  const found = openAttempt();
  const job = found && ownJob(found);
  if (!job) {
    return;
  }
  const { batch } = found;
  const { end, timeUp } = await attempt(home, taskOf(job, found));
  if (timeUp && mayGoOn(batch) && !openAttempt()?.job.cancel) {
    putBack(job, 'timeout', end.message ?? '');
    lock.release();
    await requeue(job);
  } else {
    appendEnd(home, end);
    if (end.status === 'completed') {
      dropCheckpoint(home, job.job);
    }
  }
}

interface Open {
  job: Job;
  batch: Batch;
  inputs: WorkerInput[];
}

/** The attempt that the queue has under way here. */
function openAttempt(): Open | undefined {
  const queue = new QueueReader(home);
  queue.read();
  for (const job of queue.fold.jobs.values()) {
    const { launch, state } = job;
    const batch = queue.fold.batches.get(job.batch);
    if (launch?.key === key && launch.index === index && batch) {
      const inputs = workerInputs(queue.fold, job);
      return state === 'running' ? { job, batch, inputs } : undefined;
    }
  }
  return undefined;
}

/** The job as this process is to do it; undefined when it is not to. */
function ownJob({ job, batch }: { job: Job; batch: Batch }): Job | undefined {
  if (job.cancel) {
    const message = 'It was cancelled before it began.';
    const reason = 'cancelled';
    appendEnd(home, { job: job.job, status: 'terminated', reason, message });
    return undefined;
  }
  if (job.run === undefined) {
    return job;
  }
  // Another process makes it, unless Slurm has started this very job again.
  return restarts > 0 && job.launch?.id === id ? goOn(job, batch) : undefined;
}

/** After Slurm has started the job again, though nobody here asked for it: the attempt before is over. */
function goOn(job: Job, batch: Batch): Job | undefined {
  const { run = '' } = job;
  let status: string | undefined;
  try {
    status = readRun(join(home, run)).status;
  } catch {
    // Its folder is gone.
  }
  if (status === 'completed') {
    appendEnd(home, { job: job.job, status });
    return undefined;
  }
  const message =
    'Slurm put it back: its place was needed, or its node failed.';
  if (!mayGoOn(batch)) {
    const reason = 'preempted';
    appendEnd(home, { job: job.job, status: 'failed', reason, message });
    return undefined;
  }
  return putBack(job, 'preempted', message);
}

function mayGoOn({ launcher }: Batch): boolean {
  return restarts < (launcher?.requeues ?? REQUEUES);
}

/** One write: nobody sees the job as failed in between. */
function putBack(
  { job, attempts }: Job,
  reason: 'timeout' | 'preempted',
  message: string
): Job | undefined {
  appendQueue(home, [
    { type: 'ended', job, status: 'failed', reason, message },
    { type: 'request', request: 'retry', jobs: [job] },
    {
      type: 'attempt',
      job,
      number: attempts + 1,
      worker: 'slurm',
      launch: { key, index, id }
    }
  ]);
  return openAttempt()?.job;
}

/** Until Slurm takes it, or says that it never will. Slurm then ends this process. */
async function requeue(job: Job): Promise<void> {
  for (let wait = 500; ; wait = Math.min(wait * 2, 15_000)) {
    const said = await slurm('scontrol', ['requeue', `${id}_${index}`]);
    if (said.ok) {
      return;
    }
    if (!said.isTemporary) {
      appendEnd(home, {
        job: job.job,
        status: 'failed',
        reason: 'timeout',
        message: `Its time was up, and Slurm did not put it back: ${said.stderr}`
      });
      return;
    }
    await delay(wait);
  }
}

function taskOf(job: Job, { batch, inputs }: Open): WorkerTask {
  return {
    ...jobTask(home, job, batch, job.attempts, 'slurm', inputs),
    launch: { key, index, id },
    timeUp: files.timeUp
  };
}

// As in the kernel: what a run left behind may fail without ending the worker.
process.on('uncaughtException', error => console.error(error));
process.on('unhandledRejection', reason => console.error(reason));

main().then(
  () => process.exit(),
  error => {
    console.error(error);
    process.exit(1);
  }
);
