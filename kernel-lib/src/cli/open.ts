import { plainText } from '../format/plain-text';
import { openWithSystem, pathToOpen } from '../recorded/open';
import { insideRun } from '../recorded/run-file';
import type { Command } from './command';
import { HOME_OPTION, oneRun, placeOf } from './home-option';

/** `trialbook open [RUN [PATH]]` */
export const open: Command = {
  words: 'open',
  group: 'runs',
  usage: '[RUN [PATH]] [--print]',
  summary: 'Opens the folder of a run, or a file in it.',
  details: [
    "The system's own program is used: xdg-open, open or explorer. What the system would run instead of showing it is refused."
  ],
  options: {
    ...HOME_OPTION,
    print: { type: 'boolean', description: 'Only print the path' }
  },
  async run(input) {
    const place = placeOf(input, oneRun(input, 2));
    const inside = input.positionals.at(1);
    if (input.values.print === true) {
      const path = insideRun(place, inside);
      input.print(plainText(path));
      return { run: place.run, path, opened: false };
    }
    const path = pathToOpen(place, inside);
    await openWithSystem(path);
    input.print(`Opened ${plainText(path)}`);
    return { run: place.run, path, opened: true };
  }
};
