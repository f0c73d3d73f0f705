import { isUtf8 } from 'node:buffer';
import { readFileSync } from 'node:fs';
import { TrialbookError } from '../errors';
import { TerminalText } from '../format/terminal-text';
import { runFile } from '../recorded/run-file';
import type { Command } from './command';
import { HOME_OPTION, oneRun, placeOf } from './home-option';
import { output } from './output';
import { wantsColor } from './paint';

/** `trialbook cat RUN PATH` */
export const cat: Command = {
  words: 'cat',
  group: 'runs',
  usage: 'RUN PATH | RUN --output',
  summary: 'Prints a file of a run.',
  details: [
    'The path is relative to the run folder and never leads out of it. Piped, the file comes byte for byte; in a terminal only text is printed, its control characters shown.'
  ],
  options: {
    ...HOME_OPTION,
    output: { type: 'boolean', description: 'What the run printed, instead' }
  },
  run(input) {
    if (input.values.output === true) {
      return output.run(input);
    }
    const place = placeOf(input, oneRun(input, 2));
    const path = input.positionals.at(1);
    if (path === undefined) {
      throw new TrialbookError(
        'USAGE',
        `Name a file of the run; "trialbook ls ${place.run}" lists them.`
      );
    }
    const bytes = readFileSync(runFile(place, path));
    const isText = isUtf8(bytes) && !bytes.includes(0);
    if (!input.json) {
      print(bytes, isText, path);
    }
    return {
      run: place.run,
      path,
      size: bytes.length,
      ...(isText
        ? { text: bytes.toString('utf8') }
        : { base64: bytes.toString('base64') })
    };
  }
};

function print(bytes: Buffer, isText: boolean, path: string): void {
  if (!process.stdout.isTTY) {
    process.stdout.write(bytes);
    return;
  }
  if (!isText) {
    throw new TrialbookError(
      'USAGE',
      `${JSON.stringify(path)} is not text. Send it to a file with ">", or open it with "trialbook open".`
    );
  }
  const text = new TerminalText({ colors: wantsColor() });
  process.stdout.write(text.push(bytes.toString('utf8')) + text.end());
}
