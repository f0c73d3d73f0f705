import { changeTags } from '../recorded/change';
import { readRun } from '../recorded/read-run';
import { textOptions, type Command } from './command';
import { manyRuns, placeOf, RUNS_OPTIONS } from './home-option';
import { tableLines } from './table';

/** `trialbook tag RUN…` */
export const tag: Command = {
  words: 'tag',
  group: 'change',
  usage: '[RUN...] [--where FILTER] [--add TAG]... [--remove TAG]...',
  summary: 'Adds tags to runs and removes tags, or shows them.',
  options: {
    ...RUNS_OPTIONS,
    add: {
      type: 'string',
      multiple: true,
      value: 'TAG',
      description: 'Add this tag'
    },
    remove: {
      type: 'string',
      multiple: true,
      value: 'TAG',
      description: 'Remove this tag'
    }
  },
  run(input) {
    const add = textOptions(input, 'add');
    const remove = textOptions(input, 'remove');
    const tagged = manyRuns(input).map(listed => {
      if (add.length + remove.length > 0) {
        changeTags(placeOf(input, listed), { add, remove });
      }
      return { run: listed.run, tags: readRun(listed.dir).tags };
    });
    tableLines(tagged, [
      { heading: 'RUN', cell: ({ run }) => run },
      { heading: 'TAGS', cell: ({ tags }) => tags.join(', ') }
    ]).forEach(line => input.print(line));
    return tagged;
  }
};
