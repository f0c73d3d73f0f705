import { TrialbookError } from '../errors';
import { changeLabel, type LabelChange } from '../recorded/change-label';
import { textOption, type Command, type CommandInput } from './command';
import { manyRuns, placeOf, RUNS_OPTIONS } from './home-option';
import { tableLines } from './table';

/** `trialbook label RUN…` */
export const label: Command = {
  words: 'label',
  group: 'change',
  usage:
    '[RUN...] [--where FILTER] [--set TEXT | --prepend TEXT | --append TEXT | --remove TEXT | --clear]',
  summary: 'Changes the label of runs, or shows it.',
  details: [
    'Words that are put before or behind a label stand apart from it by a space. --remove takes every occurrence of the text out of the label; a label of which nothing is left is cleared.'
  ],
  options: {
    ...RUNS_OPTIONS,
    set: { type: 'string', description: 'The new label' },
    prepend: { type: 'string', description: 'Put this before the label' },
    append: { type: 'string', description: 'Put this behind the label' },
    remove: { type: 'string', description: 'Take this out of the label' },
    clear: { type: 'boolean', description: 'Take the label away' }
  },
  run(input) {
    const change = changeOf(input);
    const labels = manyRuns(input).map(listed => ({
      run: listed.run,
      label: change
        ? changeLabel(placeOf(input, listed), change)
        : (listed.label ?? null)
    }));
    tableLines(labels, [
      { heading: 'RUN', cell: ({ run }) => run },
      { heading: 'LABEL', cell: ({ label }) => label ?? '' }
    ]).forEach(line => input.print(line));
    return labels;
  }
};

function changeOf(input: CommandInput): LabelChange | undefined {
  const changes = (['set', 'prepend', 'append', 'remove'] as const).flatMap(
    (kind): LabelChange[] => {
      const text = textOption(input, kind);
      return text === undefined ? [] : [{ kind, text }];
    }
  );
  if (input.values.clear) {
    changes.push({ kind: 'clear' });
  }
  if (changes.length > 1) {
    throw new TrialbookError(
      'USAGE',
      'Choose one of --set, --prepend, --append, --remove and --clear.'
    );
  }
  return changes[0];
}
