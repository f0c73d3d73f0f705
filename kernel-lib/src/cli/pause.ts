import { shortId } from '../format/layout';
import type { Batch } from '../format/queue';
import { TrialbookError } from '../errors';
import { askQueue } from '../work/queue/ask';
import { chosenJobs, existingQueue } from './choose-jobs';
import type { Command, CommandInput } from './command';
import { HOME_OPTION, homeOf } from './home-option';

/** `trialbook pause [BATCH…]` */
export const pause: Command = {
  words: 'pause',
  group: 'jobs',
  usage: '[BATCH...] [--home DIR]',
  summary: 'Lets no more jobs begin: of batches, or any at all.',
  details: ['What runs goes on to its end, and what Slurm has stays there.'],
  options: HOME_OPTION,
  run: input => ask(input, 'pause')
};

/** `trialbook resume [BATCH…]` */
export const resume: Command = {
  words: 'resume',
  group: 'jobs',
  usage: '[BATCH...] [--home DIR]',
  summary: 'Lets jobs begin again: of batches, or of the whole queue.',
  details: [
    'A batch that was paused by its name goes on when it is resumed by its name.'
  ],
  options: HOME_OPTION,
  run: input => ask(input, 'resume')
};

async function ask(input: CommandInput, request: 'pause' | 'resume') {
  const batches = chosenBatches(input);
  await askQueue(
    homeOf(input),
    batches.length === 0
      ? [{ request }]
      : batches.map(({ batch }) => ({ request, batch }))
  );
  const what =
    batches.length === 0
      ? 'The queue'
      : batches
          .map(({ name, batch }) => `${name} (${shortId(batch)})`)
          .join(', ');
  input.print(
    `${what} ${batches.length > 1 ? 'are' : 'is'} ${request === 'pause' ? 'paused: what runs goes on, nothing else begins' : 'resumed'}.`
  );
  return { request, batches: batches.map(({ batch }) => batch) };
}

function chosenBatches(input: CommandInput): Batch[] {
  const fold = existingQueue(input);
  const { batches, jobs } = chosenJobs(fold, input.positionals);
  if (jobs.length > 0) {
    throw new TrialbookError(
      'USAGE',
      `${shortId(jobs[0].job)} is a job; batches are paused and resumed. "trialbook queue" lists them, and "trialbook cancel" ends a job.`
    );
  }
  return batches;
}
