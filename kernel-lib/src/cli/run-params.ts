/** `trialbook run PARAMS.yaml`: files of mlrunner. */
import { TrialbookError } from '../errors';
import { homeDir } from '../store/home';
import { progressBar } from '../work/mlrunner/console-lines';
import { runParamsFile, type RunFileResult } from '../work/mlrunner/run-file';
import {
  textOption,
  textOptions,
  type CommandInput,
  type CommandOption
} from './command';

/** What mlrunner's `run` takes, for files of YAML. */
export const PARAMS_OPTIONS = {
  output: {
    type: 'string',
    short: 'o',
    value: 'DIR',
    description: 'YAML: the folder of the folders of the tasks (output)'
  },
  yaml: {
    type: 'string',
    short: 'y',
    value: 'FILE',
    description: 'YAML: the file, if it is not the argument'
  },
  title: {
    type: 'string',
    short: 't',
    multiple: true,
    value: 'TITLE',
    description: 'YAML: documents with this _title; several with commas'
  },
  command: {
    type: 'string',
    short: 'c',
    multiple: true,
    value: 'COMMAND',
    description: 'YAML: these commands, whatever _cmd says; several with commas'
  },
  force: {
    type: 'boolean',
    short: 'f',
    description: 'YAML: run also what is finished'
  },
  resource: {
    type: 'string',
    short: 'r',
    multiple: true,
    value: 'GPUS',
    description:
      'YAML: a worker with these GPUs, instead of those of the file; give it several times'
  },
  sample: {
    type: 'string',
    value: 'N',
    description: 'YAML: only so many tasks of each document'
  },
  debug: {
    type: 'boolean',
    short: 'd',
    description:
      'YAML: the first task in any case, with its output on the screen'
  },
  'no-subdir': {
    type: 'boolean',
    description: 'YAML: all tasks write to the output folder itself'
  }
} as const satisfies Record<string, CommandOption>;

export async function runParams(input: CommandInput): Promise<RunFileResult> {
  const { values, positionals } = input;
  const [file = textOption(input, 'yaml'), more] = positionals;
  if (more !== undefined || file === undefined) {
    throw new TrialbookError(
      'USAGE',
      `A file of YAML stands alone: what is ${JSON.stringify(more)}? Several commands or titles are given as -c train,test or -c train -c test.`
    );
  }
  const sample = textOption(input, 'sample');
  const stop = interruption();
  try {
    const result = await runParamsFile({
      file,
      home: homeDir({ home: textOption(input, 'home'), from: process.cwd() }),
      base: process.cwd(),
      output: textOption(input, 'output'),
      titles: listOf(input, 'title'),
      commands: listOf(input, 'command'),
      resource: textOptions(input, 'resource'),
      force: values.force === true,
      ...(sample !== undefined && { sample: Number(sample) }),
      noSubdir: values['no-subdir'] === true,
      debug: values.debug === true,
      dryRun: values['dry-run'] === true || values.print === true,
      tags: textOptions(input, 'tag'),
      print: line => {
        clearBar();
        input.print(line);
      },
      progress: drawBar,
      echo: chunk => process.stdout.write(chunk),
      signal: stop.signal
    });
    if (result.failed.length > 0) {
      input.fail(stop.signal.aborted ? 130 : 1);
    }
    return result;
  } finally {
    stop.dispose();
    clearBar();
  }
}

function listOf(input: CommandInput, name: string): string[] {
  return textOptions(input, name)
    .flatMap(text => text.split(','))
    .map(text => text.trim())
    .filter(text => text !== '');
}

/** The first interrupt ends what runs; the second one this process. */
function interruption(): { signal: AbortSignal; dispose(): void } {
  const controller = new AbortController();
  const stop = () => {
    if (controller.signal.aborted) {
      process.exit(130);
    }
    controller.abort();
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  return {
    signal: controller.signal,
    dispose() {
      process.off('SIGINT', stop);
      process.off('SIGTERM', stop);
    }
  };
}

/** On a terminal, below the lines. */
function drawBar(done: number, total: number): void {
  if (process.stderr.isTTY) {
    process.stderr.write(`\r${progressBar(done, total)}`);
  }
}

function clearBar(): void {
  if (process.stderr.isTTY) {
    process.stderr.write('\r\u001b[K');
  }
}
