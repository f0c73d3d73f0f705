import { join } from 'node:path';
import { Worker } from 'node:worker_threads';

/** What to find out, and the journal to add it to. */
export interface FactsRequest {
  /** A folder of the project. */
  folder: string;
  /** Absolute path. */
  journal: string;
}

let worker: Worker | undefined;
let pending = 0;

/**
 * Has another thread ask git and the GPU, because starting a program takes longer than starting a run may. The process
 * is kept alive until the answer is written, two seconds at most.
 */
export function askForFacts(request: FactsRequest): void {
  try {
    worker ??= startWorker();
    if (pending++ === 0) {
      worker.ref();
    }
    worker.postMessage(request);
  } catch {
    // Without a thread these facts are missing, and nothing else.
  }
}

function startWorker(): Worker {
  const started = new Worker(join(__dirname, 'facts-thread.js'), {
    execArgv: []
  });
  started.on('message', () => {
    if (--pending === 0) {
      started.unref();
    }
  });
  const forget = () => (worker = undefined);
  started.on('error', forget);
  started.on('exit', forget);
  return started;
}
