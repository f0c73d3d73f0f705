import { shortId } from '../format/layout';
import { groupedDigits } from '../format/numbers';
import type { Batch, JobState, QueueFold } from '../format/queue';
import { agoText } from '../recorded/table/times';
import { queueOf } from './choose-jobs';
import type { Command } from './command';
import { HOME_OPTION, homeOf } from './home-option';
import { tableLines } from './table';

/** Batches that are shown when nothing else is said. */
const SHOWN = 20;

/** `trialbook queue` */
export const queue: Command = {
  words: 'queue',
  group: 'jobs',
  usage: '[--all] [--home DIR]',
  summary: 'Shows how far what was submitted is, batch by batch.',
  details: [
    'A batch is what one sweep or one submission put into the queue. Without `--all`, those that have something to do and the newest are shown.'
  ],
  options: {
    ...HOME_OPTION,
    all: { type: 'boolean', description: 'Show all batches' }
  },
  run(input) {
    const fold = queueOf(input);
    const batches = [...fold.batches.values()].reverse();
    const shown =
      input.values.all || input.json
        ? batches
        : batches.filter((batch, at) => at < SHOWN || isOpen(batch));
    if (shown.length > 0) {
      tableLines(shown, columnsOf(fold)).forEach(line => input.print(line));
    }
    input.print(summary(fold, homeOf(input), shown.length));
    return { paused: fold.paused, batches: shown };
  }
};

function isOpen({ counts }: Batch): boolean {
  return counts.pending + counts.running > 0;
}

function columnsOf(fold: QueueFold) {
  const now = Date.now();
  const count = (heading: string, state: JobState) => ({
    heading,
    align: 'right' as const,
    cell: ({ counts }: Batch) =>
      counts[state] === 0 ? '' : groupedDigits(counts[state])
  });
  return [
    { heading: 'BATCH', cell: ({ batch }: Batch) => shortId(batch) },
    { heading: 'NAME', cell: ({ name }: Batch) => name },
    {
      heading: 'OF',
      cell: ({ experiment, label }: Batch) => experiment ?? label ?? ''
    },
    {
      heading: 'STATE',
      cell: (batch: Batch) => stateOf(batch, fold.paused)
    },
    {
      heading: 'JOBS',
      align: 'right' as const,
      cell: ({ jobs }: Batch) => groupedDigits(jobs.length)
    },
    count('PENDING', 'pending'),
    count('RUNNING', 'running'),
    count('DONE', 'completed'),
    count('FAILED', 'failed'),
    count('CANCELLED', 'terminated'),
    {
      heading: 'PRIORITY',
      align: 'right' as const,
      cell: ({ priority = 0 }: Batch) => (priority === 0 ? '' : `${priority}`)
    },
    {
      heading: 'SUBMITTED',
      cell: ({ time }: Batch) => agoText(time, now)
    }
  ];
}

function stateOf(batch: Batch, paused: boolean): string {
  if (!isOpen(batch)) {
    return 'ended';
  }
  return paused || batch.paused
    ? 'paused'
    : batch.counts.running > 0
      ? 'running'
      : 'pending';
}

function summary(fold: QueueFold, home: string, shown: number): string {
  const { batches, jobs, paused } = fold;
  if (batches.size === 0) {
    return `Nothing was submitted to ${home}.`;
  }
  const states = [...jobs.values()].map(({ state }) => state);
  const count = (state: JobState) =>
    groupedDigits(states.filter(each => each === state).length);
  const more = batches.size - shown;
  return [
    `${count('pending')} pending, ${count('running')} running.`,
    paused ? 'The queue is paused: "trialbook resume" goes on.' : '',
    more > 0 ? `${groupedDigits(more)} more batches; --all shows them.` : ''
  ]
    .filter(text => text !== '')
    .join(' ');
}
