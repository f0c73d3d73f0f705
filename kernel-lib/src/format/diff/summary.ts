/** What differs between two runs, in a line. */
import { shortId } from '../layout';
import { formatValue } from '../format-value';
import type { CellChange } from './cells';
import type { RunDiff } from './run-diff';
import type { Change } from './values';

/** Differences of a kind that are named; the others are counted. */
const NAMED = 3;

/** UTF-16 units of a value in the line. */
const VALUE_LENGTH = 24;

/**
 * What was changed before the second run: flags, cells, packages, commit, machine; never what came of it. Empty when
 * nothing was. For example `lr 0.1 → 0.05, cell [3] changed, zod 4.1.0 → 4.2.0`.
 */
export function summariseChanges(diff: RunDiff): string {
  const environment = new Map(
    diff.environment.changes.map(change => [change.name, change])
  );
  const facts = ['git.commit', 'kernel', 'node', 'tslab', 'host'].flatMap(
    name => environment.get(name) ?? []
  );
  return [
    ...some(diff.flags.changes, change => arrow(change, value), 'flag'),
    ...some(diff.cells.changes, cellText, 'cell'),
    ...some(
      diff.packages.changes,
      change => arrow(change, text => cut(text)),
      'package'
    ),
    ...some(
      facts,
      change =>
        arrow({ ...change, name: change.name.replace('git.', '') }, text =>
          change.name === 'git.commit' ? text.slice(0, 7) : cut(text)
        ),
      'fact'
    )
  ].join(', ');
}

/** The execution count of a cell as notebooks show it; without one its position, from 1. */
export function cellName({ a, b }: CellChange): string {
  const place = b ?? a;
  return place?.count === undefined
    ? `cell ${(place?.at ?? 0) + 1}`
    : `cell [${place.count}]`;
}

function some<T>(
  items: readonly T[],
  text: (item: T) => string,
  noun: string
): string[] {
  // One more fits where "1 more" would stand.
  const shown = items.length === NAMED + 1 ? items.length : NAMED;
  const more = items.length - shown;
  return [
    ...items.slice(0, shown).map(text),
    ...(more > 0 ? [`${more} more ${noun}s`] : [])
  ];
}

function arrow<T>(
  { name, kind, a, b }: Change<T>,
  show: (value: T) => string
): string {
  const label = cut(name);
  switch (kind) {
    case 'added':
      return `${label} added${b === undefined ? '' : ` (${show(b)})`}`;
    case 'removed':
      return `${label} removed`;
    case 'changed':
      return `${label} ${a === undefined ? '' : show(a)} → ${b === undefined ? '' : show(b)}`;
  }
}

function value(of: Parameters<typeof formatValue>[0]): string {
  return formatValue(of, VALUE_LENGTH);
}

function cellText(change: CellChange): string {
  const { kind, moved } = change;
  return `${cellName(change)} ${kind}${moved ? ' and moved' : ''}`;
}

function cut(text: string): string {
  return text.length > VALUE_LENGTH
    ? `${text.slice(0, VALUE_LENGTH - 1)}…`
    : text;
}

/** A run as one names it in a line. */
export function runName({ run, name }: { run: string; name: string }): string {
  return `${name || 'run'} ${shortId(run)}`;
}
