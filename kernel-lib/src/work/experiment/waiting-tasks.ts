/** Tasks that were asked for and are not in the queue yet, with those together that have code and options in common. */
import type { BatchFacts, JobRequest } from '../queue/submit';
import type { MakingOptions, SubmitOptions } from './options';
import type { TaskCode } from './task-code';

/** What goes into the queue as one batch. */
export interface WaitingBatch {
  code: TaskCode;
  options: MakingOptions;
  requests: JobRequest[];
}

/** See the head of this file. */
export class WaitingTasks {
  #batches = new Map<string, WaitingBatch>();

  get isEmpty(): boolean {
    return this.#batches.size === 0;
  }

  add(code: TaskCode, request: JobRequest, options: SubmitOptions): void {
    const { after: _, ...own } = options;
    const id = JSON.stringify([code.name, code.sourceDigest, own]);
    const batch = this.#batches.get(id);
    if (batch) {
      batch.requests.push(request);
    } else {
      this.#batches.set(id, { code, options: own, requests: [request] });
    }
  }

  /** All of them; from here on there are none. */
  take(): WaitingBatch[] {
    const batches = [...this.#batches.values()];
    this.#batches = new Map();
    return batches;
  }
}

/** Facts of a batch, without what has no value. */
export function definedFacts(facts: {
  [K in keyof BatchFacts]: BatchFacts[K] | undefined;
}): BatchFacts {
  return Object.fromEntries(
    Object.entries(facts).filter(([, value]) => value !== undefined)
  ) as unknown as BatchFacts;
}
