/** The command line: finds the command, parses, calls, prints. */
import { parseArgs } from 'node:util';
import { TrialbookError } from '../errors';
import { plainText } from '../format/plain-text';
import type { Command, CommandInput } from './command';
import type * as everyCommand from './commands';
import type * as compare from './compare';
import type * as runs from './runs';
import { helpOf, overview, SHARED_OPTIONS } from './help';

/** Runs the command that the arguments name and sets the exit code: 0 done, 1 failed, 2 not understood. */
export async function main(args = process.argv.slice(2)): Promise<void> {
  endWithReader();
  process.exitCode = await dispatch(args);
}

/** `trialbook … | head`: when nobody reads any more, there is nothing left to do, and nothing wrong. */
function endWithReader(): void {
  process.stdout.on('error', error => {
    if ((error as NodeJS.ErrnoException).code === 'EPIPE') {
      process.exit(0);
    }
    throw error;
  });
}

async function dispatch(args: string[]): Promise<number> {
  const command = findCommand(args);
  if (!command) {
    return explain(args);
  }
  const end = args.indexOf('--');
  const json = args.slice(0, end < 0 ? undefined : end).includes('--json');
  try {
    const { values, positionals, rest } = parse(command, args);
    if (values.help) {
      console.log(helpOf(command));
      return 0;
    }
    let code = 0;
    const result = await command.run({
      values,
      positionals,
      rest,
      json,
      print: json ? () => undefined : line => console.log(line),
      fail: (chosen = 1) => (code = chosen)
    });
    if (json && result !== undefined) {
      console.log(JSON.stringify(result));
    }
    return code;
  } catch (error) {
    return report(error, json);
  }
}

/** Commands that are called all the time: loading the others for them would take longer than what they do. */
const OFTEN: Readonly<Record<string, () => Command>> = {
  runs: () => (require('./runs') as typeof runs).runs,
  compare: () => (require('./compare') as typeof compare).compare
};

function allCommands(): readonly Command[] {
  return (require('./commands') as typeof everyCommand).COMMANDS;
}

/** The command of the most words: `runs` is one, and `runs info` might be another. */
function findCommand(args: string[]): Command | undefined {
  if (args.length > 0 && Object.hasOwn(OFTEN, args[0])) {
    return OFTEN[args[0]]();
  }
  return allCommands()
    .filter(({ words }) =>
      words.split(' ').every((word, index) => args[index] === word)
    )
    .sort((a, b) => b.words.length - a.words.length)[0];
}

/** Of `kernel --help` the commands that begin with `kernel`; of nothing that is known, all. */
function explain(args: string[]): number {
  const isHelp = args.length === 0 || args.some(arg => HELP.includes(arg));
  const words = args.filter(arg => !HELP.includes(arg));
  const named = findCommand(words);
  if (isHelp && named) {
    console.log(helpOf(named));
    return 0;
  }
  const meant = words.length > 0 ? allCommands().filter(begins(words[0])) : [];
  if (isHelp && (words.length === 0 || meant.length > 0)) {
    console.log(overview(meant.length > 0 ? meant : allCommands()));
    return 0;
  }
  console.error(
    meant.length > 0
      ? overview(meant)
      : `There is no command ${plainText(JSON.stringify(words[0]))}. "trialbook --help" lists the commands.`
  );
  return 2;
}

const HELP: readonly string[] = ['--help', '-h', 'help'];

function begins(word: string): (command: Command) => boolean {
  return ({ words }) => words.split(' ')[0] === word;
}

function parse(
  command: Command,
  args: string[]
): Pick<CommandInput, 'values' | 'positionals' | 'rest'> {
  const own = args.slice(command.words.split(' ').length);
  const end = own.indexOf('--');
  try {
    const { values, positionals } = parseArgs({
      args: end < 0 ? own : own.slice(0, end),
      options: { ...command.options, ...SHARED_OPTIONS },
      allowPositionals: true
    });
    return {
      values,
      positionals,
      rest: end < 0 ? [] : own.slice(end + 1)
    };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new TrialbookError('USAGE', `${reason}\n${helpOf(command)}`);
  }
}

function report(error: unknown, json: boolean): number {
  const known = error instanceof TrialbookError;
  const code = known ? error.code : undefined;
  const message = error instanceof Error ? error.message : String(error);
  if (json) {
    console.log(JSON.stringify({ error: { code, message } }));
  } else {
    console.error(plainLines(message));
  }
  return code === 'USAGE' ? 2 : 1;
}

/** A message may quote what others wrote. */
function plainLines(message: string): string {
  return message.split('\n').map(plainText).join('\n');
}
