import type { ParseArgsConfig } from 'node:util';

/** What a command gets: its parsed options, and where to print. */
export interface CommandInput {
  values: Record<string, string | boolean | undefined>;
  positionals: string[];
  /** Prints a line for people; silent with `--json`. */
  print(line: string): void;
}

/** One command of the command line. */
export interface Command {
  /** The words that call it, such as `kernel install`. */
  words: string;
  /** Its options, as shown in the usage. */
  usage: string;
  /** What it does, in a line. */
  summary: string;
  options: NonNullable<ParseArgsConfig['options']>;
  /** Does it; the result is what `--json` prints. */
  run(input: CommandInput): unknown;
}
