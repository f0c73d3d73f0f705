import { TrialbookError } from '../errors';
import { plainText } from '../format/plain-text';
import { checkHome, type HomeProblem } from '../recorded/check';
import type { Command } from './command';
import { HOME_OPTION, homeOf } from './home-option';

/** `trialbook check` */
export const check: Command = {
  words: 'check',
  group: 'kernel',
  usage: '[--repair]',
  summary:
    'Looks for damage in a home: in its feed, and in the files of every run.',
  details: [
    'Damage costs the damaged line or record only; everything else is read. `--repair` adds the lines that the feed lacks, of a run folder that was copied into the home for example, and changes nothing else. The exit code is 1 when something is not well; a lost run is told of, but nothing that could be mended.'
  ],
  options: {
    ...HOME_OPTION,
    repair: {
      type: 'boolean',
      description: 'Add what the feed lacks; nothing is removed'
    }
  },
  run(input) {
    if (input.positionals.length > 0) {
      throw new TrialbookError(
        'USAGE',
        'check takes no runs: it looks at the whole home. Name another home with --home.'
      );
    }
    const found = checkHome(homeOf(input), {
      repair: input.values.repair === true
    });
    const { problems, runs, home } = found;
    problems.forEach(problem => input.print(line(problem)));
    input.print(
      plainText(
        problems.length === 0
          ? `${home} is whole: ${runs} runs.`
          : `${home}: ${runs} runs, ${problems.length} problems.`
      )
    );
    const open = problems.filter(({ repaired }) => repaired !== true);
    if (open.some(({ kind }) => kind === 'orphan' || kind === 'misplaced')) {
      input.print('"trialbook check --repair" adds what the feed lacks.');
    }
    if (open.some(({ kind }) => kind !== 'lost')) {
      input.fail();
    }
    return found;
  }
};

function line({ kind, message, repaired }: HomeProblem): string {
  return `${kind.padEnd(9)}  ${plainText(message)}${repaired === true ? ' Repaired.' : ''}`;
}
