/** A home with jobs, and what became of them: the parts are real, in processes of their own. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { inspect } from 'node:util';
import { QueueFold, type Job } from '../../src/format';
import { listRuns } from '../../src/recorded/catalogue';
import { openHome } from '../../src/store/home';
import { newFolder, PACKAGE } from '../run/script';

/** The built room, as the command line and notebooks use it. */
export const work = {
  ...(require(
    path.join(PACKAGE, 'dist/work/queue/submit.js')
  ) as typeof import('../../src/work/queue/submit')),
  ...(require(
    path.join(PACKAGE, 'dist/work/queue/follow.js')
  ) as typeof import('../../src/work/queue/follow')),
  ...(require(
    path.join(PACKAGE, 'dist/work/queue/code-files.js')
  ) as typeof import('../../src/work/queue/code-files')),
  ...(require(
    path.join(PACKAGE, 'dist/work/queue/queue-file.js')
  ) as typeof import('../../src/work/queue/queue-file')),
  ...(require(
    path.join(PACKAGE, 'dist/work/supervisor/ensure.js')
  ) as typeof import('../../src/work/supervisor/ensure')),
  ...(require(
    path.join(PACKAGE, 'dist/work/queue/file-lock.js')
  ) as typeof import('../../src/work/queue/file-lock'))
};

/** A new home. */
export function newHome(): string {
  return openHome({
    home: path.join(newFolder(), 'runs'),
    from: process.cwd()
  }).dir;
}

export const sha256 = (text: string) =>
  createHash('sha256').update(text).digest('hex');

/** Keeps a function's code in a home, as a slice's bundle would be. @returns what a batch says of it. */
export function keepFunction(home: string, name: string, source: string) {
  const code = `const { log } = require('trialbook');\nexports.entry = ${source};\n`;
  const hash = sha256(code);
  work.keepCode(home, { code, hash }, source);
  return { name, code: hash, workers: ['#1', '#2'] };
}

/** A job for each set of flags; its key follows from them. */
export function requestsOf(
  name: string,
  flags: readonly Record<string, unknown>[]
) {
  return flags.map(each => ({
    key: sha256(`${name} ${inspect(each)}`),
    flags: each
  }));
}

export function readQueue(home: string): QueueFold {
  const fold = new QueueFold();
  const file = path.join(home, 'queue.jsonl');
  if (existsSync(file)) {
    fold.push(readFileSync(file));
  }
  return fold;
}

export const jobsOf = (home: string): Job[] => [
  ...readQueue(home).jobs.values()
];

export const runsOf = (home: string) => listRuns(home);

/** Waits until a condition over the files of a home holds. */
export async function until(holds: () => unknown): Promise<void> {
  // Long before the test would be given up, so that it says where it waited.
  for (let looks = 0; looks < 2000; looks++) {
    try {
      if (holds()) {
        return;
      }
    } catch {
      // A file that is not there yet.
    }
    await new Promise(resolve => setTimeout(resolve, 20));
  }
  throw new Error(`This has not come about: ${holds}`);
}

/** The process that holds the supervisor's lock. */
export function supervisorOf(home: string): number | undefined {
  return work.lockHolder(path.join(home, work.SUPERVISOR_LOCK))?.process.pid;
}

/** Waits until nobody is at work in a home any more. */
export function atRest(home: string): Promise<void> {
  return until(
    () => supervisorOf(home) === undefined && readQueue(home).workers.size === 0
  );
}

/** Files that locks leave while they are taken. */
export const lockFiles = (home: string) =>
  readdirSync(home).filter(name => name.includes('.lock'));
