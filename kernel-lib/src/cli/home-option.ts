/** The options by which commands find the home and the runs they are about. */
import { TrialbookError } from '../errors';
import { listRuns, type ListedRun } from '../recorded/catalogue';
import type { RunPlace } from '../recorded/change';
import { filterRuns } from '../recorded/filter-runs';
import { selectRun, selectRuns } from '../recorded/select';
import { homeDir } from '../store/home';
import { textOption, type CommandInput, type CommandOption } from './command';

/** To be spread into a command's options. */
export const HOME_OPTION = {
  home: {
    type: 'string',
    value: 'DIR',
    description: 'The home that holds the runs; without it the one found'
  }
} as const satisfies Record<string, CommandOption>;

/** The home that the command is about; it need not exist. */
export function homeOf(input: CommandInput): string {
  return homeDir({ home: textOption(input, 'home'), from: process.cwd() });
}

/**
 * The runs of the command's home, newest first.
 * @throws TrialbookError RUN_NOT_FOUND when there is no home.
 */
export function runsOf(
  input: CommandInput,
  options?: { deleted?: boolean }
): ListedRun[] {
  return listRuns(homeOf(input), options);
}

/** Where a listed run is, for what changes it. */
export function placeOf(
  input: CommandInput,
  { run, dir }: ListedRun
): RunPlace {
  return { home: homeOf(input), dir, run };
}

/**
 * The one run that a command is about: its first argument, or the newest run.
 * @throws TrialbookError RUN_NOT_FOUND, RUN_AMBIGUOUS; USAGE when there are more arguments than `most`.
 */
export function oneRun(input: CommandInput, most = 1): ListedRun {
  const { positionals } = input;
  if (positionals.length > most) {
    throw new TrialbookError(
      'USAGE',
      `${JSON.stringify(positionals[most])} is one argument too many: this command takes one run.`
    );
  }
  return selectRun(runsOf(input), positionals[0] ?? 'latest');
}

/** To be spread into the options of a command that takes many runs. */
export const RUNS_OPTIONS = {
  ...HOME_OPTION,
  where: {
    type: 'string',
    value: 'FILTER',
    description: 'Runs that this describes, such as "loss<0.1 and not tag:keep"'
  }
} as const satisfies Record<string, CommandOption>;

/**
 * The runs that a command is to change: those its arguments name, of these the ones that `--where` describes; with
 * `--where` alone, all that it describes. Nothing is changed that was not named.
 * @throws TrialbookError RUN_NOT_FOUND, RUN_AMBIGUOUS, BAD_FILTER; USAGE when neither is given.
 */
export function manyRuns(
  input: CommandInput,
  options?: { deleted?: boolean }
): ListedRun[] {
  const { positionals } = input;
  const where = textOption(input, 'where');
  if (positionals.length === 0 && where === undefined) {
    throw new TrialbookError(
      'USAGE',
      'Name the runs: by the beginning of an id, by number (1 is the newest), as a range such as 1:3, as "latest", or ":" for all; or describe them with --where FILTER.'
    );
  }
  const runs = runsOf(input, options);
  const named = positionals.length > 0 ? selectRuns(runs, positionals) : runs;
  return where === undefined ? named : filterRuns(named, where);
}
