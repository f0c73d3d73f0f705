import { setMark } from '../recorded/change';
import type { Command, CommandInput } from './command';
import { HOME_OPTION, manyRuns, placeOf } from './home-option';

/** `trialbook mark RUN…` */
export const mark: Command = {
  words: 'mark',
  group: 'change',
  usage: 'RUN... [--clear]',
  summary: 'Marks runs as ones that stand out.',
  options: {
    ...HOME_OPTION,
    clear: { type: 'boolean', description: 'Take the mark away instead' }
  },
  run: input => markAll(input, input.values.clear !== true)
};

/** `trialbook unmark RUN…` */
export const unmark: Command = {
  words: 'unmark',
  group: 'change',
  usage: 'RUN...',
  summary: 'Takes the mark of runs away.',
  options: HOME_OPTION,
  run: input => markAll(input, false)
};

function markAll(input: CommandInput, marked: boolean) {
  return manyRuns(input).map(listed => {
    setMark(placeOf(input, listed), marked);
    input.print(`${listed.run} is ${marked ? 'marked' : 'not marked'}.`);
    return { run: listed.run, marked };
  });
}
