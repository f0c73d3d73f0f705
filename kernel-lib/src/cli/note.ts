import { TrialbookError } from '../errors';
import { plainText } from '../format/plain-text';
import { addNote } from '../recorded/change';
import { readRun } from '../recorded/read-run';
import type { Command } from './command';
import { HOME_OPTION, oneRun, placeOf } from './home-option';
import { timeText } from './quantities';

/** `trialbook note RUN [TEXT]` */
export const note: Command = {
  words: 'note',
  group: 'change',
  usage: 'RUN [TEXT | -- TEXT]',
  summary: 'Adds a note to a run; without a text, lists its notes.',
  details: ['Behind `--` the text may begin with a dash.'],
  options: HOME_OPTION,
  run(input) {
    const [run, ...texts] = [...input.positionals, ...input.rest];
    const listed = oneRun({ ...input, positionals: run ? [run] : [] });
    const text = textOf(texts);
    if (text !== undefined) {
      addNote(placeOf(input, listed), text);
    }
    const { notes } = readRun(listed.dir);
    if (notes.length === 0) {
      input.print(`Run ${listed.run} has no notes.`);
    }
    for (const { time, text } of notes) {
      const [first, ...others] = text.split('\n').map(plainText);
      input.print(`${timeText(time)}  ${first}`);
      others.forEach(line => input.print(`  ${line}`));
    }
    return { run: listed.run, notes };
  }
};

function textOf(texts: string[]): string | undefined {
  if (texts.length > 1 || texts.at(0)?.trim() === '') {
    throw new TrialbookError(
      'USAGE',
      'A note is one text that is not empty: put it in quotes.'
    );
  }
  return texts.at(0);
}
