/** What a command of the command line is made of. */

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
  /** Whether `--json` was given. */
  json: boolean;
  /** Prints a line for people; silent with `--json`. */
  print(line: string): void;
  /** Makes the exit code 1, or another one, although the result is printed: what was looked for is not well. */
  fail(code?: number): void;
}

/** One option of a command. */
export interface CommandOption {
  type: 'string' | 'boolean';
  short?: string;
  multiple?: boolean;
  default?: string | boolean;
  /** What it does, in a line that begins with a capital and has no full stop at its end. */
  description: string;
  /** What stands for its value in the help. @default 'TEXT' */
  value?: string;
}

/** Where a command stands in the usage. */
export type CommandGroup =
  | 'runs'
  | 'change'
  | 'run'
  | 'jobs'
  | 'share'
  | 'kernel';

/** One command of the command line. */
export interface Command {
  /** The words that call it, such as `kernel install`. */
  words: string;
  group: CommandGroup;
  /** Its arguments and options, as shown in the usage. */
  usage: string;
  /** What it does, in a line. */
  summary: string;
  /** More about it, for `--help` and the reference: paragraphs of Markdown. */
  details?: readonly string[];
  options: Record<string, CommandOption>;
  /** Does it; the result is what `--json` prints. A command that printed JSON by itself returns nothing. */
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
