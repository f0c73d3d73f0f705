/**
 * The program of a worker: makes the attempts that the supervisor hands it, one after the other. When the supervisor is
 * gone, it goes on to the end of its attempt.
 *
 * `node worker-process.js HOME NAME`, with an IPC channel.
 */
import { ownProcess } from '../../store/process-facts';
import { appendQueue } from '../queue/queue-file';
import { perform } from './perform';
import type { WorkerMessage, WorkerTask } from './task';

const [, , home, worker] = process.argv;
let work: Promise<void> | undefined;

function leave(): void {
  try {
    appendQueue(home, [
      { type: 'worker', worker, status: 'down', process: ownProcess() }
    ]);
  } finally {
    process.exit();
  }
}

function tell(message: WorkerMessage): void {
  if (process.connected) {
    process.send?.(message);
  }
}

process.on('message', message => {
  const task = message as WorkerTask;
  work = perform(home, task).then(
    () => {
      work = undefined;
      tell({ type: 'free', job: task.job });
      if (!process.connected) {
        leave();
      }
    },
    // The queue cannot be written: whoever looks after this process finds the run, which says what became of it.
    () => process.exit(1)
  );
});

process.on('disconnect', () => {
  if (!work) {
    leave();
  }
});

// The other end of it is the supervisor's.
process.stderr.on('error', () => undefined);
// As in the kernel: what a run left behind may fail without ending the worker.
process.on('uncaughtException', error => console.error(error));
process.on('unhandledRejection', reason => console.error(reason));

tell({ type: 'ready' });
