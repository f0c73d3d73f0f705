/** What differs between two runs. */
import type { ExecutedCell } from '../cells';
import { sameValue } from '../format-value';
import type { RunEnvironment, RunRecord } from '../fold';
import type { RecordedError, ScalarSummary } from '../journal';
import type { OutputChunk } from '../output';
import type { RunStatus } from '../status';
import type { RecordedFlags, RecordedValue } from '../values';
import { diffCells, type CellsDiff } from './cells';
import { environmentFacts } from './environment';
import { outputText } from './output';
import { diffScalars, type ScalarComparison } from './scalars';
import { diffText, isSameText, type TextDiff } from './text';
import { compareNamed, type Comparison } from './values';

/** What is known of a run and compared; what is not known is as if it were empty. */
export interface RunFacts {
  run: string;
  name: string;
  label?: string;
  status: RunStatus;
  /** Milliseconds since 1970. */
  created?: number;
  error?: RecordedError;
  value?: RecordedValue;
  flags: RecordedFlags;
  scalars?: Readonly<Record<string, ScalarSummary>>;
  environment: RunEnvironment;
  source?: RunRecord['source'];
  /** Packages by name, where more is known than the environment tells. */
  packages?: Readonly<Record<string, string>>;
  cells?: readonly ExecutedCell[];
  output?: readonly OutputChunk[];
  /** What was changed against the commit, as a patch. */
  changes?: string;
}

/** One of the two runs, for headings. */
export type RunHead = Pick<
  RunFacts,
  'run' | 'name' | 'label' | 'status' | 'created'
>;

/** What differs between run `a` and run `b`, in sections. Plain JSON. */
export interface RunDiff {
  a: RunHead;
  b: RunHead;
  flags: Comparison<RecordedValue>;
  /** Status, error and return value. */
  outcome: Comparison<RecordedValue>;
  scalars: ScalarComparison;
  packages: Comparison<string>;
  /** Machine, kernel, notebook, commit and environment variables. */
  environment: Comparison<string>;
  cells: CellsDiff;
  /** The changes against the commit; without a section when neither run has any. */
  patch?: TextDiff;
  /** What was printed; without a section when it was not asked for. */
  output?: TextDiff;
}

/** The sections of a difference. */
export type DiffSection = Exclude<keyof RunDiff, 'a' | 'b'>;

/** In the order in which they are shown. */
export const DIFF_SECTIONS: readonly DiffSection[] = [
  'flags',
  'outcome',
  'scalars',
  'packages',
  'environment',
  'cells',
  'patch',
  'output'
];

/** Compares all that is given of two runs. */
export function diffFacts(a: RunFacts, b: RunFacts): RunDiff {
  return {
    a: headOf(a),
    b: headOf(b),
    flags: compareNamed<RecordedValue>(a.flags, b.flags, sameValue),
    outcome: compareNamed<RecordedValue>(outcomeOf(a), outcomeOf(b), sameValue),
    scalars: diffScalars(a.scalars ?? {}, b.scalars ?? {}),
    packages: compareNamed(packagesOf(a), packagesOf(b), Object.is),
    environment: compareNamed(
      environmentFacts(a.environment, a.source),
      environmentFacts(b.environment, b.source),
      Object.is
    ),
    cells: diffCells(a.cells ?? [], b.cells ?? []),
    ...((a.changes !== undefined || b.changes !== undefined) && {
      patch: diffText(a.changes ?? '', b.changes ?? '')
    }),
    ...((a.output !== undefined || b.output !== undefined) && {
      output: diffText(outputText(a.output ?? []), outputText(b.output ?? []))
    })
  };
}

/** How many differences a section has. */
export function countChanges(diff: RunDiff, section: DiffSection): number {
  const found = diff[section];
  if (found === undefined) {
    return 0;
  }
  if ('changes' in found) {
    return found.changes.length;
  }
  return isSameText(found) ? 0 : found.added + found.removed;
}

/** Whether no section has a difference. */
export function isEmptyDiff(diff: RunDiff): boolean {
  return DIFF_SECTIONS.every(section => countChanges(diff, section) === 0);
}

function headOf({ run, name, label, status, created }: RunFacts): RunHead {
  return {
    run,
    name,
    ...(label !== undefined && { label }),
    status,
    ...(created !== undefined && { created })
  };
}

function outcomeOf({
  status,
  error,
  value
}: RunFacts): Record<string, RecordedValue> {
  return {
    status,
    ...(error && { error: `${error.name}: ${error.message}` }),
    ...(value !== undefined && { value })
  };
}

function packagesOf(facts: RunFacts): Readonly<Record<string, string>> {
  return facts.packages ?? facts.environment.packages ?? {};
}
