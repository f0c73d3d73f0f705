import { TrialbookError } from '../errors';
import type { RunDiff } from '../format/diff/run-diff';
import { DIFF_SECTIONS, type DiffSection } from '../format/diff/run-diff';
import { previousRun } from '../format/diff/previous';
import type { ListedRun } from '../recorded/catalogue';
import { diffRuns } from '../recorded/diff-runs';
import { selectRun } from '../recorded/select';
import type { Command, CommandInput } from './command';
import { diffReport } from './diff-report';
import { HOME_OPTION, runsOf } from './home-option';
import { painter, wantsColor } from './paint';

/** `trialbook diff [A] [B]` */
export const diff: Command = {
  words: 'diff',
  group: 'runs',
  usage:
    '[A] [B] [--flags] [--outcome] [--scalars] [--packages] [--environment] [--cells] [--output]',
  summary:
    'What differs between two runs: by default the two newest; with one run, since the previous run of its function.',
  options: {
    ...HOME_OPTION,
    flags: { type: 'boolean', description: 'Show the flags' },
    outcome: { type: 'boolean', description: 'Show status, error and value' },
    scalars: { type: 'boolean', description: 'Show the scalars' },
    packages: { type: 'boolean', description: 'Show the packages' },
    environment: {
      type: 'boolean',
      description: 'Show host, commit and uncommitted changes'
    },
    cells: { type: 'boolean', description: 'Show the cells' },
    output: {
      type: 'boolean',
      description: 'Show the output, which is not shown otherwise'
    }
  },
  run(input) {
    const sections = sectionsOf(input);
    const [a, b] = runsToCompare(runsOf(input), input.positionals);
    const found = diffRuns(a, b, { output: sections.includes('output') });
    for (const line of diffReport(found, sections, painter(wantsColor()))) {
      input.print(line);
    }
    return only(found, sections);
  }
};

/** The ones asked for; otherwise all but the output. */
function sectionsOf({ values }: CommandInput): DiffSection[] {
  const asked = DIFF_SECTIONS.filter(section => values[section]);
  return asked.length > 0
    ? asked.flatMap(section =>
        section === 'environment' ? [section, 'patch' as const] : [section]
      )
    : DIFF_SECTIONS.filter(section => section !== 'output');
}

function runsToCompare(
  runs: ListedRun[],
  names: string[]
): [ListedRun, ListedRun] {
  if (names.length > 2) {
    throw new TrialbookError(
      'USAGE',
      'Two runs are compared at a time: trialbook diff A B.'
    );
  }
  if (names.length === 2) {
    return [selectRun(runs, names[0]), selectRun(runs, names[1])];
  }
  const b = selectRun(runs, names[0] ?? 'latest');
  const at = runs.indexOf(b);
  const a = names.length === 1 ? previousRun(runs, at) : runs[at + 1];
  if (!a) {
    throw new TrialbookError(
      'RUN_NOT_FOUND',
      names.length === 1
        ? `Run ${b.run} is the first one of its function. Name the run to compare it with: trialbook diff A B.`
        : 'There is only one run here, and nothing to compare it with.'
    );
  }
  return [a, b];
}

function only(found: RunDiff, sections: readonly DiffSection[]): object {
  return Object.fromEntries(
    Object.entries(found).filter(
      ([key]) =>
        key === 'a' || key === 'b' || sections.some(section => section === key)
    )
  );
}
