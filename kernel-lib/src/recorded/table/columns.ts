/** Columns of a table of runs: fields, flags, scalars and attributes by name. */
import { TrialbookError } from '../../errors';
import { shortId } from '../../format/layout';
import { toNumber } from '../../format/numbers';
import type { RecordedValue } from '../../format/values';
import type { ListedRun } from '../catalogue';
import { readRun } from '../read-run';
import { cellText, plainValue, type CellValue } from './cell';
import { agoText, durationText } from './times';

/** One column. */
export interface RunColumn {
  /** As it is asked for, and the key in plain rows. */
  name: string;
  heading: string;
  value(run: ListedRun): CellValue;
  /** The value for people, where it is not `cellText`. @param now milliseconds since 1970 */
  text?(run: ListedRun, now: number): string;
}

const FIELDS: Record<string, Omit<RunColumn, 'name' | 'heading'>> = {
  run: { value: run => shortId(run.id) },
  id: { value: run => run.id },
  name: { value: run => run.name },
  op: { value: run => run.operation ?? run.name },
  kind: { value: run => run.kind },
  status: { value: run => run.status },
  label: { value: run => run.label },
  tags: {
    value: run => [...run.tags],
    text: run => run.tags.join(' ')
  },
  marked: {
    value: run => run.marked,
    text: run => (run.marked ? 'marked' : '')
  },
  created: timeColumn(run => run.created),
  started: timeColumn(run => run.started ?? run.created),
  ended: timeColumn(run => run.ended),
  duration: {
    value: run => {
      const length = durationOf(run, Date.now());
      return length === undefined ? undefined : length / 1000;
    },
    text: (run, now) => {
      const length = durationOf(run, now);
      return length === undefined ? '' : durationText(length);
    }
  },
  error: { value: run => run.error },
  notebook: { value: run => run.notebook },
  parent: { value: run => run.parent },
  rerun: { value: run => run.rerunOf }
};

type Reader = (run: ListedRun, name: string) => RecordedValue | undefined;

const READERS: Record<string, Reader> = {
  flag: flagOf,
  scalar: lastOf,
  attr: attributeOf,
  step: (run, tag) => own(run.scalars, tag)?.step,
  min: (run, tag) => summaryOf(run, tag)?.min,
  max: (run, tag) => summaryOf(run, tag)?.max
};

const SCOPES: readonly string[] = ['flag', 'scalar', 'attr'];

/**
 * The column of a name: a field, else a flag, a scalar's last value or an attribute. `flag:`, `scalar:` and `attr:`
 * before a name say which; `min:`, `max:` and `step:` ask for a scalar's extremes and its last step.
 */
export function runColumn(name: string): RunColumn {
  if (Object.hasOwn(FIELDS, name)) {
    return { name, heading: name, ...FIELDS[name] };
  }
  const colon = name.indexOf(':');
  const prefix = name.slice(0, Math.max(0, colon));
  if (Object.hasOwn(READERS, prefix)) {
    const rest = name.slice(colon + 1);
    const read = READERS[prefix];
    const heading = SCOPES.includes(prefix) ? rest : name;
    return { name, heading, value: run => plainValue(read(run, rest)) };
  }
  return {
    name,
    heading: name,
    value: run =>
      plainValue(
        flagOf(run, name) ?? lastOf(run, name) ?? attributeOf(run, name)
      )
  };
}

/**
 * The column of a name, of which at least one of the runs has a value.
 * @throws TrialbookError BAD_OPTION
 */
export function knownColumn(
  name: string,
  runs: readonly ListedRun[]
): RunColumn {
  const column = runColumn(name);
  const known =
    Object.hasOwn(FIELDS, name) ||
    runs.length === 0 ||
    runs.some(run => column.value(run) !== undefined);
  if (!known) {
    throw new TrialbookError(
      'BAD_OPTION',
      `None of these runs has ${JSON.stringify(name)}. A column is a flag, a scalar, an attribute, or one of ${Object.keys(FIELDS).join(', ')}.`
    );
  }
  return column;
}

/** A cell for people. */
export function columnText(
  column: RunColumn,
  run: ListedRun,
  now: number
): string {
  return column.text?.(run, now) ?? cellText(column.value(run));
}

/** Columns of everything that the runs have: fields, flags, last scalars, attributes. */
export function allColumns(runs: readonly ListedRun[]): RunColumn[] {
  const fields = ['run', 'name', 'status', 'label', 'started', 'duration'];
  const flags = namesOf(runs, run => run.flags);
  const scalars = namesOf(runs, run => run.scalars);
  const attributes = namesOf(runs, run => run.attributes ?? {});
  return [
    ...fields.map(runColumn),
    ...flags.map(name => namedColumn('flag', name, [scalars, attributes])),
    ...scalars.map(name => namedColumn('scalar', name, [flags, attributes])),
    ...attributes.map(name => namedColumn('attr', name, [flags, scalars]))
  ];
}

/** Columns of a list: how the runs stand, the flags in which they differ, and the metric most of them logged first. */
export function listColumns(runs: readonly ListedRun[]): RunColumn[] {
  const fields = ['run', 'name', 'status', 'label', 'started'];
  const primary = primaryScalar(runs);
  return [
    ...fields.map(runColumn),
    ...namesOf(runs, run => run.flags)
      .filter(name => differs(runs, name))
      .map(name => namedColumn('flag', name, [primary])),
    ...primary.map(name => runColumn(`scalar:${name}`))
  ];
}

/** The plain name, unless it means something else too. */
function namedColumn(
  scope: string,
  name: string,
  others: readonly (readonly string[])[]
): RunColumn {
  const column = runColumn(`${scope}:${name}`);
  const ambiguous =
    Object.hasOwn(FIELDS, name) ||
    name.includes(':') ||
    others.some(names => names.includes(name));
  return ambiguous ? { ...column, heading: column.name } : { ...column, name };
}

/** Names in the order in which they are met. */
function namesOf(
  runs: readonly ListedRun[],
  read: (run: ListedRun) => object
): string[] {
  return [...new Set(runs.flatMap(run => Object.keys(read(run))))];
}

function differs(runs: readonly ListedRun[], name: string): boolean {
  const text = (run: ListedRun) => JSON.stringify(own(run.flags, name));
  const first = text(runs[0]);
  return runs.some(run => text(run) !== first);
}

function primaryScalar(runs: readonly ListedRun[]): string[] {
  const counts = new Map<string, number>();
  for (const run of runs) {
    const [tag] = Object.keys(run.scalars);
    if (tag !== undefined) {
      counts.set(tag, (counts.get(tag) ?? 0) + 1);
    }
  }
  return [...counts]
    .sort(([, a], [, b]) => b - a)
    .slice(0, 1)
    .map(([tag]) => tag);
}

function flagOf(run: ListedRun, name: string): RecordedValue | undefined {
  return own(run.flags, name) ?? own(run.complete?.().flags ?? {}, name);
}

function lastOf(run: ListedRun, tag: string): RecordedValue | undefined {
  const found =
    own(run.scalars, tag) ?? own(run.complete?.().scalars ?? {}, tag);
  return found && toNumber(found.last);
}

function attributeOf(run: ListedRun, name: string): RecordedValue | undefined {
  return (
    own(run.attributes ?? {}, name) ??
    own(run.complete?.().attributes ?? {}, name)
  );
}

/** The journal alone has extremes. */
function summaryOf(
  run: ListedRun,
  tag: string
): { min: number; max: number } | undefined {
  try {
    const found = own(readRun(run.dir).scalars, tag);
    return found && { min: toNumber(found.min), max: toNumber(found.max) };
  } catch {
    return undefined;
  }
}

function own<T>(
  values: Readonly<Record<string, T>>,
  name: string
): T | undefined {
  return Object.hasOwn(values, name) ? values[name] : undefined;
}

function timeColumn(
  read: (run: ListedRun) => number | undefined
): Omit<RunColumn, 'name' | 'heading'> {
  return {
    value: run => {
      const time = read(run);
      return time === undefined ? undefined : new Date(time);
    },
    text: (run, now) => {
      const time = read(run);
      return time === undefined ? '' : agoText(time, now);
    }
  };
}

/** Milliseconds; of a lost run nobody knows. */
function durationOf(run: ListedRun, now: number): number | undefined {
  const end = run.ended ?? (run.status === 'lost' ? undefined : now);
  return end === undefined ? undefined : end - (run.started ?? run.created);
}
