import { TrialbookError } from '../errors';
import { groupedDigits } from '../format/numbers';
import { jobsToRetry } from '../format/queue';
import { askQueue } from '../work/queue/ask';
import { chosenJobs, existingQueue } from './choose-jobs';
import type { Command } from './command';
import { HOME_OPTION, homeOf } from './home-option';

/** `trialbook retry JOB…` */
export const retry: Command = {
  words: 'retry',
  group: 'jobs',
  usage: '[JOB|BATCH...] [--all] [--home DIR]',
  summary: 'Has jobs that failed or were cancelled made again.',
  details: [
    'Jobs that it needs and that failed too are made again with it, and so are those that never began because of it. The code is the one that was submitted; after a change of the code, submit again.'
  ],
  options: {
    ...HOME_OPTION,
    all: { type: 'boolean', description: 'All jobs that failed' }
  },
  async run(input) {
    const fold = existingQueue(input);
    const isAll = input.values.all === true;
    if (isAll === input.positionals.length > 0) {
      throw new TrialbookError(
        'USAGE',
        'Name the jobs or batches to retry, by the beginnings of their ids, or say --all for all that failed.'
      );
    }
    const chosen = chosenJobs(fold, input.positionals);
    const named = chosen.jobs.map(({ job }) => job);
    const all = isAll
      ? [...fold.jobs.keys()]
      : chosen.batches.flatMap(({ jobs }) => jobs);
    const failed = all.filter(id => fold.jobs.get(id)?.state === 'failed');
    const jobs = jobsToRetry(fold, [...named, ...failed]);
    if (jobs.length > 0) {
      await askQueue(homeOf(input), [{ request: 'retry', jobs }]);
    }
    input.print(
      jobs.length === 0
        ? 'Nothing to retry: none of these has failed.'
        : `${groupedDigits(jobs.length)} job${jobs.length === 1 ? ' is' : 's are'} made again.`
    );
    return { retried: jobs };
  }
};
