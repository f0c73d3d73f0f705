/** Has a supervisor at work in a home. */
import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { REQUESTS_DIR } from '../../format/layout';
import { writingTo } from '../../store/home';
import { lockHolder } from '../queue/file-lock';

/** Name of the lock that the supervisor of a home holds. */
export const SUPERVISOR_LOCK = 'supervisor.lock';

/** Where it says what is wrong. */
export const SUPERVISOR_LOG = 'supervisor.log';

/**
 * Starts one unless there is one. It outlives this process, and ends by itself when nothing is left to do.
 * @throws TrialbookError HOME_NOT_WRITABLE
 */
export function ensureSupervisor(home: string): void {
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
    child.once('error', () => undefined);
    child.unref();
  } finally {
    closeSync(log);
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
