import {
  formatValue,
  type Job,
  type QueueFold,
  type RecordedNumber,
  type RecordedValue
} from 'trialbook/format';
import type { IRunInfo, ISweepInfo } from '../tokens';
import { jobValues } from './job-words';
import { jobsOfSweep } from './sweep-info';

/** A job with what is known of its run. */
export interface ISweepRow {
  job: Job;
  /** Name of the function. */
  name: string;
  run?: IRunInfo;
  /** What the sweep looks for; without that, what the run logged first. */
  value?: RecordedNumber;
}

/** What a sweep looks for. */
export interface IObjective {
  tag: string;
  goal: 'minimize' | 'maximize';
}

/** A sweep in full. */
export interface ISweepDetail {
  rows: readonly ISweepRow[];
  objective?: IObjective;
  /** The row with the best value so far. */
  best?: ISweepRow;
  failures: readonly ISweepRow[];
  /** Names of the flags and tags in which the jobs differ, in order; all of them when there is but one job. */
  flags: readonly string[];
  /** Names of those that may take its jobs. */
  workers: readonly string[];
  notebook?: string;
}

/** What the queue and the runs of the home tell of a sweep. */
export function sweepDetail(
  fold: QueueFold,
  info: ISweepInfo,
  runs: readonly IRunInfo[]
): ISweepDetail {
  const batches = info.batches.flatMap(id => fold.batches.get(id) ?? []);
  const jobs = jobsOfSweep(fold, info);
  const wanted = new Set(jobs.map(({ run }) => run));
  const known = new Map(
    runs.filter(({ id }) => wanted.has(id)).map(run => [run.id, run])
  );
  const { objective, notebook } = batches[batches.length - 1] ?? {};
  const rows = jobs.map(job => {
    const run = job.run === undefined ? undefined : known.get(job.run);
    return {
      job,
      name: fold.batches.get(job.batch)?.name ?? info.name,
      run,
      value: valueOf(run, objective)
    };
  });
  return {
    rows,
    objective,
    best: objective && bestOf(rows, objective),
    failures: rows.filter(({ job }) => job.state === 'failed'),
    flags: differingFlags(jobs),
    workers: [...new Set(batches.flatMap(({ workers }) => workers))],
    notebook
  };
}

function valueOf(
  run: IRunInfo | undefined,
  objective: IObjective | undefined
): RecordedNumber | undefined {
  const scalars = run?.scalars ?? {};
  const tag = objective?.tag ?? Object.keys(scalars)[0];
  return tag !== undefined && Object.hasOwn(scalars, tag)
    ? scalars[tag].last
    : undefined;
}

function bestOf(
  rows: readonly ISweepRow[],
  { goal }: IObjective
): ISweepRow | undefined {
  let best: ISweepRow | undefined;
  const sign = goal === 'minimize' ? 1 : -1;
  for (const row of rows) {
    const value = Number(row.value ?? NaN);
    const isDone = row.job.state === 'completed';
    if (isDone && !Number.isNaN(value)) {
      best =
        best === undefined || sign * value < sign * Number(best.value)
          ? row
          : best;
    }
  }
  return best;
}

function differingFlags(jobs: readonly Job[]): string[] {
  const values = jobs.map(jobValues);
  const names = new Set(values.flatMap(each => Object.keys(each)));
  const differing = [...names].filter(
    name => new Set(values.map(each => textOf(each[name]))).size > 1
  );
  return differing.length > 0 ? differing : [...names];
}

function textOf(value: RecordedValue | undefined): string {
  return value === undefined ? '' : formatValue(value, 100);
}
