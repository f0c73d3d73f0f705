/** The queue of a test's home, read as the library reads it. */
import { existsSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { QueueFold, type Job } from 'trialbook/format';

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

/** Jobs of a home that are in a state. */
export const jobsIn = (home: string, state: Job['state']): Job[] =>
  jobsOf(home).filter(job => job.state === state);

/** The process that hands jobs to workers. */
export function supervisorOf(home: string): number | undefined {
  try {
    const lock = JSON.parse(
      readFileSync(path.join(home, 'supervisor.lock'), 'utf8')
    ) as { process: { pid: number } };
    process.kill(lock.process.pid, 0);
    return lock.process.pid;
  } catch {
    return undefined;
  }
}
