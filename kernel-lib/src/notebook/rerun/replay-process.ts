/** The process that repeats a run, seen from the one that asked for it. */
import { fork, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { TrialbookError } from '../../errors';
import type { ReplayMessage, ReplayPlan } from './plan';

const PROGRAM = join(__dirname, '..', 'tslab', 'replay.js');

/** Milliseconds that a process has to end by itself when it is asked to. */
const PATIENCE = 3000;

/** Characters of what the process itself wrote that are kept. */
const LOG_LIMIT = 2000;

export interface ReplayProcessOptions {
  /** The folder from which the cells see packages and files. */
  folder: string;
  /** Absolute path of the notebook, as far as it is known. */
  notebook?: string;
  onMessage(message: ReplayMessage): void;
  signal?: AbortSignal;
}

/** How the process ended. */
export interface ReplayEnd {
  /** Whether it was ended before it was through. */
  interrupted: boolean;
}

/**
 * Runs the process to its end.
 * @throws TrialbookError RERUN_FAILED when the process ended by itself without saying why.
 */
export function runReplay(
  plan: ReplayPlan,
  options: ReplayProcessOptions
): Promise<ReplayEnd> {
  const { folder, notebook, onMessage, signal } = options;
  const env: NodeJS.ProcessEnv = { ...process.env };
  // The parent may itself be the kernel of another notebook.
  delete env.JPY_PARENT_PID;
  delete env.JPY_SESSION_NAME;
  if (notebook !== undefined) {
    env.JPY_SESSION_NAME = notebook;
  }
  const child = fork(PROGRAM, [], {
    cwd: folder,
    env,
    execArgv: [],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc']
  });
  let log = '';
  child.stderr?.on('data', chunk => {
    log = (log + String(chunk)).slice(-LOG_LIMIT);
  });
  let told = false;
  child.on('message', message => {
    const { type } = message as ReplayMessage;
    told ||= type === 'ended' || type === 'failed';
    onMessage(message as ReplayMessage);
  });
  const ending = endWithUs(child, signal);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, by) => {
      ending.dispose();
      if (told || ending.asked) {
        resolve({ interrupted: !told });
      } else {
        reject(
          new TrialbookError(
            'RERUN_FAILED',
            `The process that executed the cells ended (${by ?? `exit code ${code}`})${log.trim() === '' ? '.' : `: ${log.trim()}`}`
          )
        );
      }
    });
    child.send(plan, error => error && reject(error));
  });
}

/** Ends the child when this process is interrupted or exits, or when it is no longer wanted. */
function endWithUs(child: ChildProcess, signal: AbortSignal | undefined) {
  let timer: NodeJS.Timeout | undefined;
  const kill = () => void child.kill('SIGKILL');
  const ending = {
    asked: false,
    dispose() {
      clearTimeout(timer);
      clearImmediate(installing);
      process.removeListener('SIGINT', end);
      process.removeListener('SIGTERM', end);
      process.removeListener('exit', kill);
      signal?.removeEventListener('abort', end);
    }
  };
  const end = () => {
    ending.asked = true;
    child.kill('SIGTERM');
    timer ??= setTimeout(kill, PATIENCE);
  };
  process.once('exit', kill);
  signal?.addEventListener('abort', end);
  if (signal?.aborted) {
    end();
  }
  // While a cell's own code runs, Node has a signal handler of its own in place, which a listener would remove.
  const installing = setImmediate(() => {
    process.on('SIGINT', end);
    process.on('SIGTERM', end);
  });
  return ending;
}
