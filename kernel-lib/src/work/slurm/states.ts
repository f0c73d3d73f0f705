/** What Slurm says of its jobs. See https://slurm.schedmd.com/squeue.html#SECTION_JOB-STATE-CODES */
import type { Verdict } from '../supervisor/settle';
import { keyOf } from './attempt-files';

/** An element of an array, as Slurm has it. */
export interface SlurmState {
  /** Of the array. */
  id: string;
  state: string;
  /** Why it waits. */
  reason: string;
}

/** Those in which it may still run. */
const LIVE: ReadonlySet<string> = new Set([
  'COMPLETING',
  'CONFIGURING',
  'PENDING',
  'REQUEUED',
  'REQUEUE_FED',
  'REQUEUE_HOLD',
  'RESIZING',
  'RESV_DEL_HOLD',
  'RUNNING',
  'SIGNALING',
  'SPECIAL_EXIT',
  'STAGE_OUT',
  'STOPPED',
  'SUSPENDED'
]);

/** Reasons for which it would wait for ever. */
const NEVER: ReadonlySet<string> = new Set([
  'AccountNotAllowed',
  'BadConstraints',
  'InvalidAccount',
  'InvalidQOS',
  'PartitionNodeLimit',
  'PartitionTimeLimit',
  'QOSNotAllowed'
]);

const VERDICTS: Readonly<Record<string, Verdict>> = {
  BOOT_FAIL: { reason: 'node-fail', message: 'Its node did not boot.' },
  CANCELLED: { reason: 'cancelled', message: 'It was cancelled at Slurm.' },
  DEADLINE: { reason: 'timeout', message: 'Its deadline at Slurm was over.' },
  NODE_FAIL: { reason: 'node-fail', message: 'Its node failed.' },
  OUT_OF_MEMORY: {
    reason: 'out-of-memory',
    message: 'It used more memory than Slurm gave it. Ask for more: cpu(mem=…).'
  },
  PREEMPTED: {
    reason: 'preempted',
    message: 'Slurm gave its place to another job.'
  },
  REVOKED: { reason: 'preempted', message: 'Slurm took it from its cluster.' },
  TIMEOUT: {
    reason: 'timeout',
    message: 'It took longer than Slurm gave it. Ask for more: duration=….'
  }
};

/** What `squeue` is asked to say of each element. */
export const SQUEUE_FORMAT = '%F|%K|%T|%j|%r';

/**
 * What `squeue` has said, by key and index: `KEY.3`. Of an attempt that was submitted twice, the one that may still run counts.
 */
export function readSqueue(text: string): Map<string, SlurmState> {
  const found = new Map<string, SlurmState>();
  for (const line of text.split('\n')) {
    const [id = '', index = '', state = '', name = '', reason = ''] =
      line.split('|');
    const key = keyOf(name);
    if (key !== undefined && /^\d+$/.test(id) && /^\d+$/.test(index)) {
      const known = found.get(`${key}.${index}`);
      if (!known || !isLive(known.state)) {
        found.set(`${key}.${index}`, { id, state, reason });
      }
    }
  }
  return found;
}

/** What `sacct` has said, with `--format=JobID,State,JobName`, as `readSqueue` has it. */
export function readSacct(text: string): Map<string, SlurmState> {
  const found = new Map<string, SlurmState>();
  for (const line of text.split('\n')) {
    const [job = '', state = '', name = ''] = line.split('|');
    const [, id, index] = /^(\d+)_(\d+)$/.exec(job) ?? [];
    const key = keyOf(name);
    if (key !== undefined && id !== undefined) {
      // `CANCELLED by 1000`
      found.set(`${key}.${index}`, {
        id,
        state: state.split(' ')[0],
        reason: ''
      });
    }
  }
  return found;
}

/** Whether it may still run. */
export function isLive(state: string): boolean {
  return LIVE.has(state);
}

/** Whether it will never begin. */
export function isHopeless({ state, reason }: SlurmState): boolean {
  return state === 'PENDING' && NEVER.has(reason);
}

/** Where Slurm itself watches memory, the state says no more than that it failed; its own words in the log do. */
const MEMORY_WORDS =
  /^slurmstepd\S*: error: .*(exceeded (job|step) memory limit|oom.kill)/im;

/**
 * Why an attempt in that state was not completed; undefined when it is for its run to say.
 * @param words the end of its log.
 */
export function verdictOf(state: string, words = ''): Verdict | undefined {
  return state === 'FAILED' && MEMORY_WORDS.test(words)
    ? VERDICTS.OUT_OF_MEMORY
    : Object.hasOwn(VERDICTS, state)
      ? VERDICTS[state]
      : undefined;
}
