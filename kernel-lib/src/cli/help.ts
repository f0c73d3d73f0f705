/** What the command line says of itself. */
import type { Command, CommandGroup, CommandOption } from './command';

/** Groups in the order of the usage, with their headings. */
export const GROUPS: Readonly<Record<CommandGroup, string>> = {
  runs: 'Look at runs',
  change: 'Change runs',
  run: 'Make runs',
  jobs: 'Look after jobs',
  share: 'Share runs',
  kernel: 'Kernel and setup'
};

/** Options of every command. */
export const SHARED_OPTIONS = {
  json: {
    type: 'boolean',
    description: 'Print the result as JSON; errors too'
  },
  help: { type: 'boolean', short: 'h', description: 'Explain the command' }
} as const satisfies Record<string, CommandOption>;

const WIDTH = 80;

/** Every command, by group. */
export function overview(commands: readonly Command[]): string {
  const width = Math.max(...commands.map(({ words }) => words.length)) + 2;
  return [
    'Usage: trialbook COMMAND …',
    ...byGroup(commands).flatMap(({ heading, members }) => [
      '',
      heading,
      ...members.flatMap(({ words, summary }) =>
        indented(words, width, summary)
      )
    ]),
    '',
    'A run is named by the beginning of its id, by its number from 1 (the newest), or as "latest".',
    'trialbook COMMAND --help explains a command; --json makes every command print JSON.'
  ].join('\n');
}

/** One command: how it is called, what it does, its options. */
export function helpOf({ words, usage, summary, ...command }: Command): string {
  const options = Object.entries({ ...command.options, ...SHARED_OPTIONS });
  const names = options.map(([name, option]) => optionName(name, option));
  const width = Math.min(Math.max(...names.map(name => name.length)), 28) + 2;
  return [
    `Usage: trialbook ${words} ${usage}`.trimEnd(),
    '',
    ...wrapped(summary, WIDTH),
    ...(command.details ?? []).flatMap(text => ['', ...wrapped(text, WIDTH)]),
    '',
    ...options.flatMap(([, option], at) =>
      indented(names[at], width, description(option))
    )
  ].join('\n');
}

/** The commands of each group that has any. */
export function byGroup(
  commands: readonly Command[]
): { heading: string; members: Command[] }[] {
  return Object.entries(GROUPS)
    .map(([group, heading]) => ({
      heading,
      members: commands.filter(command => command.group === group)
    }))
    .filter(({ members }) => members.length > 0);
}

/** An option as it is written on the command line: `--output FILE, -o`. */
export function optionName(
  name: string,
  { type, value, short }: CommandOption
): string {
  const long = type === 'string' ? `--${name} ${value ?? 'TEXT'}` : `--${name}`;
  return short === undefined ? long : `${long}, -${short}`;
}

/** What an option does, its default too. */
export function description(option: CommandOption): string {
  const more = [
    ...(option.multiple ? ['may be given several times'] : []),
    ...(option.default === undefined ? [] : [`default: ${option.default}`])
  ];
  return option.description + (more.length > 0 ? ` (${more.join('; ')})` : '');
}

function indented(name: string, width: number, text: string): string[] {
  const [first = '', ...others] = wrapped(text, WIDTH - width - 2);
  const margin = ' '.repeat(width + 2);
  const begin = `  ${name.padEnd(width)}`;
  return name.length < width
    ? [begin + first, ...others.map(line => margin + line)]
    : [begin.trimEnd(), ...[first, ...others].map(line => margin + line)];
}

function wrapped(text: string, width: number): string[] {
  const lines = [''];
  for (const word of text.split(' ')) {
    const last = lines[lines.length - 1];
    if (last === '') {
      lines[lines.length - 1] = word;
    } else if (last.length + 1 + word.length <= width) {
      lines[lines.length - 1] = `${last} ${word}`;
    } else {
      lines.push(word);
    }
  }
  return lines;
}
