/**
 * The queue: which jobs a home has and what became of them, one JSON object a line. See `docs/queue-format.md`.
 */
import type { ProcessFacts } from '../journal';
import type { RecordedFlags } from '../values';

interface QueueLine<T extends string> {
  type: T;
  /** Milliseconds since 1970. */
  time: number;
}

/** What makes the attempts of a batch that does not go to the workers of this machine. */
export interface BatchLauncher {
  on: 'slurm';
  /** Its name in `trialbook.hosts.yml`. */
  name?: string;
  /** Options of `sbatch`, without the dashes; a flag has an empty value. */
  options: Record<string, string>;
  /** How many of the batch's jobs run at once. @default as many as there is room for */
  limit?: number;
  /** Milliseconds before the end of its time at which an attempt is told. @default 60000 */
  notice?: number;
  /** How often a job goes on after its time was up, or it was pushed aside. @default 3 */
  requeues?: number;
}

/** Permits that an attempt holds while it goes on. */
export interface TokenNeed {
  name: string;
  /** How many there are of that name. */
  permits: number;
  /** How many are held. */
  take: number;
}

/** Where a launcher has an attempt. */
export interface Launch {
  /** An id, as runs have them: the launcher's job is named after it. */
  key: string;
  /** Which attempt of that key it is, from 0. */
  index: number;
  /** What the launcher calls it, once it is known. */
  id?: string;
}

/** What the jobs of one submission share. */
export interface BatchEntry extends QueueLine<'batch'> {
  /** An id, as runs have them. */
  batch: string;
  /** Name of the function, after which its runs are named. */
  name: string;
  /** SHA-256 of the bundle that lies in `code/` of the home. */
  code: string;
  /** How many jobs were asked for, those that were there already too. */
  size: number;
  /** What it is part of, for people. */
  sweep?: string;
  experiment?: string;
  /** SHA-256 of what counts of the code, where that is no part of the jobs' keys. */
  sourceDigest?: string;
  /** Workers that may take its jobs: names of what each has, such as GPUs. */
  workers: string[];
  label?: string;
  tags?: string[];
  /** How often a job that failed is tried again. @default 0 */
  retries?: number;
  /** Milliseconds before the first retry; each later one waits twice as long. @default 1000 */
  backoff?: number;
  /** Milliseconds that an attempt may take. */
  timeout?: number;
  /** Jobs of a higher one go first. @default 0 */
  priority?: number;
  /** The notebook, relative to the home. */
  notebook?: string;
  /** Which runs are the best: a tag, and whether more of it is better. */
  objective?: { tag: string; goal: 'minimize' | 'maximize' };
  /** Where its jobs go, if not to workers of this machine. */
  launcher?: BatchLauncher;
  /** What each attempt needs of tokens, in the order of their names. */
  tokens?: TokenNeed[];
}

/** What is made for a job: one call of the batch's function. */
export interface JobWork {
  batch: string;
  job: string;
  flags: RecordedFlags;
  /** Jobs that have to be completed first. */
  after?: string[];
  /** Results of other jobs that become part of the flags. */
  inputs?: JobInput[];
  /** What tells it from others, for people. */
  tags?: JobTags;
  /** Values that are left out of the key because they are defaults, by parameter. */
  defaults?: RecordedFlags;
}

/** A job and its identity. */
export interface JobEntry extends QueueLine<'job'>, JobWork {
  /** Jobs with the same key are the same job. */
  key: string;
}

/** A job that failed, or whose run was deleted, is to be made again, from this. */
export interface AgainEntry extends QueueLine<'again'>, JobWork {}

/** A job's result as a part of another one's flags. */
export interface JobInput {
  /** The keys that lead to its place in the flags. */
  to: string[];
  /** The job that gives it; it is in `after` too. */
  job: string;
  /** The keys that lead to the part that is wanted; the whole without it. */
  part?: string[];
  /** The flag is a path: of the file that the result names in the folder of the run, or of this folder. */
  path?: true;
  /** No schema can check it. */
  unchecked?: true;
}

export type JobTags = Record<string, string | number | boolean | null>;

/** Jobs that a submission asked for and that were there already. */
export interface JoinEntry extends QueueLine<'join'> {
  batch: string;
  jobs: string[];
}

/** A worker takes a job; and again, with the run, when the run has begun. */
export interface AttemptEntry extends QueueLine<'attempt'> {
  job: string;
  /** From 1. */
  number: number;
  worker: string;
  /** The worker's; with a launch it is not known before the attempt has begun. */
  process?: ProcessFacts;
  launch?: Launch;
  run?: string;
}

/** A launcher has taken the attempts of a key. */
export interface LaunchEntry extends QueueLine<'launch'> {
  key: string;
  id: string;
}

/** Why a job was not completed. */
export type EndReason =
  | 'failed'
  | 'cancelled'
  | 'timeout'
  | 'lost'
  | 'out-of-memory'
  | 'preempted'
  | 'node-fail'
  | 'launcher'
  | 'dependency'
  | 'worker';

/** A job has ended, for now: it may be retried unless it is completed. */
export interface EndedEntry extends QueueLine<'ended'> {
  job: string;
  status: 'completed' | 'failed' | 'terminated';
  reason?: EndReason;
  /** What went wrong, a sentence. */
  message?: string;
}

/** Somebody wants something of jobs. */
export interface RequestEntry extends QueueLine<'request'> {
  request: 'cancel' | 'retry' | 'pause' | 'resume';
  /** The jobs; without it those of the batch; without both all there are. */
  jobs?: string[];
  batch?: string;
  /** When a retry may begin: milliseconds since 1970. */
  at?: number;
}

/** A worker is there, or is there no longer. */
export interface WorkerEntry extends QueueLine<'worker'> {
  worker: string;
  status: 'up' | 'down';
  process: ProcessFacts;
}

export type QueueEntry =
  | BatchEntry
  | JobEntry
  | AgainEntry
  | JoinEntry
  | AttemptEntry
  | LaunchEntry
  | EndedEntry
  | RequestEntry
  | WorkerEntry;
