import { setMark } from '../recorded/change';
import type { Command, CommandInput } from './command';
import { manyRuns, placeOf, RUNS_OPTIONS } from './home-option';

/** `trialbook mark RUN…` */
export const mark: Command = {
  words: 'mark',
  group: 'change',
  usage: '[RUN...] [--where FILTER] [--clear]',
  summary: 'Marks runs as ones that stand out.',
  options: {
    ...RUNS_OPTIONS,
    clear: { type: 'boolean', description: 'Take the mark away instead' }
  },
  run: input => markAll(input, input.values.clear !== true)
};

/** `trialbook unmark RUN…` */
export const unmark: Command = {
  words: 'unmark',
  group: 'change',
  usage: '[RUN...] [--where FILTER]',
  summary: 'Takes the mark of runs away.',
  options: RUNS_OPTIONS,
  run: input => markAll(input, false)
};

function markAll(input: CommandInput, marked: boolean) {
  return manyRuns(input).map(listed => {
    setMark(placeOf(input, listed), marked);
    input.print(`${listed.run} is ${marked ? 'marked' : 'not marked'}.`);
    return { run: listed.run, marked };
  });
}
