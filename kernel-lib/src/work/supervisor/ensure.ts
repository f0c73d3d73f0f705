/** Has a supervisor at work in a home. */
import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { REQUESTS_DIR } from '../../format/layout';
import { writingTo } from '../../store/home';
import { lockHolder } from '../queue/file-lock';

/** Name of the lock that the supervisor of a home holds. */
export const SUPERVISOR_LOCK = 'supervisor.lock';

/** Where it says what is wrong. */
export const SUPERVISOR_LOG = 'supervisor.log';

/** UTF-16 units at the end of the log in which its last words are looked for. */
const LOG_TAIL = 4000;

/**
 * Starts one unless there is one. It outlives this process, and ends by itself when nothing is left to do.
 * @param failed is told why the one that was started could not begin, or broke off.
 * @throws TrialbookError HOME_NOT_WRITABLE
 */
export function ensureSupervisor(
  home: string,
  failed: (why: string) => void = () => undefined
): void {
  if (lockHolder(join(home, SUPERVISOR_LOCK))) {
    return;
  }
  makeRequestsFolder(home);
  const log = writingTo(home, () => openSync(join(home, SUPERVISOR_LOG), 'a'));
  try {
    const child = spawn(
      process.execPath,
      [join(__dirname, 'supervisor-process.js'), home],
      {
        cwd: home,
        detached: true,
        stdio: ['ignore', log, log],
        // As it is now, with what this process has set for itself.
        env: process.env
      }
    );
    // Who waits for jobs sees that nobody works, and tries again.
    child.once('error', error => failed(error.message));
    child.once('exit', code => {
      if (code !== null && code !== 0) {
        failed(lastWords(home) ?? `it ended with code ${code}`);
      }
    });
    child.unref();
  } finally {
    closeSync(log);
  }
}

/** The last line of the log that names an error. */
function lastWords(home: string): string | undefined {
  const log = readTail(join(home, SUPERVISOR_LOG));
  return log
    .split('\n')
    .filter(line => /\bError\b/.test(line))
    .at(-1)
    ?.trim();
}

function readTail(path: string): string {
  try {
    return readFileSync(path, 'utf8').slice(-LOG_TAIL);
  } catch {
    return '';
  }
}

/** So that viewers need not be able to make folders. */
function makeRequestsFolder(home: string): void {
  try {
    mkdirSync(join(home, REQUESTS_DIR));
  } catch {
    // It is there, or viewers go without it.
  }
}
