import { TrialbookError } from '../errors';
import type { ListedRun } from '../recorded/catalogue';
import { selectRuns } from '../recorded/select';
import { startTensorBoard } from '../recorded/tensorboard/start';
import { textOption, type Command, type CommandInput } from './command';
import { HOME_OPTION, runsOf } from './home-option';

/** `trialbook tensorboard [RUN…]` */
export const tensorboard: Command = {
  words: 'tensorboard',
  group: 'share',
  usage: '[RUN...] [--port N] [--tensorboard PATH] [-- ARGS...]',
  summary: 'Starts TensorBoard over runs, and ends it with Ctrl-C.',
  details: [
    'Without RUN it shows all runs of the home, and those that are recorded while it runs. Each is named by its id, its name and its label. What stands behind `--` is passed on to TensorBoard.'
  ],
  options: {
    ...HOME_OPTION,
    port: {
      type: 'string',
      value: 'N',
      default: '0',
      description: 'Port on 127.0.0.1; 0 takes a free one'
    },
    interval: {
      type: 'string',
      value: 'SECONDS',
      default: '5',
      description: 'Seconds between two looks for new runs and points'
    },
    tensorboard: {
      type: 'string',
      value: 'PATH',
      description: "TensorBoard's program, when it is not on the PATH"
    }
  },
  async run(input) {
    const asked = new AbortController();
    const end = () => asked.abort();
    process.once('SIGINT', end).once('SIGTERM', end);
    const board = await startTensorBoard(runsToShow(input), {
      signal: asked.signal,
      program: textOption(input, 'tensorboard'),
      port: number(input, 'port', 0),
      interval: number(input, 'interval', 1),
      args: input.rest
    });
    input.print(
      `TensorBoard shows ${board.names.size} ${board.names.size === 1 ? 'run' : 'runs'} at ${board.url}`
    );
    if (input.json) {
      console.log(
        JSON.stringify({
          url: board.url,
          runs: Object.fromEntries(board.names)
        })
      );
    }
    await board.ended;
    return undefined;
  }
};

/** Runs that were named stay the same; otherwise all that there are at the time. */
function runsToShow(input: CommandInput): () => readonly ListedRun[] {
  if (input.positionals.length === 0) {
    runsOf(input);
    return () => runsOf(input);
  }
  const chosen = selectRuns(runsOf(input), input.positionals);
  return () => chosen;
}

function number(input: CommandInput, name: string, least: number): number {
  const text = textOption(input, name) ?? '';
  const value = Number(text);
  if (
    text === '' ||
    !Number.isInteger(value) ||
    value < least ||
    value > 65535
  ) {
    throw new TrialbookError(
      'USAGE',
      `--${name} takes a whole number from ${least} to 65535, not ${JSON.stringify(text)}.`
    );
  }
  return value;
}
