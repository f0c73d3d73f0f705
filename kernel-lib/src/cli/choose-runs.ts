/** Which runs a table is of: a filter, or runs by name. */
import { TrialbookError } from '../errors';
import type { ListedRun } from '../recorded/catalogue';
import { filterRuns } from '../recorded/filter-runs';
import { selectRuns } from '../recorded/select';
import { knownColumn, type RunColumn } from '../recorded/table/columns';
import { sortRuns } from '../recorded/table/sort';
import { textOption, type CommandInput, type CommandOption } from './command';

/** A run with its number, 1 being the newest of all. */
export interface NumberedRun {
  run: ListedRun;
  number: number;
}

/** Options of the order and the columns, to be spread into a command's. */
export const TABLE_OPTIONS = {
  columns: {
    type: 'string',
    value: 'A,B',
    description: 'Show these columns: fields, flags, scalars, attributes'
  },
  sort: {
    type: 'string',
    value: 'COL',
    description: 'Sort by a column, the smallest first; --sort=-COL the largest'
  },
  limit: {
    type: 'string',
    short: 'n',
    value: 'N',
    description: 'Show at most so many runs'
  }
} as const satisfies Record<string, CommandOption>;

/**
 * The runs that the arguments name (`3`, `k3m9`, `1:5`, `latest`) or describe (`loss<0.1 and not tag:debug`); all of them
 * without any.
 * @throws TrialbookError RUN_NOT_FOUND, RUN_AMBIGUOUS or BAD_FILTER
 */
export function chooseRuns(
  runs: readonly ListedRun[],
  words: readonly string[]
): ListedRun[] {
  if (words.length > 0 && words.every(word => isRunName(runs, word))) {
    return selectRuns(runs, words);
  }
  return filterRuns(runs, words.join(' '));
}

/** `3`, `latest`, `1:5`, or a beginning that some id has. */
function isRunName(runs: readonly ListedRun[], word: string): boolean {
  return (
    /^(?:latest|[1-9]\d*|\d*:\d*)$/.test(word) ||
    (/^[a-z0-9]{1,12}$/.test(word) &&
      runs.some(({ id }) => id.startsWith(word)))
  );
}

/** The columns of `--columns`; `undefined` without it. */
export function columnsOf(
  input: CommandInput,
  runs: readonly ListedRun[]
): RunColumn[] | undefined {
  return textOption(input, 'columns')
    ?.split(',')
    .map(name => name.trim())
    .filter(name => name !== '')
    .map(name => knownColumn(name, runs));
}

/** The runs in the order of `--sort`. */
export function sorted(
  input: CommandInput,
  runs: readonly ListedRun[]
): readonly ListedRun[] {
  const sort = textOption(input, 'sort');
  if (sort === undefined) {
    return runs;
  }
  const descending = sort.startsWith('-');
  const column = knownColumn(descending ? sort.slice(1) : sort, runs);
  return sortRuns(runs, column, descending ? 'descending' : 'ascending');
}

/** The number of `--limit`. */
export function limitOf(input: CommandInput): number | undefined {
  const limit = textOption(input, 'limit');
  if (limit !== undefined && !/^[1-9]\d*$/.test(limit)) {
    throw new TrialbookError(
      'USAGE',
      `--limit takes a number from 1; got ${JSON.stringify(limit)}.`
    );
  }
  return limit === undefined ? undefined : Number(limit);
}
