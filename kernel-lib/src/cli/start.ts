/** `trialbook start` */
import { TrialbookError } from '../errors';
import { selectRun } from '../recorded/select';
import { startStaged } from '../project/staged';
import type { Command } from './command';
import { HOME_OPTION, homeOf, runsOf } from './home-option';
import { report } from './run';

/** Starts a run that was staged. */
export const startCommand: Command = {
  words: 'start',
  group: 'run',
  usage: 'RUN',
  summary: 'Starts a run that was prepared with --stage.',
  details: [
    'What it executes stands in the run folder: start only runs of homes whose writers you trust.'
  ],
  options: HOME_OPTION,
  async run(input) {
    const [name, more] = input.positionals;
    if (name === undefined || more !== undefined) {
      throw new TrialbookError('USAGE', 'Name one staged run.');
    }
    const { dir } = selectRun(runsOf(input), name);
    return report(
      input,
      await startStaged(dir, { home: homeOf(input), quiet: input.json })
    );
  }
};
