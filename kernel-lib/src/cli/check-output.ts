/** `trialbook check-output`: which scalars a run would capture from what a program printed. */
import { readFileSync } from 'node:fs';
import { TrialbookError } from '../errors';
import type { RecordedNumber } from '../format/journal';
import { recordNumber } from '../format/numbers';
import {
  LineBuffer,
  OutputScalarMatcher,
  parseOutputScalars
} from '../format/output-scalars';
import { textOptions, type Command, type CommandInput } from './command';
import { tableLines } from './table';

/** A scalar as `--json` prints it. */
interface Found {
  /** From 1. */
  line: number;
  tag: string;
  value: RecordedNumber;
  step: number;
}

/** Shows what would be captured, and from which lines. */
export const checkOutput: Command = {
  words: 'check-output',
  group: 'run',
  usage: 'FILE|- [--pattern PATTERN]... [--flag NAME]...',
  summary: 'Shows the scalars that a run would capture from this output.',
  options: {
    pattern: {
      type: 'string',
      multiple: true,
      value: 'PATTERN',
      description: 'Capture this instead of the default, NAME: NUMBER'
    },
    flag: {
      type: 'string',
      multiple: true,
      value: 'NAME',
      description: 'A flag of the run, which the default does not capture'
    }
  },
  run(input) {
    const { lines, scalars } = capture(read(input), input);
    if (scalars.length === 0) {
      input.print(`No scalars in ${lines} lines.`);
    } else {
      tableLines(scalars, [
        { heading: 'LINE', cell: row => String(row.line), align: 'right' },
        { heading: 'TAG', cell: row => row.tag },
        { heading: 'VALUE', cell: row => String(row.value), align: 'right' },
        { heading: 'STEP', cell: row => String(row.step), align: 'right' }
      ]).forEach(line => input.print(line));
    }
    return { lines, scalars };
  }
};

function read({ positionals }: CommandInput): string {
  if (positionals.length !== 1) {
    throw new TrialbookError(
      'USAGE',
      'check-output takes one file, or - for what is piped into it.'
    );
  }
  const [file] = positionals;
  try {
    return readFileSync(file === '-' ? 0 : file, 'utf8');
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new TrialbookError(
      'USAGE',
      `${file} cannot be read (${code ?? String(cause)}).`,
      { cause }
    );
  }
}

function capture(text: string, input: CommandInput) {
  const patterns = textOptions(input, 'pattern');
  const matcher = new OutputScalarMatcher(
    parseOutputScalars(patterns.length > 0 ? patterns : true, '--pattern'),
    textOptions(input, 'flag')
  );
  const scalars: Found[] = [];
  let lines = 0;
  for (const end of text.split('\n')) {
    const buffer = new LineBuffer();
    lines++;
    buffer.push(end, () => undefined);
    buffer.end(line => {
      for (const { tag, value, step } of matcher.match(line)) {
        scalars.push({ line: lines, tag, value: recordNumber(value), step });
      }
    });
  }
  return { lines: text.endsWith('\n') ? lines - 1 : lines, scalars };
}
