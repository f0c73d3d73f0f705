import { TrialbookError } from '../errors';
import { shortId } from '../format/layout';
import { importArchive, isArchive } from '../recorded/archive';
import { importRuns } from '../recorded/import';
import { textOption, textOptions, type Command } from './command';
import { HOME_OPTION, homeOf } from './home-option';
import { tableLines } from './table';

/** `trialbook import SOURCE` */
export const importCommand: Command = {
  words: 'import',
  group: 'share',
  usage: 'SOURCE [--dry-run] [--label TEXT] [--tag TAG]...',
  summary:
    'Brings runs of another home, of Guild AI or of TensorBoard into the home.',
  details: [
    'SOURCE is a home, such as an exported folder, whose runs keep their ids; a zip archive of one; a Guild home (or its `runs` folder, or a project with a `.guild`), or a folder with event files in it or below: each folder that holds some becomes a run, with the flags of its HParams. Files are copied; a run that the home has is left as it is.'
  ],
  options: {
    ...HOME_OPTION,
    'dry-run': {
      type: 'boolean',
      description: 'Say what would be imported, and do nothing'
    },
    label: { type: 'string', description: 'Label of runs that have none' },
    tag: {
      type: 'string',
      value: 'TAG',
      multiple: true,
      description: 'A tag that all of them get'
    }
  },
  async run(input) {
    const [source, ...more] = input.positionals;
    if (source === undefined || more.length > 0) {
      throw new TrialbookError(
        'USAGE',
        'Name the one folder or archive to import from.'
      );
    }
    const bringIn = isArchive(source) ? importArchive : importRuns;
    const results = await bringIn(source, homeOf(input), {
      dryRun: input.values['dry-run'] === true,
      label: textOption(input, 'label'),
      tags: textOptions(input, 'tag')
    });
    tableLines(results, [
      { heading: 'FROM', cell: ({ from }) => from },
      { heading: 'RUN', cell: ({ run }) => (run ? shortId(run) : '') },
      { heading: 'OUTCOME', cell: ({ outcome }) => outcome },
      { heading: 'WHY', cell: ({ reasons }) => reasons.join('; ') }
    ]).forEach(line => input.print(line));
    return results;
  }
};
