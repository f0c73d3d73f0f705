import { whatChanged } from '../recorded/diff-runs';
import { readRun } from '../recorded/read-run';
import { summariseScalars } from '../recorded/scalar-summary';
import type { Command } from './command';
import { HOME_OPTION, oneRun, runsOf } from './home-option';
import { showReport } from './show-report';

/** `trialbook show [RUN]` */
export const show: Command = {
  words: 'show',
  group: 'runs',
  usage: '[RUN]',
  summary: 'Everything that is known of one run, the newest by default.',
  options: HOME_OPTION,
  run(input) {
    const { dir } = oneRun(input);
    const recorded = readRun(dir);
    const run = recorded.summary
      ? recorded
      : { ...recorded, scalars: summariseScalars(dir) };
    const changed = whatChanged(runsOf(input), run.id);
    showReport(run, changed).forEach(line => input.print(line));
    return { ...run, ...(changed && { whatChanged: changed }) };
  }
};
