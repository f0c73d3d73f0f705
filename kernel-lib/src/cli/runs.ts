import { TrialbookError } from '../errors';
import { listNewestRuns } from '../recorded/catalogue';
import { filterRuns } from '../recorded/filter-runs';
import { columnText, listColumns } from '../recorded/table/columns';
import { alignOf } from '../recorded/table/align';
import {
  columnsOf,
  limitOf,
  sorted,
  TABLE_OPTIONS,
  type NumberedRun
} from './choose-runs';
import type { Command, CommandInput } from './command';
import { HOME_OPTION, homeOf, runsOf } from './home-option';
import { tableLines } from './table';
import { groupedDigits } from '../format/numbers';

/** Runs that are shown when nothing else is said. */
const SHOWN = 20;

/** `trialbook runs [FILTER]` */
export const runs: Command = {
  words: 'runs',
  group: 'runs',
  usage:
    '[FILTER] [--deleted] [-n N | --all] [--columns A,B] [--sort COL] [--home DIR]',
  summary: 'Lists runs, the newest first.',
  details: [
    'A filter is an expression such as `loss<0.1 and lr=1e-3 and not tag:debug`; words without an operator are looked for in names, labels, tags, ids and flags. Put it in quotes, for the shell knows `<` and `>` too. [All about filters](find-and-compare.md#filters).',
    'The number of a run is the one by which other commands take it, also when others stand between them that do not pass the filter. Of the flags those are shown in which the runs differ.'
  ],
  options: {
    ...HOME_OPTION,
    deleted: { type: 'boolean', description: 'List deleted runs instead' },
    all: { type: 'boolean', description: 'Show all runs, not the first 20' },
    ...TABLE_OPTIONS
  },
  run(input) {
    const limit = shownOf(input);
    const newest = isPlain(input) && listNewestRuns(homeOf(input), limit);
    if (newest && !newest.all) {
      const rows = newest.runs
        .slice(0, limit)
        .map((run, index) => ({ run, number: index + 1 }));
      printRows(input, rows);
      input.print(`The newest ${rows.length} runs; --all shows all.`);
      return rows.map(asJson);
    }
    const all = newest
      ? newest.runs
      : runsOf(input, { deleted: input.values.deleted === true });
    const found = sorted(input, filterRuns(all, input.positionals.join(' ')));
    const shown = found.slice(0, limit);
    const numbers = new Map(all.map((run, index) => [run, index + 1]));
    const rows = shown.map(run => ({ run, number: numbers.get(run) ?? 0 }));
    printRows(input, rows);
    input.print(summary(input, all.length, found.length, shown.length));
    return rows.map(asJson);
  }
};

/** Whether the newest runs are asked for and nothing else, so that the older ones need not be read. */
function isPlain({ values, positionals }: CommandInput): boolean {
  return (
    positionals.join('').trim() === '' &&
    !values.deleted &&
    values.sort === undefined
  );
}

function printRows(input: CommandInput, rows: readonly NumberedRun[]): void {
  const now = Date.now();
  const listed = rows.map(({ run }) => run);
  const columns = columnsOf(input, listed) ?? listColumns(listed);
  const lines = tableLines(rows, [
    { heading: '', align: 'right', cell: ({ number }) => String(number) },
    ...columns.map(column => ({
      heading: column.heading,
      align: alignOf(column, listed),
      cell: ({ run }: NumberedRun) => columnText(column, run, now)
    }))
  ]);
  if (rows.length > 0) {
    lines.forEach(line => input.print(fitted(line)));
  }
}

/** A line that is too long for the terminal is cut, so that it stays one. */
function fitted(line: string): string {
  const { columns, isTTY } = process.stdout;
  return isTTY && columns > 1 && line.length > columns
    ? `${line.slice(0, columns - 1)}…`
    : line;
}

function shownOf(input: CommandInput): number {
  const limit = limitOf(input);
  if (limit !== undefined && input.values.all) {
    throw new TrialbookError('USAGE', 'Choose one of --limit and --all.');
  }
  return input.values.all || input.json
    ? (limit ?? Infinity)
    : (limit ?? SHOWN);
}

function summary(
  input: CommandInput,
  all: number,
  found: number,
  shown: number
): string {
  const kind = input.values.deleted ? 'deleted run' : 'run';
  const count = (number: number) =>
    `${groupedDigits(number)} ${kind}${number === 1 ? '' : 's'}`;
  if (all === 0) {
    return `No ${kind}s in ${homeOf(input)}.`;
  }
  if (found === 0) {
    return `None of ${count(all)} passes the filter.`;
  }
  if (shown < found) {
    return `${shown} of ${count(found)}; --all shows all.`;
  }
  return found < all ? `${found} of ${count(all)}` : count(all);
}

/** What `--json` tells of a run: what the list knows, its number with it. */
function asJson({ run, number }: NumberedRun): object {
  const { run: _run, complete: _complete, id, ...rest } = run;
  return { number, id, ...rest };
}
