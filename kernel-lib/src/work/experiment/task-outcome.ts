/** What became of a task of an experiment. */
import { join } from 'node:path';
import type { Batch, Job, JobState, JobTags } from '../../format/queue';
import { reviveValue } from '../../format/revive-value';
import { RunHandle } from '../../recorded/run-handle';
import { tagsLabel } from '../queue/job-words';

/** A task of an experiment, as far as it is known now. */
export class TaskOutcome {
  /** Name of its type. */
  readonly task: string;
  /** Its identity. */
  readonly key: string;
  readonly state: JobState;
  readonly tags: JobTags;
  /** Why it was not completed: `failed`, `timeout`, `dependency`, `lost`, `cancelled` … */
  readonly reason?: string;
  /** A sentence on that. */
  readonly message?: string;
  /** Its run, once that has begun. */
  readonly run?: RunHandle;

  constructor(
    home: string,
    { key, state, tags = {}, reason, message, run }: Job,
    batch: Batch | undefined
  ) {
    this.task = batch?.name ?? '';
    this.key = key;
    this.state = state;
    this.tags = tags;
    this.reason = reason;
    this.message = message;
    if (run !== undefined) {
      this.run = new RunHandle({ home, dir: join(home, run), run });
    }
  }

  /** Absolute path of its run's folder, once there is one. */
  get dir(): string | undefined {
    return this.run?.dir;
  }

  /** What it gave; undefined until it is completed, and where the record does not hold all of it. */
  get value(): unknown {
    const recorded = this.state === 'completed' ? this.run?.value : undefined;
    const revived = recorded === undefined ? undefined : reviveValue(recorded);
    return revived?.exact ? revived.value : undefined;
  }

  /** `learn k3m9q2 (layers=2 lr=0.1)` */
  toString(): string {
    const label = tagsLabel(this.tags);
    const run = this.run ? ` ${this.run.id.slice(0, 6)}` : '';
    return `${this.task}${run}${label === undefined ? '' : ` (${label})`}`;
  }
}
