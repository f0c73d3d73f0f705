import { TrialbookError } from '../errors';
import { formatValue } from '../format/format-value';
import { shortId } from '../format/layout';
import { groupedDigits } from '../format/numbers';
import {
  waitsAtLauncher,
  type Batch,
  type Job,
  type QueueFold
} from '../format/queue';
import { agoText, durationText } from '../recorded/table/times';
import { tagsLabel } from '../work/queue/job-words';
import { chosenJobs, queueOf } from './choose-jobs';
import { textOption, type Command, type CommandInput } from './command';
import { HOME_OPTION, homeOf } from './home-option';
import { limitOf } from './choose-runs';
import { tableLines } from './table';

/** Jobs that are shown when nothing else is said. */
const SHOWN = 20;

const STATES = [
  'pending',
  'running',
  'completed',
  'failed',
  'terminated'
] as const;

/** `trialbook jobs` */
export const jobs: Command = {
  words: 'jobs',
  group: 'jobs',
  usage: '[BATCH...] [--state STATE] [--tags] [-n N | --all] [--home DIR]',
  summary: 'Lists jobs, the newest first: calls that workers make.',
  details: [
    'A sweep, an experiment or a file of mlrunner puts jobs into the queue of a home; each attempt at one is a run. A batch is what one such call submitted, see `trialbook queue`.'
  ],
  options: {
    ...HOME_OPTION,
    state: {
      type: 'string',
      value: 'STATE',
      description: `Only those that are ${STATES.join(', ')}`
    },
    tags: {
      type: 'boolean',
      description: 'Show what they are tagged with in their experiment'
    },
    all: { type: 'boolean', description: 'Show all jobs, not the first 20' },
    limit: {
      type: 'string',
      short: 'n',
      value: 'N',
      description: 'Show at most so many jobs'
    }
  },
  run(input) {
    const fold = queueOf(input);
    const found = foundJobs(input, fold);
    const all = input.values.all === true || input.json;
    const shown = found.slice(0, limitOf(input) ?? (all ? Infinity : SHOWN));
    if (shown.length > 0) {
      tableLines(shown, columnsOf(fold, input.values.tags === true)).forEach(
        line => input.print(line)
      );
    }
    input.print(summary(input, fold, found.length, shown.length));
    return shown.map(job => ({
      ...job,
      name: fold.batches.get(job.batch)?.name
    }));
  }
};

function foundJobs(input: CommandInput, fold: QueueFold): Job[] {
  const state = textOption(input, 'state');
  if (state !== undefined && !STATES.some(each => each === state)) {
    throw new TrialbookError(
      'USAGE',
      `--state takes one of ${STATES.join(', ')}; got ${JSON.stringify(state)}.`
    );
  }
  const { positionals } = input;
  const chosen = chosenJobs(fold, positionals);
  const ids = new Set([
    ...chosen.batches.flatMap(batch => batch.jobs),
    ...chosen.jobs.map(({ job }) => job)
  ]);
  return [...fold.jobs.values()]
    .filter(
      job =>
        (positionals.length === 0 || ids.has(job.job)) &&
        (state === undefined || job.state === state)
    )
    .reverse();
}

function columnsOf(fold: QueueFold, tags: boolean) {
  const now = Date.now();
  const batchOf = ({ batch }: Job): Batch | undefined =>
    fold.batches.get(batch);
  return [
    { heading: 'JOB', cell: ({ job }: Job) => shortId(job) },
    { heading: 'NAME', cell: (job: Job) => batchOf(job)?.name ?? '' },
    { heading: 'STATE', cell: (job: Job) => stateText(fold, job) },
    {
      heading: 'RUN',
      cell: ({ run }: Job) => (run === undefined ? '' : shortId(run))
    },
    { heading: 'WORKER', cell: workerText },
    {
      heading: 'TIME',
      align: 'right' as const,
      cell: (job: Job) => timeOf(job, now)
    },
    ...(tags
      ? [{ heading: 'TAGS', cell: (job: Job) => tagsLabel(job.tags) ?? '' }]
      : []),
    { heading: 'FLAGS', cell: flagsText },
    {
      heading: 'WHY',
      cell: ({ state, message = '' }: Job) =>
        state === 'completed' ? '' : message
    }
  ];
}

/** The state, and what keeps a job from beginning. */
function stateText(fold: QueueFold, job: Job): string {
  if (job.state === 'running') {
    return job.cancel
      ? 'ending'
      : waitsAtLauncher(job)
        ? 'waiting'
        : attemptText('running', job);
  }
  if (job.state === 'pending') {
    const isPaused = fold.paused || fold.batches.get(job.batch)?.paused;
    return isPaused ? 'paused' : attemptText('pending', job);
  }
  return job.state === 'failed' ? (job.reason ?? 'failed') : job.state;
}

function attemptText(state: string, { attempts }: Job): string {
  return attempts > 1 ? `${state} (${attempts})` : state;
}

function workerText({ state, worker, launch }: Job): string {
  if (state !== 'running' || worker === undefined) {
    return '';
  }
  return launch?.id === undefined ? worker : `${worker} ${launch.id}`;
}

function timeOf({ started, ended, state }: Job, now: number): string {
  if (started === undefined) {
    return '';
  }
  return state === 'running'
    ? durationText(now - started)
    : ended === undefined
      ? agoText(started, now)
      : durationText(ended - started);
}

function flagsText({ flags }: Job): string {
  return Object.entries(flags)
    .map(([name, value]) => `${name}=${formatValue(value, 40)}`)
    .join(' ');
}

function summary(
  input: CommandInput,
  fold: QueueFold,
  found: number,
  shown: number
): string {
  const count = (number: number) =>
    `${groupedDigits(number)} job${number === 1 ? '' : 's'}`;
  if (fold.jobs.size === 0) {
    return `No jobs in ${homeOf(input)}.`;
  }
  if (found === 0) {
    return `None of ${count(fold.jobs.size)} is one of these.`;
  }
  return shown < found
    ? `${groupedDigits(shown)} of ${count(found)}; --all shows all.`
    : `${count(found)}.`;
}
