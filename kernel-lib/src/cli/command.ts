import type { ParseArgsConfig } from 'node:util';

/** Options as parsed: texts, switches, and lists of what may be given several times. */
export type OptionValues = Record<
  string,
  string | boolean | (string | boolean)[] | undefined
>;

/** What a command gets: its parsed options, and where to print. */
export interface CommandInput {
  values: OptionValues;
  positionals: string[];
  /** What stood behind `--`. */
  rest: string[];
  /** Prints a line for people; silent with `--json`. */
  print(line: string): void;
}

/** One command of the command line. */
export interface Command {
  /** The words that call it, such as `kernel install`. */
  words: string;
  /** Its arguments and options, as shown in the usage. */
  usage: string;
  /** What it does, in a line. */
  summary: string;
  options: NonNullable<ParseArgsConfig['options']>;
  /** Does it; the result is what `--json` prints. */
  run(input: CommandInput): unknown;
}

/** The value of an option that takes a text. */
export function textOption(
  { values }: CommandInput,
  name: string
): string | undefined {
  const value = values[name];
  return typeof value === 'string' ? value : undefined;
}

/** The values of an option that may be given several times. */
export function textOptions({ values }: CommandInput, name: string): string[] {
  const value = values[name];
  return Array.isArray(value)
    ? value.filter(item => typeof item === 'string')
    : [];
}
