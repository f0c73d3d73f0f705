import { isEnded } from '../format/status';
import { plainText } from '../format/plain-text';
import type { ListedRun } from '../recorded/catalogue';
import { requestStop, waitForEnd } from '../recorded/stop';
import { deleteRun, purgeRun, restoreRun } from '../recorded/trash';
import type { Command, CommandInput } from './command';
import { confirm, YES_OPTION } from './confirm';
import { manyRuns, placeOf, RUNS_OPTIONS } from './home-option';

/** `trialbook delete RUN…` */
export const deleteCommand: Command = {
  words: 'delete',
  group: 'change',
  usage: '[RUN...] [--where FILTER] [--stop] [--permanent] [--yes]',
  summary: 'Moves runs to the trash of their home.',
  details: [
    '`trialbook restore` brings them back, `trialbook purge` removes them for good. A run that has not ended is refused, unless `--stop` is given. In a terminal the command asks before it does anything.'
  ],
  options: {
    ...RUNS_OPTIONS,
    stop: {
      type: 'boolean',
      description: 'Stop runs that have not ended, and wait for their end'
    },
    permanent: {
      type: 'boolean',
      short: 'p',
      description: 'Remove the runs for good, past the trash'
    },
    ...YES_OPTION
  },
  async run(input) {
    const runs = manyRuns(input);
    const permanent = input.values.permanent === true;
    await confirm(
      input,
      permanent
        ? `Remove ${namesOf(runs)} for good?`
        : `Delete ${namesOf(runs)}?`
    );
    const deleted: { run: string; dir?: string }[] = [];
    for (const listed of runs) {
      const place = placeOf(input, listed);
      if (input.values.stop === true && !isEnded(listed.status)) {
        requestStop(place);
        await waitForEnd(listed.dir);
      }
      const moved = deleteRun(place);
      if (permanent) {
        purgeRun(moved);
      }
      input.print(
        permanent
          ? `${listed.run} is removed for good.`
          : `${listed.run} is deleted; trialbook restore ${listed.run} brings it back.`
      );
      deleted.push({ run: listed.run, ...(!permanent && { dir: moved.dir }) });
    }
    return deleted;
  }
};

/** `trialbook restore RUN…` */
export const restore: Command = {
  words: 'restore',
  group: 'change',
  usage: '[RUN...] [--where FILTER]',
  summary: 'Brings deleted runs back from the trash.',
  details: [
    'Numbers count the deleted runs, in the order of `trialbook runs --deleted`.'
  ],
  options: RUNS_OPTIONS,
  run(input) {
    return manyRuns(input, { deleted: true }).map(listed => {
      const { run, dir } = restoreRun(placeOf(input, listed));
      input.print(`${run} is back in ${plainText(dir)}`);
      return { run, dir };
    });
  }
};

/** `trialbook purge RUN…` */
export const purge: Command = {
  words: 'purge',
  group: 'change',
  usage: '[RUN...] [--where FILTER] [--yes]',
  summary: 'Removes deleted runs for good.',
  details: [
    'Only what is in the trash of the home can be purged; `trialbook purge :` empties the trash. Numbers count the deleted runs, in the order of `trialbook runs --deleted`. In a terminal the command asks before it does anything.'
  ],
  options: { ...RUNS_OPTIONS, ...YES_OPTION },
  async run(input) {
    const runs = manyRuns(input, { deleted: true });
    await confirm(input, `Remove ${namesOf(runs)} for good?`);
    return runs.map(listed => purgeOne(input, listed));
  }
};

function purgeOne(input: CommandInput, listed: ListedRun): { run: string } {
  purgeRun(placeOf(input, listed));
  input.print(`${listed.run} is removed for good.`);
  return { run: listed.run };
}

function namesOf(runs: readonly ListedRun[]): string {
  return runs.length === 1
    ? `run ${runs[0].run} (${plainText(runs[0].label ?? runs[0].name)})`
    : `${runs.length} runs`;
}
