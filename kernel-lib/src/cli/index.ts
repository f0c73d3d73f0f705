/** The command line: finds the command, parses, calls, prints. */
import { parseArgs } from 'node:util';
import { TrialbookError } from '../errors';
import type { Command, CommandInput } from './command';
import { COMMANDS } from './commands';

const SHARED = {
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' }
} as const;

/** Runs the command that the arguments name and sets the exit code: 0 done, 1 failed, 2 not understood. */
export async function main(args = process.argv.slice(2)): Promise<void> {
  process.exitCode = await dispatch(args);
}

async function dispatch(args: string[]): Promise<number> {
  const command = findCommand(args);
  if (!command) {
    const asked = args.length === 0 || isHelp(args[0]);
    (asked ? console.log : console.error)(usage(COMMANDS));
    return asked ? 0 : 2;
  }
  const end = args.indexOf('--');
  const json = args.slice(0, end < 0 ? undefined : end).includes('--json');
  try {
    const { values, positionals, rest } = parse(command, args);
    if (values.help) {
      console.log(usage([command]));
      return 0;
    }
    const print = json ? () => undefined : console.log;
    const result = await command.run({ values, positionals, rest, print });
    if (json) {
      console.log(JSON.stringify(result));
    }
    return 0;
  } catch (error) {
    return report(error, json);
  }
}

/** The command of the most words: `runs` is one, and `runs info` might be another. */
function findCommand(args: string[]): Command | undefined {
  return COMMANDS.filter(({ words }) =>
    words.split(' ').every((word, index) => args[index] === word)
  ).sort((a, b) => b.words.length - a.words.length)[0];
}

function isHelp(arg: string): boolean {
  return arg === '--help' || arg === '-h' || arg === 'help';
}

function parse(command: Command, args: string[]): Omit<CommandInput, 'print'> {
  const own = args.slice(command.words.split(' ').length);
  const end = own.indexOf('--');
  try {
    const { values, positionals } = parseArgs({
      args: end < 0 ? own : own.slice(0, end),
      options: { ...command.options, ...SHARED },
      allowPositionals: true
    });
    return {
      values,
      positionals,
      rest: end < 0 ? [] : own.slice(end + 1)
    };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new TrialbookError('USAGE', `${reason}\n${usage([command])}`);
  }
}

function report(error: unknown, json: boolean): number {
  const known = error instanceof TrialbookError;
  const code = known ? error.code : undefined;
  const message = error instanceof Error ? error.message : String(error);
  if (json) {
    console.log(JSON.stringify({ error: { code, message } }));
  } else {
    console.error(message);
  }
  return code === 'USAGE' ? 2 : 1;
}

function usage(commands: readonly Command[]): string {
  const lines = commands.flatMap(({ words, usage, summary }) => [
    `  trialbook ${words} ${usage}`.trimEnd(),
    `      ${summary}`
  ]);
  return [
    'Usage:',
    ...lines,
    'Every command takes --json, which prints its result as JSON, and --help.'
  ].join('\n');
}
