/** Puts jobs into the queue of a home, each once. */
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { TrialbookError } from '../../errors';
import type {
  BatchEntry,
  Job,
  JobInput,
  JobTags,
  JobWork,
  QueueFold
} from '../../format/queue';
import { recordFlags } from '../../format/record-value';
import { reviveValue } from '../../format/revive-value';
import type { RecordedFlags } from '../../format/values';
import { exists } from '../../store/exists';
import { newId, writingTo } from '../../store/home';
import { takeLock, type FileLock } from './file-lock';
import { jobPieces } from './job-pieces';
import { appendQueue, QueueReader, type Entry } from './queue-file';

/** What the jobs of a submission share. */
export type BatchFacts = Omit<BatchEntry, 'type' | 'time' | 'batch' | 'size'>;

/** A job that is asked for. */
export interface JobRequest {
  /** Its identity, 64 hexadecimal digits: the same one is the same job. */
  key: string;
  flags: Record<string, unknown>;
  /** Keys of jobs that have to be completed first, of this submission or of earlier ones. */
  after?: readonly string[];
  /** Results that become part of the flags, by the key of the job that gives them; its key is in `after` too. */
  inputs?: readonly (Omit<JobInput, 'job'> & { key: string })[];
  tags?: JobTags;
  /** Values that are no part of the key because they are defaults. */
  defaults?: Record<string, unknown>;
}

/** What came of it. */
export interface Submission {
  batch: string;
  /** Ids in the order of the requests; the same one for the same key. */
  jobs: string[];
  /** How many were not there before. */
  added: number;
}

/** Milliseconds between two tries to get the lock: between this and twice of it. */
const WAIT = 4;

/**
 * Puts jobs into the queue. Those that are there already are joined: what is completed stays so as long as its run is there,
 * what failed is tried again.
 * @throws TrialbookError BAD_FLAGS when a flag cannot be handed to another process; BAD_OPTION when a job waits for one
 * that is not there; HOME_NOT_WRITABLE.
 */
export async function submit(
  home: string,
  facts: BatchFacts,
  requests: readonly JobRequest[]
): Promise<Submission> {
  const [submission] = await submitBatches(home, [{ facts, requests }]);
  return submission;
}

/** Jobs that are submitted together. */
export interface NewBatch {
  facts: BatchFacts;
  requests: readonly JobRequest[];
  /** One that is there, which gets these jobs too. */
  batch?: string;
}

/**
 * As `submit()`, several at once: a job may wait for one of a batch before its own.
 * @param reader of the queue, for whoever follows it anyway.
 */
export async function submitBatches(
  home: string,
  batches: readonly NewBatch[],
  reader = new QueueReader(home)
): Promise<Submission[]> {
  const flags = batches.map(({ facts, requests }) =>
    requests.map(request => handable(facts.name, request.flags))
  );
  const lock = await queueLock(home);
  try {
    reader.read();
    const writer = new SubmissionWriter(home, reader.fold);
    const submissions = batches.map((each, at) => writer.add(each, flags[at]));
    appendQueue(home, writer.entries);
    return submissions;
  } finally {
    lock.release();
  }
}

/** Decides which jobs are new, which are made again, and which are joined. */
class SubmissionWriter {
  readonly entries: Entry[] = [];
  readonly #home: string;
  readonly #fold: QueueFold;
  /** Of the keys that these submissions bring or make again. */
  readonly #ids = new Map<string, string>();

  constructor(home: string, fold: QueueFold) {
    this.#home = home;
    this.#fold = fold;
  }

  add(
    { facts, requests, batch: known }: NewBatch,
    flags: readonly RecordedFlags[]
  ): Submission {
    const batch = known ?? newId();
    const work: { type: 'job' | 'again'; at: number }[] = [];
    const own = new Set<string>();
    const joined = new Set<string>();
    requests.forEach(({ key }, at) => {
      if (this.#ids.has(key)) {
        if (!own.has(key)) {
          joined.add(this.#idOf(key));
        }
        return;
      }
      const there = this.#fold.find(key);
      if (there && !this.#isToBeMadeAgain(there)) {
        joined.add(there.job);
        return;
      }
      this.#ids.set(key, there?.job ?? newId());
      own.add(key);
      work.push({ type: there ? 'again' : 'job', at });
    });
    if (known === undefined) {
      this.entries.push({
        type: 'batch',
        batch,
        size: requests.length,
        ...facts
      });
    }
    for (const { type, at } of work) {
      const made = this.#workOf(batch, requests[at], flags[at]);
      const { key } = requests[at];
      this.entries.push(
        type === 'job' ? { type, key, ...made } : { type, ...made }
      );
    }
    for (const jobs of jobPieces(joined)) {
      this.entries.push({ type: 'join', batch, jobs });
    }
    return {
      batch,
      jobs: requests.map(({ key }) => this.#idOf(key)),
      added: work.filter(({ type }) => type === 'job').length
    };
  }

  #workOf(
    batch: string,
    { key, after = [], inputs = [], tags, defaults }: JobRequest,
    flags: RecordedFlags
  ): JobWork {
    return {
      batch,
      job: this.#idOf(key),
      flags,
      ...(after.length > 0 && {
        after: [...new Set(after.map(each => this.#idOf(each)))]
      }),
      ...(inputs.length > 0 && {
        inputs: inputs.map(({ key: needed, ...input }) => ({
          ...input,
          job: this.#idOf(needed)
        }))
      }),
      ...(tags && { tags }),
      ...(defaults && { defaults: recordFlags(defaults) })
    };
  }

  #isToBeMadeAgain({ state, run }: Job): boolean {
    return (
      state === 'failed' ||
      state === 'terminated' ||
      // Somebody has deleted its run, and with it the result.
      (state === 'completed' &&
        (run === undefined || !exists(join(this.#home, run))))
    );
  }

  #idOf(key: string): string {
    const id = this.#ids.get(key) ?? this.#fold.find(key)?.job;
    if (id === undefined) {
      throw new TrialbookError(
        'BAD_OPTION',
        `A job waits for the job ${key.slice(0, 12)}…, which is not in the queue. Submit it first, or with it.`
      );
    }
    return id;
  }
}

/** Waits for the lock of the queue, however long somebody holds it: it is a matter of milliseconds. */
export async function queueLock(home: string): Promise<FileLock> {
  const path = join(home, 'queue.lock');
  for (;;) {
    const lock = writingTo(home, () => takeLock(path));
    if (lock) {
      return lock;
    }
    await delay(WAIT * (1 + Math.random()));
  }
}

/** Flags as another process gets them. */
function handable(name: string, flags: Record<string, unknown>): RecordedFlags {
  const recorded = recordFlags(flags);
  for (const [flag, value] of Object.entries(recorded)) {
    if (!reviveValue(value).exact) {
      throw new TrialbookError(
        'BAD_FLAGS',
        `The flag "${flag}" of ${name} cannot be handed to a worker: it is, or holds, what JSON has no words for, or it is too large. Hand over what it is made from, and make it in the function.`
      );
    }
  }
  return recorded;
}
