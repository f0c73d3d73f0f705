/** What the arguments of any command say: its flags, and the files that it is to run. */
import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseFlagText, setFlag, type FlagValues } from './flag-text';

const LONG = /^--([^=\s]+)(?:=(.*))?$/s;

/**
 * The flags in arguments: `--name value`, `--name=value`, and `--switch` for true. One that is given several times is a
 * list. Short options, positional arguments and all behind `--` are no flags.
 */
export function flagsOfArguments(args: readonly string[]): FlagValues {
  const flags: FlagValues = {};
  for (let at = 0; at < args.length && args[at] !== '--'; at++) {
    const [, name, text] = LONG.exec(args[at]) ?? [];
    if (name === undefined) {
      continue;
    }
    const next = args.at(at + 1);
    if (text !== undefined) {
      add(flags, name, parseFlagText(text));
    } else if (next !== undefined && isValue(next)) {
      add(flags, name, parseFlagText(next));
      at++;
    } else {
      add(flags, name, true);
    }
  }
  return flags;
}

/** Negative numbers are values, other words with a dash are options. */
function isValue(text: string): boolean {
  return !text.startsWith('-') || /^-\.?\d/.test(text);
}

function add(flags: FlagValues, name: string, value: unknown): void {
  if (!Object.hasOwn(flags, name)) {
    setFlag(flags, name, value);
    return;
  }
  const before = flags[name];
  const values: unknown[] = Array.isArray(before) ? before : [before];
  setFlag(flags, name, [...values, value]);
}

/** A command line taken apart. */
export interface CommandLine {
  /** What is started: the program and its script by absolute paths, so that the working directory may be another. */
  argv: string[];
  flags: FlagValues;
  /** What people call it: the script, else the program. */
  name: string;
}

/**
 * Takes a command line apart. The script is the first argument that names a file; it and the files that follow it
 * directly get absolute paths. All other arguments stay as they are: a run writes into its own folder.
 * @param from the folder from which relative paths are seen.
 */
export function readCommandLine(
  command: readonly string[],
  from: string
): CommandLine {
  const [program, ...args] = command;
  const script = args.findIndex(
    arg => !arg.startsWith('-') && isFile(resolve(from, arg))
  );
  let end = script;
  while (end >= 0 && end < args.length && isFile(resolve(from, args[end]))) {
    end++;
  }
  return {
    argv: [
      /[\\/]/.test(program) ? resolve(from, program) : program,
      ...args.map((arg, at) =>
        script >= 0 && at >= script && at < end ? resolve(from, arg) : arg
      )
    ],
    flags: flagsOfArguments(args.slice(script + 1)),
    name: baseName(script < 0 ? program : args[script])
  };
}

function isFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** `src/train.js` is `train`. */
function baseName(path: string): string {
  const file = path.split(/[\\/]/).at(-1) ?? path;
  return file.replace(/(?<=.)\.[^.]*$/, '') || file;
}
