/** A sweep that has ended. */
import { inspect } from 'node:util';
import type { Batch, Job } from '../../format/queue';
import type { RecordedFlags } from '../../format/values';
import { listRuns, type ListedRun } from '../../recorded/catalogue';
import {
  OUTPUT_BUNDLE,
  type Displayable,
  type OutputBundle
} from '../../recorded/displayable';
import { RunHandle } from '../../recorded/run-handle';
import {
  aggregate,
  type AggregateOptions
} from '../../recorded/table/aggregate';
import { RunTable } from '../../recorded/table/run-table';
import type { ValueTable } from '../../recorded/table/value-table';
import { currentKernel } from '../../run/current-kernel';
import { bestRun } from './best';

/** A trial that came to nothing. */
export interface SweepFailure {
  flags: RecordedFlags;
  /** `failed`, `timeout`, `lost`, `cancelled` … */
  reason: string;
  message: string;
  /** Its run, when it has begun. */
  run?: string;
}

/** See `sweep()`. As last expression of a cell it shows its runs as a table. */
export class Sweep implements Displayable {
  readonly #home: string;
  readonly #jobs: readonly Job[];
  readonly #objective: Batch['objective'];
  readonly #pruned: ReadonlySet<string>;

  /** Use `sweep()` to make one. */
  constructor(
    /** Id of the submission. */
    readonly id: string,
    home: string,
    jobs: readonly Job[],
    /** How many runs were made by this call; the others were there. */
    readonly made: number,
    objective: Batch['objective'],
    /** Ids of the jobs that were ended early, because others did better. */
    pruned: ReadonlySet<string> = new Set()
  ) {
    this.#pruned = pruned;
    this.#home = home;
    this.#jobs = jobs;
    this.#objective = objective;
  }

  /** How many trials there are. */
  get length(): number {
    return this.#jobs.length;
  }

  /** The runs of the completed trials, in the order of the trials. */
  get runs(): RunTable {
    return new RunTable(this.#listed(), {
      home: this.#home,
      show: bundle => currentKernel().display(bundle) !== undefined
    });
  }

  /** How many trials were ended early, because others did better. */
  get pruned(): number {
    return this.#pruned.size;
  }

  /** Trials that are not completed, and why. Calling `sweep()` again tries them again. */
  get failures(): SweepFailure[] {
    return this.#jobs
      .filter(
        ({ state, job }) => state !== 'completed' && !this.#pruned.has(job)
      )
      .map(({ flags, reason = 'failed', message = '', run }) => ({
        flags,
        reason,
        message,
        ...(run !== undefined && { run })
      }));
  }

  /** The best run, by the objective; undefined without one, or when no run has the scalar. */
  get best(): RunHandle | undefined {
    const found = this.#objective && bestRun(this.#listed(), this.#objective);
    return (
      found &&
      new RunHandle({ home: this.#home, dir: found.dir, run: found.run })
    );
  }

  /**
   * Mean, standard deviation and count of a scalar at the end of the runs, over the values of some parameters.
   * @param tag of the scalar. @param over parameters whose values are taken together.
   * @example
   * s.aggregate('loss', ['seed']) // a row for each combination of the other parameters
   */
  aggregate(
    tag: string,
    over: readonly string[] = ['seed'],
    options: AggregateOptions = {}
  ): ValueTable {
    const runs = new Map(this.#listed().map(run => [run.run, run]));
    const measured = this.#jobs.map(({ flags, run = '' }) => ({
      params: flags,
      value: runs.get(run)?.scalars[tag]?.last
    }));
    return aggregate(measured, tag, over, options);
  }

  [OUTPUT_BUNDLE](): OutputBundle {
    return this.runs[OUTPUT_BUNDLE]();
  }

  /** Shown when a cell of a kernel without HTML ends with it. */
  [inspect.custom](): string {
    return this.runs[OUTPUT_BUNDLE]()['text/plain'];
  }

  #listed(): ListedRun[] {
    const runs = new Map(listRuns(this.#home).map(run => [run.run, run]));
    return this.#jobs
      .filter(({ state }) => state === 'completed')
      .flatMap(({ run = '' }) => runs.get(run) ?? []);
  }
}
