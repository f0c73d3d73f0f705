import { createInterface } from 'node:readline/promises';
import { TrialbookError } from '../errors';
import { flagsFromTexts } from '../format/flag-text';
import { plainText } from '../format/plain-text';
import { rerun, type Rerun, type RerunOptions } from '../notebook/rerun';
import { readRun } from '../recorded/read-run';
import { selectRun } from '../recorded/select';
import {
  textOption,
  textOptions,
  type Command,
  type CommandInput
} from './command';
import { HOME_OPTION, homeOf, runsOf } from './home-option';

/** `trialbook rerun RUN [flag=value …]` */
export const rerunCommand: Command = {
  words: 'rerun',
  group: 'run',
  usage:
    'RUN [FLAG=VALUE …] [--tolerance X] [--label TEXT] [--tag TAG …] [--all-runs] [--show-output] [--trust] [--home DIR]',
  summary: 'Runs a recorded run again and says whether it gives the same.',
  options: {
    ...HOME_OPTION,
    tolerance: {
      type: 'string',
      value: 'X',
      description:
        'Largest difference of a scalar that still counts as the same; without it 0'
    },
    label: { type: 'string', description: 'Label of the new run' },
    tag: {
      type: 'string',
      multiple: true,
      value: 'TAG',
      description: 'A tag of the new run'
    },
    'all-runs': {
      type: 'boolean',
      description:
        'Execute the earlier runs too, where nothing of them seems to be needed'
    },
    'show-output': {
      type: 'boolean',
      description: 'Show what the cells print'
    },
    trust: {
      type: 'boolean',
      description:
        'Do not ask before cells of a run from elsewhere are executed'
    }
  },
  async run(input) {
    const [name, ...texts] = input.positionals;
    if (name === undefined) {
      throw new TrialbookError(
        'USAGE',
        'Name the run to run again: trialbook rerun RUN [FLAG=VALUE …]'
      );
    }
    const run = readRun(selectRun(runsOf(input), name).dir);
    const flags = flagsFromTexts(texts, run.flags);
    const options = rerunOptions(input);
    const again = await trusting(input, options, trust =>
      rerun(run, flags, { ...options, trust })
    );
    print(input, again);
    return again;
  }
};

function rerunOptions(input: CommandInput): RerunOptions {
  const label = textOption(input, 'label');
  const showOutput = input.values['show-output'] === true;
  return {
    home: homeOf(input),
    tolerance: tolerance(textOption(input, 'tolerance')),
    ...(label !== undefined && { label }),
    tags: textOptions(input, 'tag'),
    allRuns: input.values['all-runs'] === true,
    trust: input.values.trust === true,
    onCell: (cell, of) => process.stderr.write(`cell ${cell} of ${of}\n`),
    onRun: ({ id }) => process.stderr.write(`run ${id}\n`),
    ...(showOutput && {
      onOutput: (_: string, text: string) => void process.stderr.write(text)
    })
  };
}

function tolerance(text: string | undefined): number {
  const value = text === undefined ? 0 : Number(text);
  if (text?.trim() === '' || !(value >= 0)) {
    throw new TrialbookError(
      'USAGE',
      `--tolerance takes a number from 0 on, such as 1e-6; got ${JSON.stringify(text)}.`
    );
  }
  return value;
}

/** Asks a person whether somebody else's code may be executed; without one the error stands. */
async function trusting(
  input: CommandInput,
  { trust }: RerunOptions,
  call: (trust: boolean) => Promise<Rerun>
): Promise<Rerun> {
  try {
    return await call(trust === true);
  } catch (error) {
    const isAsked =
      error instanceof TrialbookError && error.code === 'RERUN_UNTRUSTED';
    if (!isAsked || !process.stdin.isTTY || input.values.json === true) {
      throw error;
    }
    process.stderr.write(`${plainText(error.message)}\n`);
    const lines = createInterface({
      input: process.stdin,
      output: process.stderr
    });
    const answer = await lines.question('Execute it? (y/N) ');
    lines.close();
    if (!/^y(es)?$/i.test(answer.trim())) {
      throw error;
    }
    return call(true);
  }
}

function print({ print: line }: CommandInput, again: Rerun): void {
  const { run, reasons } = again;
  line(plainText(`${run.id}  ${run.name}  ${run.status}`));
  line(plainText(again.summary));
  for (const [tag, apart] of Object.entries(again.differences)) {
    line(plainText(`  ${tag}  difference ${apart}`));
  }
  for (const reason of reasons) {
    line(plainText(`  ${reason}`));
  }
}
