import { TrialbookError } from '../errors';
import { formatValue } from '../format/format-value';
import { plainText } from '../format/plain-text';
import { recordValue } from '../format/record-value';
import type { ExperimentFile } from '../plan';
import type { ExperimentPlan } from '../work/experiment/experiment-plan';
import { failureLine } from '../work/experiment/failed';
import {
  readExperimentFile,
  runExperimentFile
} from '../work/experiment/run-file';
import type { ExperimentOptions } from '../work/experiment/options';
import type { ExperimentProgress } from '../work/experiment/plan-jobs';
import { progressLine } from '../work/sweep/sweep-card';
import {
  textOption,
  textOptions,
  type Command,
  type CommandInput
} from './command';
import { HOME_OPTION } from './home-option';

/** `trialbook experiment run` */
export const experimentRun: Command = {
  words: 'experiment run',
  group: 'run',
  usage: 'PLAN.yaml [KEY=VALUE]...',
  summary:
    'Runs the experiment of a YAML file: its tasks are made by workers, each once.',
  details: [
    'The file has an `id`, the `file` of the module that submits the tasks, and values of parameters; a list of values makes a combination of each. `KEY=VALUE` replaces a value: `lr=0.1`, `model.layers=[1, 2]`. See docs/experiments.md.',
    'The exit code is 1 when a task was not completed. Tasks go on when the command is ended; starting it again joins them.'
  ],
  options: {
    ...HOME_OPTION,
    workers: {
      type: 'string',
      value: 'N',
      description:
        'How many workers, or a JSON list of the GPUs that each has: [0, 1, "2,3"]'
    },
    on: {
      type: 'string',
      value: 'process|slurm',
      description: 'Where the tasks are made'
    },
    requirements: {
      type: 'string',
      description:
        "What each task needs, instead of the file's `launcher`; nothing when empty"
    },
    retries: {
      type: 'string',
      value: 'N',
      description: 'How often a task that failed is tried again'
    },
    import: {
      type: 'string',
      multiple: true,
      value: 'FILE',
      description: 'A file whose values hold where the plan has none'
    },
    'strict-code': {
      type: 'boolean',
      description: 'Make tasks again whose code has changed'
    },
    'no-wait': {
      type: 'boolean',
      description: 'Return when all is in the queue'
    },
    print: {
      type: 'boolean',
      description: 'Check the file and show its combinations, only'
    }
  },
  async run(input) {
    const [plan, ...overrides] = input.positionals;
    if (plan === undefined) {
      throw new TrialbookError('USAGE', 'Name the YAML file of an experiment.');
    }
    const values = { bases: textOptions(input, 'import'), overrides };
    if (input.values.print === true) {
      const file = await quietly(input, () => readExperimentFile(plan, values));
      printFile(input, file);
      return file;
    }
    const began = Date.now();
    let progress: ExperimentProgress | undefined;
    const { name, dir, made, outcomes, warnings } = await quietly(input, () =>
      runExperimentFile(plan, {
        ...optionsOf(input),
        ...values,
        begin(xp) {
          printEnds(input, xp);
          xp.onProgress(now => (progress = now));
        }
      })
    );
    if (progress) {
      const shown = { ...progress, elapsed: Date.now() - began };
      input.print(progressLine(shown, `Experiment ${name}`, 'tasks'));
    }
    return {
      experiment: name,
      dir,
      made,
      warnings,
      tasks: outcomes.map(({ task, key, state, tags, run }) => ({
        task,
        key,
        state,
        tags,
        ...(run && { run: run.id })
      }))
    };
  }
};

/** What would be run. */
function printFile(
  { print }: CommandInput,
  { id, title, launcher, combinations }: ExperimentFile
): void {
  print(plainText(title === undefined ? id : `${id}: ${title}`));
  if (launcher !== undefined) {
    print(plainText(`launcher ${launcher}`));
  }
  for (const { params } of combinations) {
    const values = Object.entries(params).map(
      ([name, value]) => `${name}=${formatValue(recordValue(value))}`
    );
    print(plainText(`  ${values.join(' ')}`));
  }
}

function optionsOf(input: CommandInput): ExperimentOptions {
  const [home, on, requirements] = ['home', 'on', 'requirements'].map(name =>
    textOption(input, name)
  );
  const retries = numberOption(input, 'retries');
  const workers = textOption(input, 'workers');
  return {
    display: false,
    ...(home !== undefined && { home }),
    ...(on !== undefined && { on: on as 'process' | 'slurm' }),
    ...(requirements !== undefined && { requirements }),
    ...(retries !== undefined && { retries }),
    ...(workers !== undefined && { workers: workersFrom(workers) }),
    strictCode: input.values['strict-code'] === true,
    wait: input.values['no-wait'] !== true
  };
}

function numberOption(input: CommandInput, name: string): number | undefined {
  const text = textOption(input, name);
  if (text !== undefined && !/^\d+$/.test(text)) {
    throw new TrialbookError('USAGE', `--${name} takes a whole number.`);
  }
  return text === undefined ? undefined : Number(text);
}

function workersFrom(text: string): ExperimentOptions['workers'] {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'number' || Array.isArray(value)) {
      return value as number | (number | string)[];
    }
  } catch {
    // Said below.
  }
  throw new TrialbookError(
    'USAGE',
    '--workers takes a whole number, or a JSON list of GPUs such as [0, 1, "2,3"].'
  );
}

/** A line for each task that has ended. */
function printEnds({ print }: CommandInput, xp: ExperimentPlan): void {
  xp.onCompleted(outcome => print(plainText(`completed ${outcome}`)));
  xp.onFailed(outcome => print(plainText(failureLine(outcome))));
}

/** With `--json` nothing but the result is on standard output: what the module prints goes to standard error. */
async function quietly<R>(
  { json }: CommandInput,
  call: () => Promise<R>
): Promise<R> {
  if (!json) {
    return call();
  }
  const { log } = console;
  console.log = console.error;
  try {
    return await call();
  } finally {
    console.log = log;
  }
}
