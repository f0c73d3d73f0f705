/** The files of an attempt on Slurm, in the home that all machines share. */
import { join } from 'node:path';
import { SLURM_DIR } from '../../format/layout';

/** What becomes of the name of the Slurm job. */
const NAME_PREFIX = 'trialbook-';

/** Name of the Slurm job with the attempts of a key. */
export function jobName(key: string): string {
  return NAME_PREFIX + key;
}

/** The key in the name of a Slurm job; undefined when it is none of ours. */
export function keyOf(name: string): string | undefined {
  return name.startsWith(NAME_PREFIX)
    ? name.slice(NAME_PREFIX.length)
    : undefined;
}

/** What the attempt says, its lock, and the sign that its time is nearly over. */
export function attemptFiles(home: string, key: string, index: number | '%a') {
  const path = join(home, SLURM_DIR, `${key}.${index}`);
  return {
    log: `${path}.log`,
    lock: `${path}.lock`,
    timeUp: `${path}.time-up`
  };
}
