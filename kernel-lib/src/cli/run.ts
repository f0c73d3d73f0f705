/** `trialbook run` */
import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { TrialbookError } from '../errors';
import { formatValue } from '../format/format-value';
import { shortId } from '../format/layout';
import { plainText } from '../format/plain-text';
import { recordValue } from '../format/record-value';
import { readCommandLine } from '../project/command-flags';
import { runCommand } from '../project/command-run';
import { parseAssignments } from '../project/flag-text';
import { notebookName } from '../project/notebook/notebook-file';
import { runNotebook } from '../project/notebook/run-notebook';
import { givenFlags } from '../project/operation-call';
import type { Outcome, RunPlacement } from '../project/outcome';
import { loadProject, operationOf } from '../project/project-file';
import {
  planOperation,
  runOperation,
  type OperationPlan,
  type OperationRun
} from '../project/run-operation';
import { stageOperation } from '../project/staged';
import { homeDir } from '../store/home';
import {
  textOption,
  textOptions,
  type Command,
  type CommandInput,
  type CommandOption
} from './command';
import { HOME_OPTION } from './home-option';
import { PARAMS_OPTIONS, runParams } from './run-params';

/** Which project file a command is about. */
export const PROJECT_OPTION = {
  project: {
    type: 'string',
    description: 'The project file, instead of the nearest trialbook.yml',
    value: 'FILE'
  }
} as const satisfies Record<string, CommandOption>;

/** Runs a command, a notebook or an operation of the project file. */
export const runCommandLine: Command = {
  words: 'run',
  group: 'run',
  usage:
    '(OPERATION | NOTEBOOK.ipynb) [FLAG=VALUE]... | PARAMS.yaml | -- COMMAND...',
  summary:
    'Runs an operation of the project file, a notebook, the tasks of a file of mlrunner, or any command as tracked runs.',
  details: [
    'What is run prints as ever and is recorded while it does. The exit code is that of what was run; 3 when a step is not as its `expect` says.',
    'A file of YAML is one of [mlrunner](coming-from-mlrunner.md): a run for each set of parameters, a worker for each resource. The exit code is 1 when a task failed.'
  ],
  options: {
    ...HOME_OPTION,
    ...PROJECT_OPTION,
    label: { type: 'string', description: 'A name for people' },
    tag: {
      type: 'string',
      multiple: true,
      description: 'A word to find the run by',
      value: 'TAG'
    },
    name: {
      type: 'string',
      description: 'Name of the run of a command or a notebook',
      value: 'NAME'
    },
    cwd: {
      type: 'string',
      description:
        "Working directory of a command or a notebook: the run's folder (run, the default), or where you are and the notebook's own (keep)",
      value: 'run|keep'
    },
    needed: {
      type: 'boolean',
      description:
        'Run nothing when a completed run of the operation has the same flags and source'
    },
    stage: {
      type: 'boolean',
      description: 'Prepare the run of an operation; trialbook start runs it'
    },
    print: { type: 'boolean', description: 'Show what would be run, only' },
    'dry-run': { type: 'boolean', description: 'The same as --print' },
    ...PARAMS_OPTIONS
  },
  run(input) {
    const [target] = input.positionals;
    if (input.rest.length > 0) {
      if (target !== undefined) {
        throw new TrialbookError(
          'USAGE',
          `Flags of a command stand behind it: what is ${JSON.stringify(target)} before --?`
        );
      }
      return runRest(input);
    }
    if (target === undefined && textOption(input, 'yaml') !== undefined) {
      return runParams(input);
    }
    if (target === undefined) {
      throw new TrialbookError(
        'USAGE',
        'Nothing to run. Name an operation ("trialbook ops" lists them), a notebook, or a command behind --, such as: trialbook run -- python train.py --lr 0.1'
      );
    }
    if (/\.ya?ml$/.test(target)) {
      return runParams(input);
    }
    return target.endsWith('.ipynb') ? runFile(input) : runNamed(input);
  }
};

async function runRest(input: CommandInput): Promise<Outcome> {
  const { argv, flags, name } = readCommandLine(input.rest, process.cwd());
  const spec = {
    name: textOption(input, 'name') ?? name,
    argv,
    shown: input.rest,
    flags
  };
  return report(input, await runCommand(spec, placementOf(input)));
}

async function runFile(input: CommandInput): Promise<Outcome> {
  const [target, ...texts] = input.positionals;
  const notebook = resolve(target);
  const outcome = await runNotebook(
    {
      name: textOption(input, 'name') ?? notebookName(notebook),
      notebook,
      flags: parseAssignments(texts)
    },
    placementOf(input, existsSync(notebook) ? dirname(notebook) : undefined)
  );
  return report(input, outcome);
}

async function runNamed(
  input: CommandInput
): Promise<Outcome | OperationPlan | Pick<Outcome, 'run' | 'dir' | 'status'>> {
  const [name, ...texts] = input.positionals;
  const project = loadProject(process.cwd(), textOption(input, 'project'));
  const asked: OperationRun = {
    project,
    operation: operationOf(project, name),
    given: givenFlags(texts),
    placement: placementOf(input, project.dir),
    needed: input.values.needed === true
  };
  if (input.values.print === true || input.values['dry-run'] === true) {
    const plan = planOperation(asked);
    planLines(plan).forEach(line => input.print(plainText(line)));
    return plan;
  }
  if (input.values.stage === true) {
    const { id, dir } = stageOperation(asked);
    input.print(
      `Staged: run ${shortId(id)}. Start it with: trialbook start ${shortId(id)}`
    );
    return { run: id, dir, status: 'pending' };
  }
  return report(input, await runOperation(asked));
}

function planLines(plan: OperationPlan): string[] {
  const flags = Object.entries(plan.flags).map(
    ([name, value]) => `  ${name} = ${formatValue(recordValue(value))}`
  );
  return [
    plan.operation,
    ...plan.runs.map(text => `  ${text}`),
    ...(flags.length > 0 ? ['flags', ...flags] : []),
    ...(plan.label === undefined ? [] : [`label  ${plan.label}`]),
    `home   ${plan.home}`,
    `source ${plan.source.length} files, digest ${plan.sourceDigest.slice(0, 12)}`
  ];
}

/** Says what people have to know of the end, and sets the exit code to that of what was run. */
export function report(input: CommandInput, outcome: Outcome): Outcome {
  const { run, name, status, error, exitCode, needed } = outcome;
  if (needed) {
    input.print(
      `Not needed: run ${shortId(run)} has the same flags and source.`
    );
  } else if (status !== 'completed') {
    const why = error === undefined ? '' : `: ${error.message}`;
    console.error(plainText(`Run ${shortId(run)} · ${name} · ${status}${why}`));
  }
  if (exitCode !== 0) {
    input.fail(exitCode);
  }
  return outcome;
}

/** Where the command line says that the run goes. @param from folder of the project or the notebook */
function placementOf(input: CommandInput, from = process.cwd()): RunPlacement {
  const cwd = textOption(input, 'cwd') ?? 'run';
  if (cwd !== 'run' && cwd !== 'keep') {
    throw new TrialbookError('USAGE', '--cwd takes "run" or "keep".');
  }
  const named = textOption(input, 'home');
  const tags = textOptions(input, 'tag');
  return {
    home: homeDir({
      home: named === undefined ? undefined : resolve(named),
      from
    }),
    base: from,
    from: process.cwd(),
    cwd,
    label: textOption(input, 'label'),
    ...(tags.length > 0 && { tags }),
    quiet: input.json
  };
}
