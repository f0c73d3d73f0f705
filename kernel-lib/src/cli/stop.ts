import { TrialbookError } from '../errors';
import { isEnded } from '../format/status';
import type { RecordedRun } from '../recorded/read-run';
import { requestStop, waitForEnd } from '../recorded/stop';
import { textOption, type Command, type CommandInput } from './command';
import { manyRuns, placeOf, RUNS_OPTIONS } from './home-option';

/** `trialbook stop RUN…` */
export const stop: Command = {
  words: 'stop',
  group: 'run',
  usage: '[RUN...] [--where FILTER] [--wait] [--timeout SECONDS]',
  summary: 'Asks runs to end.',
  details: [
    'A run reads the signal inside `log()`, which then throws; the run ends as terminated.'
  ],
  options: {
    ...RUNS_OPTIONS,
    wait: { type: 'boolean', description: 'Wait until the runs have ended' },
    timeout: {
      type: 'string',
      value: 'SECONDS',
      description: 'Wait that long at most; the exit code is 1 if a run goes on'
    }
  },
  async run(input) {
    const timeout = timeoutOf(input);
    const wait = input.values.wait === true || timeout !== undefined;
    const asked = manyRuns(input).map(({ dir, ...listed }) => ({
      run: listed.run,
      dir,
      asked: requestStop(placeOf(input, { ...listed, dir }))
    }));
    const end = Date.now() + (timeout ?? Infinity);
    return Promise.all(
      asked.map(async ({ run, dir, asked }) => {
        const found = await waitForEnd(dir, {
          timeout: wait ? end - Date.now() : 0
        });
        input.print(sentence(found, asked, wait));
        if (wait && !isEnded(found.status)) {
          input.fail();
        }
        return { run, asked, status: found.status };
      })
    );
  }
};

function timeoutOf(input: CommandInput): number | undefined {
  const text = textOption(input, 'timeout');
  const seconds = text === undefined ? undefined : Number(text);
  if (seconds !== undefined && !(seconds >= 0 && text?.trim() !== '')) {
    throw new TrialbookError(
      'USAGE',
      `--timeout takes a number of seconds; got ${JSON.stringify(text)}.`
    );
  }
  return seconds === undefined ? undefined : seconds * 1000;
}

function sentence(
  { id, status, process }: RecordedRun,
  asked: boolean,
  wait: boolean
): string {
  if (isEnded(status)) {
    return asked
      ? `${id} has ended: ${status}.`
      : `${id} had ended already: ${status}.`;
  }
  if (!wait) {
    return `${id} is asked to stop.`;
  }
  const where = process ? ` (process ${process.pid} on ${process.host})` : '';
  return `${id} is still ${status}${where}. It reads the signal inside log(); a run that does not call it is ended by interrupting its kernel or its process.`;
}
