/** What a supervisor and its workers say to each other. */
import type { Launch, TokenNeed } from '../../format/queue';
import type { RecordedFlags } from '../../format/values';
import type { WorkerInput } from '../queue/job-words';

/** A job that a worker is to do. */
export interface WorkerTask {
  job: string;
  /** Which attempt it is, from 1. */
  number: number;
  worker: string;
  /** Name of the function. */
  name: string;
  /** SHA-256 of the bundle in `code/` of the home. */
  code: string;
  flags: RecordedFlags;
  /** Results that become part of the flags. */
  inputs?: WorkerInput[];
  /** SHA-256 of what counts of the code. */
  sourceDigest?: string;
  label?: string;
  tags?: string[];
  /** Absolute path of the notebook. */
  notebook?: string;
  /** Where a launcher has the attempt. */
  launch?: Launch;
  /** File that is there once the time of the attempt is nearly over. */
  timeUp?: string;
  /** Permits that are held while it goes on. */
  tokens?: TokenNeed[];
  /** Milliseconds until the next attempt, when this one fails and there may be another. */
  retryIn?: number;
}

/** What a worker says. */
export type WorkerMessage = { type: 'ready' } | { type: 'free'; job: string };
