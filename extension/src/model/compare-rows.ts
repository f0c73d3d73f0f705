import {
  formatValue,
  type Comparison,
  type Delta,
  type RunDiff
} from 'trialbook/format';
import { formatNumber } from './number-format';

/** A row of a table of two runs. */
export interface ICompareRow {
  name: string;
  kind: 'added' | 'removed' | 'changed' | 'same';
  /** Texts of either side; empty where the run has no such thing. */
  a: string;
  b: string;
  /** How far a number has moved. */
  delta: string;
  /** The values in full. */
  title: string;
}

/** UTF-16 units of a value in a cell, and in its tooltip. */
const SHORT = 120;
const FULL = 2000;

/** Rows of a comparison: what differs first, then what is the same. */
export function compareRows<T>(
  { changes, same }: Comparison<T>,
  show: (value: T, limit: number) => string
): ICompareRow[] {
  const text = (value: T | undefined, limit: number) =>
    value === undefined ? '' : show(value, limit);
  return [
    ...changes.map(({ name, kind, a, b }) => ({
      name,
      kind,
      a: text(a, SHORT),
      b: text(b, SHORT),
      delta: '',
      title: `${name}\nA: ${text(a, FULL)}\nB: ${text(b, FULL)}`
    })),
    ...same.map(({ name, value }) => ({
      name,
      kind: 'same' as const,
      a: text(value, SHORT),
      b: text(value, SHORT),
      delta: '',
      title: `${name}\n${text(value, FULL)}`
    }))
  ];
}

/** Flags and what came of the run. */
export function flagCompareRows({ flags, outcome }: RunDiff): {
  flags: ICompareRow[];
  outcome: ICompareRow[];
} {
  return {
    flags: compareRows(flags, formatValue),
    outcome: compareRows(outcome, formatValue)
  };
}

/** The last values of the tags; what differs in points, least or greatest value only is told in the tooltip. */
export function scalarCompareRows({ scalars }: RunDiff): ICompareRow[] {
  return [
    ...scalars.changes.map(({ name, kind, a, b, last }) => {
      const [from, to] = a && b ? apart(a.last, b.last) : ['', ''];
      return {
        name,
        kind,
        a: from || (a ? formatNumber(a.last) : ''),
        b: to || (b ? formatNumber(b.last) : ''),
        delta: deltaText(last),
        title: [name, ...sideText('A', a), ...sideText('B', b)].join('\n')
      };
    }),
    ...scalars.same.map(({ name, value }) => ({
      name,
      kind: 'same' as const,
      a: formatNumber(value.last),
      b: formatNumber(value.last),
      delta: '',
      title: [name, ...sideText('A, B', value)].join('\n')
    }))
  ];
}

type Summary = RunDiff['scalars']['same'][number]['value'];

/** Two numbers in full where the short texts would look the same. */
function apart(a: Summary['last'], b: Summary['last']): [string, string] {
  return a !== b && formatNumber(a) === formatNumber(b)
    ? [String(a), String(b)]
    : ['', ''];
}

function sideText(side: string, summary: Summary | undefined): string[] {
  return summary
    ? [
        `${side}: ${summary.last} @ ${summary.step}, ${summary.min} … ${summary.max}, ${summary.count}×`
      ]
    : [];
}

/** For example `−0.02 (−28.6 %)`; empty when nothing has moved. */
export function deltaText(delta: Delta | undefined): string {
  if (!delta || delta.absolute === 0) {
    return '';
  }
  const { absolute, relative } = delta;
  const size = signed(formatNumber(absolute));
  return relative === undefined
    ? size
    : `${size} (${signed(formatNumber(Number((relative * 100).toPrecision(3))))} %)`;
}

function signed(text: string): string {
  return text.startsWith('-') ? `−${text.slice(1)}` : `+${text}`;
}
