/** The options by which commands find the home and the runs they are about. */
import { listRuns, type ListedRun } from '../recorded/catalogue';
import type { RunPlace } from '../recorded/change';
import { homeDir } from '../store/home';
import { textOption, type CommandInput } from './command';

/** To be spread into a command's options. */
export const HOME_OPTION = { home: { type: 'string' } } as const;

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
