/** What a worker is told of a job. */
import { resolve } from 'node:path';
import type { Batch, Job } from '../../format/queue';
import { tagsLabel, type WorkerInput } from '../queue/job-words';
import { retryIn } from '../supervisor/schedule';
import type { WorkerTask } from './task';

/** @param number which attempt it is, from 1. */
export function jobTask(
  home: string,
  job: Job,
  batch: Batch,
  number: number,
  worker: string,
  inputs: WorkerInput[]
): WorkerTask {
  const label = batch.label ?? tagsLabel(job.tags);
  return {
    job: job.job,
    number,
    worker,
    name: batch.name,
    code: batch.code,
    flags: job.flags,
    ...(inputs.length > 0 && { inputs }),
    ...(batch.sourceDigest !== undefined && {
      sourceDigest: batch.sourceDigest
    }),
    ...(label !== undefined && { label }),
    tags: batch.tags,
    ...(batch.tokens && { tokens: batch.tokens }),
    retryIn: retryIn(batch, number),
    ...(batch.notebook !== undefined && {
      notebook: resolve(home, batch.notebook)
    })
  };
}
