import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { SourceEntry } from '../format/journal';

/** What to find out, and the run to add it to. */
export interface FactsRequest {
  /** At the end only what was loaded since the start is added. */
  moment: 'start' | 'end';
  /** The run folder. */
  dir: string;
  run: string;
  home: string;
  /** Folder of the notebook, or the working directory of a script. */
  folder: string;
  /** Folder that the relative imports of cells are seen from. */
  root: string;
  /** Absolute path. */
  notebook?: string;
  /** The notebook as the journal names it. */
  notebookName?: string;
  launcher?: SourceEntry['cell'];
  /** Files that this process has loaded since the request before. */
  loaded: string[];
}

let worker: Worker | undefined;
let pending = 0;

/**
 * Has another thread ask git and the GPU, and look through what was loaded, because that takes longer than starting a run
 * may. The process is kept alive until the answer is written, some seconds at most.
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
