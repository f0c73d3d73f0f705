/**
 * The program of the supervisor: one a home, whoever starts it.
 *
 * `node supervisor-process.js HOME`
 */
import { join } from 'node:path';
import { takeLock } from '../queue/file-lock';
import { SUPERVISOR_LOCK } from './ensure';
import { Supervisor } from './supervisor';

async function main(home: string): Promise<void> {
  const lock = takeLock(join(home, SUPERVISOR_LOCK));
  if (lock) {
    await new Supervisor(home, lock).run();
  }
}

main(process.argv[2]).then(
  () => process.exit(),
  error => {
    console.error(new Date().toISOString(), error);
    process.exit(1);
  }
);
