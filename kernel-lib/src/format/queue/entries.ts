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
}

/** A job: one call of the batch's function. */
export interface JobEntry extends QueueLine<'job'> {
  batch: string;
  job: string;
  /** Identity: jobs with the same key are the same job. */
  key: string;
  flags: RecordedFlags;
  /** Jobs that have to be completed first. */
  after?: string[];
}

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
  process: ProcessFacts;
  run?: string;
}

/** Why a job was not completed. */
export type EndReason =
  | 'failed'
  | 'cancelled'
  | 'timeout'
  | 'lost'
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
  | JoinEntry
  | AttemptEntry
  | EndedEntry
  | RequestEntry
  | WorkerEntry;
