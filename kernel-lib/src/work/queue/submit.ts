/** Puts jobs into the queue of a home, each once. */
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { TrialbookError } from '../../errors';
import type { BatchEntry } from '../../format/queue';
import { recordFlags } from '../../format/record-value';
import { reviveValue } from '../../format/revive-value';
import type { RecordedFlags } from '../../format/values';
import { newId } from '../../store/home';
import { takeLock, type FileLock } from './file-lock';
import { appendQueue, QueueReader } from './queue-file';

/** What the jobs of a submission share. */
export type BatchFacts = Omit<BatchEntry, 'type' | 'time' | 'batch' | 'size'>;

/** A job that is asked for. */
export interface JobRequest {
  /** Its identity, 64 hexadecimal digits: the same one is the same job. */
  key: string;
  flags: Record<string, unknown>;
  /** Keys of jobs that have to be completed first, of this submission or of earlier ones. */
  after?: readonly string[];
}

/** What came of it. */
export interface Submission {
  batch: string;
  /** Ids in the order of the requests; the same one for the same key. */
  jobs: string[];
  /** How many were not there before. */
  added: number;
}

/** Jobs named in one line. */
const JOINED = 100;

/** Milliseconds between two tries to get the lock: between this and twice of it. */
const WAIT = 4;

/**
 * Puts jobs into the queue. Those that are there already are joined: what is completed stays so, what failed is tried again.
 * @throws TrialbookError BAD_FLAGS when a flag cannot be handed to another process; BAD_OPTION when a job waits for one
 * that is not there; HOME_NOT_WRITABLE.
 */
export async function submit(
  home: string,
  facts: BatchFacts,
  requests: readonly JobRequest[]
): Promise<Submission> {
  const flags = requests.map(request => handable(facts.name, request.flags));
  const lock = await queueLock(home);
  try {
    const reader = new QueueReader(home);
    reader.read();
    return write(home, facts, requests, flags, reader);
  } finally {
    lock.release();
  }
}

function write(
  home: string,
  facts: BatchFacts,
  requests: readonly JobRequest[],
  flags: readonly RecordedFlags[],
  { fold }: QueueReader
): Submission {
  const batch = newId();
  const ids = new Map<string, string>();
  const added: number[] = [];
  const joined = new Set<string>();
  const again = new Set<string>();
  requests.forEach(({ key }, at) => {
    const known = fold.find(key);
    if (known) {
      joined.add(known.job);
      if (known.state === 'failed' || known.state === 'terminated') {
        again.add(known.job);
      }
    } else if (!ids.has(key)) {
      added.push(at);
    }
    if (!ids.has(key)) {
      ids.set(key, known?.job ?? newId());
    }
  });
  const idOf = (key: string): string => {
    const id = ids.get(key) ?? fold.find(key)?.job;
    if (id === undefined) {
      throw new TrialbookError(
        'BAD_OPTION',
        `A job waits for the job ${key.slice(0, 12)}…, which is not in the queue. Submit it first, or with it.`
      );
    }
    return id;
  };
  const jobs = added.map(at => {
    const { key, after = [] } = requests[at];
    return {
      type: 'job' as const,
      batch,
      job: idOf(key),
      key,
      flags: flags[at],
      ...(after.length > 0 && { after: [...new Set(after.map(idOf))] })
    };
  });
  appendQueue(home, [
    { type: 'batch', batch, size: requests.length, ...facts },
    ...jobs,
    ...pieces(joined).map(piece => ({
      type: 'join' as const,
      batch,
      jobs: piece
    })),
    ...pieces(again).map(piece => ({
      type: 'request' as const,
      request: 'retry' as const,
      jobs: piece
    }))
  ]);
  return {
    batch,
    jobs: requests.map(({ key }) => idOf(key)),
    added: added.length
  };
}

/** Waits for the lock of the queue, however long somebody holds it: it is a matter of milliseconds. */
export async function queueLock(home: string): Promise<FileLock> {
  const path = join(home, 'queue.lock');
  for (;;) {
    const lock = takeLock(path);
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

function pieces(ids: ReadonlySet<string>): string[][] {
  const all = [...ids];
  return Array.from({ length: Math.ceil(all.length / JOINED) }, (_, at) =>
    all.slice(at * JOINED, (at + 1) * JOINED)
  );
}
