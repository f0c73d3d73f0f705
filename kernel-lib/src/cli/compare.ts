import { writeFileSync } from 'node:fs';
import { TrialbookError } from '../errors';
import type { ListedRun } from '../recorded/catalogue';
import { RunTable } from '../recorded/table/run-table';
import {
  chooseRuns,
  columnsOf,
  limitOf,
  sorted,
  TABLE_OPTIONS
} from './choose-runs';
import { textOption, type Command, type CommandInput } from './command';
import { HOME_OPTION, homeOf, runsOf } from './home-option';

/** `trialbook compare [RUN… | FILTER]` */
export const compare: Command = {
  words: 'compare',
  group: 'runs',
  usage:
    '[RUN... | FILTER] [--csv FILE] [--sort COL | --min COL | --max COL] [-n N] [--columns A,B] [--home DIR]',
  summary: 'Compares runs in a table: flags, last scalars, attributes.',
  details: [
    "Without arguments all runs are compared. A column is a field (`id`, `name`, `status`, `label`, `tags`, `started`, `duration` …), a flag, a scalar or an attribute; `flag:lr`, `scalar:loss` and `attr:x` say which where a name has several meanings, and `min:loss`, `max:loss` and `step:loss` are a scalar's extremes and its last step.",
    '`--csv FILE` writes the table exactly, `--csv -` prints it so. A text that a spreadsheet would compute, because it begins with `=`, `+`, `-` or `@`, gets an apostrophe before it.'
  ],
  options: {
    ...HOME_OPTION,
    csv: {
      type: 'string',
      value: 'FILE',
      description:
        'Write comma-separated values to a file, or print them with -'
    },
    min: {
      type: 'string',
      value: 'COL',
      description: 'The smallest value of a column first'
    },
    max: {
      type: 'string',
      value: 'COL',
      description: 'The largest value of a column first'
    },
    ...TABLE_OPTIONS
  },
  run(input) {
    const home = homeOf(input);
    const chosen = chooseRuns(runsOf(input), input.positionals);
    const found = inOrder(input, chosen).slice(0, limitOf(input));
    const table = new RunTable(found, { home }, columnsOf(input, found));
    const csv = textOption(input, 'csv');
    if (csv === undefined) {
      input.print(table.toText(Infinity));
    } else if (csv === '-') {
      input.print(table.toCSV().trimEnd());
    } else {
      writeFileSync(csv, table.toCSV());
      input.print(`${table.length} runs are written to ${csv}`);
    }
    return table;
  }
};

function inOrder(
  input: CommandInput,
  runs: readonly ListedRun[]
): readonly ListedRun[] {
  const [min, max] = [textOption(input, 'min'), textOption(input, 'max')];
  const given = [min, max, textOption(input, 'sort')];
  if (given.filter(order => order !== undefined).length > 1) {
    throw new TrialbookError('USAGE', 'Choose one of --sort, --min and --max.');
  }
  const sort = min ?? (max === undefined ? undefined : `-${max}`);
  return sort === undefined
    ? sorted(input, runs)
    : sorted({ ...input, values: { sort } }, runs);
}
