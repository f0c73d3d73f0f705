/** What differs between two runs, for a terminal. */
import {
  countChanges,
  type DiffSection,
  type RunDiff
} from '../format/diff/run-diff';
import type { Delta, ScalarChange } from '../format/diff/scalars';
import { cellName } from '../format/diff/summary';
import type { CellChange } from '../format/diff/cells';
import type { Change } from '../format/diff/values';
import { formatValue } from '../format/format-value';
import type { RecordedNumber } from '../format/journal';
import { shortId } from '../format/layout';
import { plainText } from '../format/plain-text';
import { hunkLines } from './diff-hunks';
import type { Painter } from './paint';
import { tableLines } from './table';

const TITLES: Record<DiffSection, string> = {
  flags: 'Flags',
  outcome: 'Outcome',
  scalars: 'Scalars',
  packages: 'Packages',
  environment: 'Environment',
  cells: 'Cells',
  patch: 'Uncommitted changes',
  output: 'Output'
};

/** UTF-16 units of a value. */
const VALUE_LENGTH = 60;

/** The lines to print: the two runs, then each section that has differences. */
export function diffReport(
  diff: RunDiff,
  sections: readonly DiffSection[],
  paint: Painter
): string[] {
  const found = sections.filter(section => countChanges(diff, section) > 0);
  return [
    headLine('A', diff.a, paint),
    headLine('B', diff.b, paint),
    ...(found.length === 0
      ? ['', 'No differences.']
      : found.flatMap(section => [
          '',
          paint.heading(TITLES[section]),
          ...sectionLines(diff, section, paint)
        ])),
    ...(sections.includes('cells') ? cellRemarks(diff, paint) : [])
  ];
}

function headLine(
  side: string,
  { run, name, label, status, created }: RunDiff['a'],
  paint: Painter
): string {
  const facts = [
    label,
    status,
    created === undefined ? undefined : clock(created)
  ].filter(fact => fact !== undefined);
  return `${side}  ${paint.heading(shortId(run))}  ${plainText(name)}  ${paint.faint(plainText(facts.join(' · ')))}`;
}

function clock(time: number): string {
  const iso = new Date(time).toISOString();
  return `${iso.slice(0, 10)} ${iso.slice(11, 19)}Z`;
}

function sectionLines(
  diff: RunDiff,
  section: DiffSection,
  paint: Painter
): string[] {
  switch (section) {
    case 'flags':
    case 'outcome':
      return valueLines(diff[section].changes, paint, value =>
        formatValue(value, VALUE_LENGTH)
      );
    case 'packages':
    case 'environment':
      return valueLines(diff[section].changes, paint, text => text);
    case 'scalars':
      return scalarLines(diff.scalars.changes, paint);
    case 'cells':
      return diff.cells.changes.flatMap(change => cellLines(change, paint));
    case 'patch':
    case 'output': {
      const text = diff[section];
      return text ? hunkLines(text, paint) : [];
    }
  }
}

function valueLines<T>(
  changes: readonly Change<T>[],
  paint: Painter,
  show: (value: T) => string
): string[] {
  const side = (value: T | undefined) =>
    value === undefined ? '' : show(value);
  return painted(
    changes,
    tableLines(changes, [
      { heading: '', cell: ({ kind }) => SIGNS[kind] },
      { heading: '', cell: ({ name }) => name },
      { heading: 'A', cell: ({ a }) => side(a) },
      { heading: 'B', cell: ({ b }) => side(b) }
    ]),
    paint
  );
}

const SIGNS = { added: '+', removed: '-', changed: '~', moved: '↕' };

/** Rows in the colour of their kind, under a faint heading. */
function painted(
  changes: readonly { kind: Change<unknown>['kind'] }[],
  [heading, ...rows]: string[],
  paint: Painter
): string[] {
  return [
    paint.faint(heading),
    ...rows.map((row, at) => paint[changes[at].kind](row))
  ];
}

function scalarLines(
  changes: readonly ScalarChange[],
  paint: Painter
): string[] {
  const rows = changes.flatMap(change =>
    (['last', 'min', 'max'] as const)
      .filter(
        part =>
          part === 'last' ||
          (change.kind === 'changed' && change[part]?.absolute !== 0)
      )
      .map(part => ({ change, part }))
  );
  return painted(
    rows.map(({ change }) => change),
    tableLines(rows, [
      {
        heading: '',
        cell: ({ change, part }) => (part === 'last' ? SIGNS[change.kind] : '')
      },
      {
        heading: 'tag',
        cell: ({ change, part }) => (part === 'last' ? change.name : '')
      },
      { heading: '', cell: ({ part }) => part },
      {
        heading: 'A',
        align: 'right',
        cell: ({ change, part }) => numberTexts(change, part).a
      },
      {
        heading: 'B',
        align: 'right',
        cell: ({ change, part }) => numberTexts(change, part).b
      },
      {
        heading: 'change',
        align: 'right',
        cell: ({ change, part }) => deltaText(change[part])
      },
      {
        heading: 'points',
        align: 'right',
        cell: ({ change, part }) => (part === 'last' ? pointsText(change) : '')
      }
    ]),
    paint
  );
}

/** Six digits, and all of them where six would hide the difference. */
function numberTexts(
  { a, b }: ScalarChange,
  part: 'last' | 'min' | 'max'
): { a: string; b: string } {
  const text = (value: RecordedNumber | undefined, exact: boolean) =>
    typeof value === 'number' && !exact
      ? String(Number(value.toPrecision(6)))
      : String(value ?? '');
  const short = { a: text(a?.[part], false), b: text(b?.[part], false) };
  return short.a === short.b && a?.[part] !== b?.[part]
    ? { a: text(a?.[part], true), b: text(b?.[part], true) }
    : short;
}

/** For example `-0.02 (-28.6%)`. */
export function deltaText(delta: Delta | undefined): string {
  if (!delta || delta.absolute === 0) {
    return '';
  }
  const { absolute, relative } = delta;
  const size =
    typeof absolute === 'number'
      ? String(Number(absolute.toPrecision(6)))
      : absolute;
  const sign = typeof absolute === 'number' && absolute > 0 ? '+' : '';
  const part =
    relative === undefined
      ? ''
      : ` (${relative > 0 ? '+' : ''}${Number((relative * 100).toPrecision(3))}%)`;
  return `${sign}${size}${part}`;
}

function pointsText({ a, b }: ScalarChange): string {
  return a && b && a.count !== b.count
    ? `${a.count} → ${b.count}`
    : String(b?.count ?? a?.count ?? '');
}

function cellLines(change: CellChange, paint: Painter): string[] {
  const { kind, moved, a, b, compiled, text } = change;
  const from =
    a?.count !== undefined && b?.count !== undefined && a.count !== b.count
      ? `, in A [${a.count}]`
      : '';
  const remarks = [
    ...(moved || kind === 'moved'
      ? [`from place ${(a?.at ?? 0) + 1} to ${(b?.at ?? 0) + 1}`]
      : []),
    ...(compiled ? ['one side is compiled code'] : [])
  ];
  const line = `${SIGNS[kind]} ${cellName(change)} ${kind}${moved ? ' and moved' : ''}${from}${remarks.length > 0 ? ` (${remarks.join(', ')})` : ''}`;
  const color = kind === 'moved' ? 'changed' : kind;
  const body = text
    ? hunkLines(text, paint, { numbered: kind === 'changed' })
    : [];
  return [paint[color](line), ...body.map(each => `    ${each}`.trimEnd())];
}

/** What is no difference and may explain one. */
function cellRemarks({ cells }: RunDiff, paint: Painter): string[] {
  const { cut, repeated } = cells;
  const again = repeated.slice(0, 5).map(({ count, a, b }) => {
    const name = count === undefined ? 'a cell' : `[${count}]`;
    return `${name} ${a}× → ${b}×`;
  });
  return [
    ...(again.length > 0
      ? [
          '',
          paint.faint(
            `Executed another number of times: ${again.join(', ')}${repeated.length > 5 ? ', …' : ''}`
          )
        ]
      : []),
    ...(cut
      ? [
          '',
          paint.faint(
            `Cells not compared for their number: ${cut.a} of A, ${cut.b} of B`
          )
        ]
      : [])
  ];
}
