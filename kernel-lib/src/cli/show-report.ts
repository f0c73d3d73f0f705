/** One run as text: its facts first, then flags, scalars and what was said of it, each under a heading. */
import { formatValue } from '../format/format-value';
import { shortId } from '../format/layout';
import { plainText } from '../format/plain-text';
import type { WhatChanged } from '../recorded/diff-runs';
import type { RecordedRun } from '../recorded/read-run';
import { durationText, sizeText, timeText } from './quantities';
import { tableLines } from './table';

/** A name and what stands behind it. */
type Row = [name: string, text: string | undefined];

/**
 * The lines. Texts of others are plain.
 * @param changed what was changed since the previous run of the function, where there is one
 */
export function showReport(run: RecordedRun, changed?: WhatChanged): string[] {
  return [
    ...pairs([...facts(run), ...since(changed)]),
    ...section('flags', flagLines(run)),
    ...section('scalars', scalarLines(run)),
    ...section('attributes', attributeLines(run)),
    ...section('notes', dated(run.notes)),
    ...section('signals', signalLines(run)),
    ...section('warnings', warningLines(run)),
    ...section('error', errorLines(run)),
    ...section('environment', pairs(environment(run)))
  ];
}

function since(changed: WhatChanged | undefined): Row[] {
  return changed
    ? [
        [
          `since ${shortId(changed.previous)}`,
          changed.text || 'nothing changed'
        ]
      ]
    : [];
}

function facts(run: RecordedRun): Row[] {
  const { source, operation, command, reproduced } = run;
  return [
    ['run', run.id],
    ['name', run.name],
    ['label', run.label],
    ['tags', run.tags.join(', ')],
    ['marked', run.marked ? 'yes' : undefined],
    ['status', run.status],
    ['kind', run.kind === 'function' ? undefined : run.kind],
    ['operation', operation],
    ['command', command?.map(word => formatValue(word)).join(' ')],
    ['created', timeText(run.created)],
    ['took', duration(run)],
    ['parent', run.parent],
    ['rerun of', run.rerunOf],
    ['reproduced', reproduced && (reproduced.reproduced ? 'yes' : 'no')],
    ['value', run.value === undefined ? undefined : formatValue(run.value)],
    ['notebook', source?.notebook],
    ['cells', source?.cells === undefined ? undefined : String(source.cells)],
    ['folder', run.dir]
  ];
}

function duration({ started, ended, status }: RecordedRun): string | undefined {
  if (started === undefined) {
    return undefined;
  }
  return ended === undefined
    ? status === 'running'
      ? `${durationText(Date.now() - started)} so far`
      : undefined
    : durationText(ended - started);
}

function environment({ environment, source, process }: RecordedRun): Row[] {
  const { git, cpu, memory, packages } = environment;
  const kernel = source?.kernel;
  return [
    ['user', environment.user],
    ['host', environment.host ?? process?.host],
    ['process', process && String(process.pid)],
    ['system', environment.os],
    ['kernel', kernel && [kernel.name, kernel.version].join(' ').trim()],
    ['Node.js', environment.node],
    ['CPU', cpu && `${cpu.model}, ${cpu.cores} cores`],
    ['memory', memory === undefined ? undefined : sizeText(memory)],
    ['GPU', environment.gpu?.join(', ')],
    [
      'commit',
      git?.commit &&
        `${git.commit}${git.branch ? ` (${git.branch})` : ''}${git.dirty ? ', with changes' : ''}`
    ],
    [
      'packages',
      packages &&
        Object.entries(packages)
          .map(([name, version]) => `${name} ${version}`)
          .join(', ')
    ],
    ...Object.entries(environment.env ?? {}).map(
      ([name, value]): Row => [`$${name}`, value]
    )
  ];
}

function flagLines({ flags, defaults, flagFacts }: RecordedRun): string[] {
  return table(Object.entries(flags), [
    ([name]) => name,
    ([, value]) => formatValue(value),
    ([name]) => (defaults.includes(name) ? 'default' : ''),
    ([name]) =>
      Object.hasOwn(flagFacts, name) ? (flagFacts[name].description ?? '') : ''
  ]);
}

function scalarLines({ scalars, summary }: RecordedRun): string[] {
  const rows = Object.entries(scalars);
  const more = summary?.more;
  if (rows.length === 0) {
    return [];
  }
  return [
    ...tableLines(rows, [
      { heading: 'TAG', cell: ([tag]) => tag },
      { heading: 'LAST', cell: ([, at]) => String(at.last), align: 'right' },
      { heading: 'STEP', cell: ([, at]) => String(at.step), align: 'right' },
      { heading: 'MIN', cell: ([, at]) => String(at.min), align: 'right' },
      { heading: 'MAX', cell: ([, at]) => String(at.max), align: 'right' },
      { heading: 'POINTS', cell: ([, at]) => String(at.count), align: 'right' }
    ]),
    ...(more === undefined ? [] : [`… and ${more} more`])
  ];
}

function attributeLines({ attributes }: RecordedRun): string[] {
  return pairs(
    Object.entries(attributes).map(([name, value]) => [
      name,
      formatValue(value)
    ])
  );
}

function signalLines({ signals }: RecordedRun): string[] {
  return dated(
    signals.map(({ time, name, value, step }) => ({
      time,
      text:
        name +
        (value === undefined ? '' : ` ${formatValue(value)}`) +
        (step === undefined ? '' : `, read at step ${step}`)
    }))
  );
}

function warningLines({ warnings }: RecordedRun): string[] {
  return dated(warnings.map(({ time, message }) => ({ time, text: message })));
}

function errorLines({ error }: RecordedRun): string[] {
  if (error === undefined) {
    return [];
  }
  const { name, message, position, stack } = error;
  const place =
    position &&
    `${position.count === undefined ? '' : `cell [${position.count}], `}line ${position.line}, column ${position.column}`;
  const head = `${name}: ${message}`;
  const rest = stack?.startsWith(head) ? stack.slice(head.length) : stack;
  return [
    ...head.split('\n'),
    ...(place === undefined ? [] : [`at ${place}`]),
    ...(rest ?? '').split('\n').filter(line => line.trim() !== '')
  ].map(plainText);
}

/** Texts by time; a text of several lines goes on below its beginning. */
function dated(entries: readonly { time: number; text: string }[]): string[] {
  return entries.flatMap(({ time, text }) => {
    const [first, ...others] = text.split('\n').map(plainText);
    const moment = timeText(time);
    const margin = ' '.repeat(moment.length + 2);
    return [`${moment}  ${first}`, ...others.map(line => margin + line)];
  });
}

function section(heading: string, lines: string[]): string[] {
  return lines.length === 0
    ? []
    : ['', heading, ...lines.map(line => `  ${line}`)];
}

/** Names and values in two columns; what has no value is left out. */
function pairs(rows: readonly Row[]): string[] {
  return table(
    rows.filter(([, text]) => text !== undefined && text !== ''),
    [([name]) => name, ([, text]) => text ?? '']
  );
}

/** A table without headings. */
function table<T>(
  rows: readonly T[],
  cells: readonly ((row: T) => string)[]
): string[] {
  return tableLines(
    rows,
    cells.map(cell => ({ heading: '', cell }))
  ).slice(1);
}
