import { TrialbookError } from '../errors';
import { shortId } from '../format/layout';
import { exportArchive } from '../recorded/archive';
import { copyRuns } from '../recorded/copy-runs';
import { exportScalars } from '../recorded/points';
import { selectRuns } from '../recorded/select';
import { textOption, type Command, type CommandInput } from './command';
import { HOME_OPTION, homeOf, manyRuns, runsOf } from './home-option';
import { tableLines } from './table';

/** `trialbook export RUN… DEST` */
export const exportCommand: Command = {
  words: 'export',
  group: 'share',
  usage: 'RUN... DEST | RUN... --scalars FILE',
  summary:
    'Copies runs to another folder or a zip archive, or their points to a CSV or Parquet file.',
  details: [
    'DEST becomes a home: `--home DEST` looks at it, `trialbook import DEST` brings its runs into another home, with the same ids. Runs that it has are left as they are; runs under way are left out.',
    'When DEST ends with `.zip`, it becomes an archive of such a home.'
  ],
  options: {
    ...HOME_OPTION,
    scalars: {
      type: 'string',
      value: 'FILE',
      description:
        'Write the points as CSV, or as Parquet when FILE ends with .parquet: run, name, tag, step, time, value'
    }
  },
  run(input) {
    const scalars = textOption(input, 'scalars');
    return scalars === undefined ? copy(input) : writeScalars(input, scalars);
  }
};

async function copy(input: CommandInput): Promise<unknown> {
  const names = input.positionals.slice(0, -1);
  const target = input.positionals.at(-1);
  if (names.length === 0 || target === undefined) {
    throw new TrialbookError(
      'USAGE',
      'Name the runs, and then the folder or the archive that they go to: trialbook export 1:3 shared-runs.zip'
    );
  }
  const runs = selectRuns(runsOf(input), names);
  const write = target.toLowerCase().endsWith('.zip')
    ? exportArchive
    : copyRuns;
  const results = await write(runs, homeOf(input), target);
  tableLines(results, [
    { heading: 'RUN', cell: ({ run }) => shortId(run) },
    { heading: 'OUTCOME', cell: ({ outcome }) => outcome },
    { heading: 'WHY', cell: ({ reasons }) => reasons.join('; ') }
  ]).forEach(line => input.print(line));
  return results;
}

function writeScalars(input: CommandInput, file: string): unknown {
  const runs = manyRuns(input);
  const points = exportScalars(runs, file);
  input.print(
    `${points} points of ${runs.length} ${runs.length === 1 ? 'run' : 'runs'} are in ${file}`
  );
  return { file, points, runs: runs.map(({ run }) => run) };
}
