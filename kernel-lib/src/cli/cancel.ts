import { TrialbookError } from '../errors';
import type { Job } from '../format/queue';
import { groupedDigits } from '../format/numbers';
import { askQueue } from '../work/queue/ask';
import { chosenJobs, existingQueue } from './choose-jobs';
import type { Command } from './command';
import { confirm, YES_OPTION } from './confirm';
import { HOME_OPTION, homeOf } from './home-option';

/** `trialbook cancel JOB…` */
export const cancel: Command = {
  words: 'cancel',
  group: 'jobs',
  usage: '[JOB|BATCH...] [--all] [--yes] [--home DIR]',
  summary: 'Ends jobs: those that wait, and those that run.',
  details: [
    'A run is asked to stop first; when it goes on for five seconds its process is ended, with all that it has started, and after as long again it is killed. On Slurm that is done by `scancel`.'
  ],
  options: {
    ...HOME_OPTION,
    all: { type: 'boolean', description: 'All jobs of the home' },
    ...YES_OPTION
  },
  async run(input) {
    const fold = existingQueue(input);
    const isAll = input.values.all === true;
    if (isAll === input.positionals.length > 0) {
      throw new TrialbookError(
        'USAGE',
        'Name the jobs or batches to cancel, by the beginnings of their ids, or say --all.'
      );
    }
    const chosen = chosenJobs(fold, input.positionals);
    const ids = isAll
      ? [...fold.jobs.keys()]
      : [
          ...chosen.batches.flatMap(({ jobs }) => jobs),
          ...chosen.jobs.map(({ job }) => job)
        ];
    const open = [...new Set(ids)].flatMap(id => {
      const job = fold.jobs.get(id);
      return job && isOpen(job) ? [job] : [];
    });
    if (isAll && open.length > 0) {
      await confirm(input, `Cancel ${countOf(open)}?`);
    }
    if (open.length > 0) {
      const jobs = open.map(({ job }) => job);
      await askQueue(homeOf(input), [{ request: 'cancel', jobs }]);
    }
    const running = open.filter(({ state }) => state === 'running').length;
    input.print(
      open.length === 0
        ? 'Nothing to cancel: all of these have ended.'
        : `${countOf(open)} ${open.length === 1 ? 'is' : 'are'} cancelled${running > 0 ? `; ${groupedDigits(running)} of them ran and ${running === 1 ? 'is' : 'are'} asked to stop` : ''}.`
    );
    return { cancelled: open.map(({ job }) => job) };
  }
};

function isOpen({ state }: Job): boolean {
  return state === 'pending' || state === 'running';
}

function countOf(jobs: readonly Job[]): string {
  return `${groupedDigits(jobs.length)} job${jobs.length === 1 ? '' : 's'}`;
}
