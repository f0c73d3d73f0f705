/** `trialbook run` */
import { TrialbookError } from '../errors';
import { shortId } from '../format/layout';
import { plainText } from '../format/plain-text';
import { readCommandLine } from '../project/command-flags';
import { runCommand } from '../project/command-run';
import type { Outcome, RunPlacement } from '../project/outcome';
import {
  textOption,
  textOptions,
  type Command,
  type CommandInput
} from './command';
import { HOME_OPTION, homeOf } from './home-option';

/** Runs a command, a notebook or an operation of the project file. */
export const runCommandLine: Command = {
  words: 'run',
  group: 'run',
  usage:
    '[--label TEXT] [--tag TAG]… [--name NAME] [--cwd run|keep] -- COMMAND [ARGUMENT]…',
  summary: 'Runs any command as a tracked run.',
  options: {
    ...HOME_OPTION,
    label: { type: 'string', description: 'A name for people' },
    tag: {
      type: 'string',
      multiple: true,
      description: 'A word to find the run by',
      value: 'TAG'
    },
    name: {
      type: 'string',
      description: 'Name of the run instead of that of the script',
      value: 'NAME'
    },
    cwd: {
      type: 'string',
      description:
        "Working directory: the run's folder (run, the default) or the one there is (keep)",
      value: 'run|keep'
    }
  },
  async run(input) {
    if (input.rest.length === 0) {
      throw new TrialbookError(
        'USAGE',
        'Nothing to run. Write the command behind --, such as: trialbook run -- python train.py --lr 0.1'
      );
    }
    const outcome = await runRest(input);
    return report(input, outcome);
  }
};

function runRest(input: CommandInput): Promise<Outcome> {
  const { argv, flags, name } = readCommandLine(input.rest, process.cwd());
  return runCommand(
    {
      name: textOption(input, 'name') ?? name,
      argv,
      shown: input.rest,
      flags
    },
    placementOf(input)
  );
}

/** Says what went wrong, and sets the exit code to that of what was run. */
export function report(input: CommandInput, outcome: Outcome): Outcome {
  const { run, name, status, error, exitCode } = outcome;
  if (status !== 'completed') {
    const why = error === undefined ? '' : `: ${error.message}`;
    console.error(plainText(`Run ${shortId(run)} · ${name} · ${status}${why}`));
  }
  if (exitCode !== 0) {
    input.fail(exitCode);
  }
  return outcome;
}

/** Where the command line says that the run goes. */
export function placementOf(input: CommandInput): RunPlacement {
  const cwd = textOption(input, 'cwd') ?? 'run';
  if (cwd !== 'run' && cwd !== 'keep') {
    throw new TrialbookError('USAGE', '--cwd takes "run" or "keep".');
  }
  const tags = textOptions(input, 'tag');
  return {
    home: homeOf(input),
    base: process.cwd(),
    cwd,
    label: textOption(input, 'label'),
    ...(tags.length > 0 && { tags }),
    quiet: input.json
  };
}
