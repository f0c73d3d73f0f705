import { RUN_FILES } from '../format/layout';
import { insideRun } from '../recorded/run-file';
import { runFiles } from '../recorded/run-files';
import type { Command } from './command';
import { HOME_OPTION, oneRun, placeOf } from './home-option';
import { sizeText, timeText } from './quantities';
import { tableLines } from './table';

/** `trialbook ls [RUN]` */
export const ls: Command = {
  words: 'ls',
  group: 'runs',
  usage: '[RUN] [--source | --all]',
  summary:
    'The files of a run with size, type and time, the newest run by default.',
  details: [
    'Without an option these are the files that the run itself wrote, and its event files. Links are not listed.'
  ],
  options: {
    ...HOME_OPTION,
    source: {
      type: 'boolean',
      description: 'The recorded source instead: notebook, cells, script'
    },
    all: { type: 'boolean', description: 'All that was recorded, too' }
  },
  run(input) {
    const { source, all } = input.values;
    const place = placeOf(input, oneRun(input));
    const dir = insideRun(place);
    const files = runFiles(dir, {
      all: source === true || all === true
    }).filter(
      ({ path }) => source !== true || path.startsWith(`${RUN_FILES.source}/`)
    );
    if (files.length === 0) {
      input.print(`Run ${place.run} has no such files.`);
    } else {
      tableLines(files, [
        { heading: 'SIZE', cell: ({ size }) => sizeText(size), align: 'right' },
        { heading: 'CHANGED', cell: ({ modified }) => timeText(modified) },
        { heading: 'TYPE', cell: ({ type }) => type },
        { heading: 'PATH', cell: ({ path }) => path }
      ]).forEach(line => input.print(line));
    }
    return { run: place.run, dir, files };
  }
};
