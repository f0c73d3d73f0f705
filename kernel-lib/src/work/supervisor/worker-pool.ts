/** The worker processes of a home: each is warm, and makes one attempt at a time. */
import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import type { ProcessFacts } from '../../format/journal';
import { processFacts } from '../../store/process-facts';
import type { WorkerMessage, WorkerTask } from '../worker/task';

/** Bytes of what a worker says on standard error that are kept. */
const LAST_WORDS = 2000;

/** Worker names that stand for nothing a worker would have to see. */
const NAMELESS = /^#\d+$/;

/** What the pool tells. */
export interface PoolEvents {
  up(worker: string, process: ProcessFacts): void;
  /** An attempt has ended, or the job could not be handed over. */
  free(worker: string): void;
  /** The process is gone. @param words the end of what it said on standard error. */
  down(worker: string, process: ProcessFacts, words: string): void;
}

interface Worker {
  child: ChildProcess;
  facts: ProcessFacts;
  ready: boolean;
  task?: WorkerTask;
  words: string;
}

/** See the head of this file. */
export class WorkerPool {
  readonly #home: string;
  readonly #events: PoolEvents;
  readonly #workers = new Map<string, Worker>();

  constructor(home: string, events: PoolEvents) {
    this.#home = home;
    this.#events = events;
  }

  /** Whether a worker can take a job: it has none, or is not there yet. */
  isFree(name: string): boolean {
    return this.#workers.get(name)?.task === undefined;
  }

  /**
   * The process that a job goes to, started when it is not there.
   * @throws Error when it cannot be started.
   */
  process(name: string): ProcessFacts {
    return (this.#workers.get(name) ?? this.#start(name)).facts;
  }

  /** Hands a job over to a worker that is free and whose process was asked for. */
  hand(task: WorkerTask): void {
    const worker = this.#workers.get(task.worker);
    if (worker) {
      worker.task = task;
      if (worker.ready) {
        worker.child.send(task);
      }
    }
  }

  /** Lets the workers go: each ends when it has nothing to do. */
  disconnect(): void {
    for (const { child } of this.#workers.values()) {
      if (child.connected) {
        child.disconnect();
      }
    }
  }

  #start(name: string): Worker {
    const child = spawn(
      process.execPath,
      [
        '--enable-source-maps',
        join(__dirname, '..', 'worker', 'worker-process.js'),
        this.#home,
        name
      ],
      {
        // A group of its own, so that it can be ended with all that it started, and not with this process.
        detached: true,
        cwd: this.#home,
        stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
        env: {
          ...process.env,
          ...(!NAMELESS.test(name) && { CUDA_VISIBLE_DEVICES: devicesOf(name) })
        }
      }
    );
    // Heard here, or it would end the supervisor.
    child.once('error', () => undefined);
    if (child.pid === undefined) {
      throw new Error(
        `The process of a worker cannot be started: ${process.execPath} cannot be executed. Is Node.js still there, and is there memory?`
      );
    }
    const facts = processFacts(child.pid);
    const worker: Worker = { child, facts, ready: false, words: '' };
    this.#workers.set(name, worker);
    child.stderr?.on('data', data => {
      worker.words = (worker.words + String(data)).slice(-LAST_WORDS);
    });
    child.on('message', message => this.#hear(name, worker, message));
    child.once('close', () => {
      this.#workers.delete(name);
      this.#events.down(name, facts, worker.words.trim());
    });
    this.#events.up(name, facts);
    return worker;
  }

  #hear(name: string, worker: Worker, message: unknown): void {
    const said = message as WorkerMessage;
    if (said.type === 'ready') {
      worker.ready = true;
      if (worker.task) {
        worker.child.send(worker.task);
      }
    } else {
      worker.task = undefined;
      this.#events.free(name);
    }
  }
}

/** `0/2` is the second worker on GPU 0. */
function devicesOf(name: string): string {
  return name.split('/')[0];
}
