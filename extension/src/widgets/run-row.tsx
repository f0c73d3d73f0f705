import type { TranslationBundle } from '@jupyterlab/translation';
import { stopIcon } from '@jupyterlab/ui-components';
import * as React from 'react';
import { formatValue, shortId } from 'trialbook/format';
import type { IFlagPart } from '../model/flag-diff';
import { flagParts } from '../model/flag-diff';
import { runFigures } from '../model/run-figures';
import { formatAge, formatTime } from '../model/time-format';
import type { IRunInfo } from '../tokens';
import { Sparkline } from './sparkline';
import { StatusIcon, statusWord } from './status-icon';

/** Flags beyond these do not fit a row; the tooltip has them all. */
const SHOWN_FLAGS = 8;

/** What a row is given. All but `now` is compared to tell whether it must be drawn again. */
export interface IRunRowProps {
  info: IRunInfo;
  previous?: IRunInfo;
  /** Milliseconds since 1970. */
  now: number;
  /** Pixels from the top of the list. */
  top: number;
  /** Position among the runs shown, from 0, and how many there are. */
  index: number;
  count: number;
  selected: boolean;
  stopping: boolean;
  /** Path of the home, for the context menu. */
  home: string;
  trans: TranslationBundle;
  /** `beside` keeps the selected run and selects this one too. */
  onSelect: (id: string, beside: boolean) => void;
  onOpen: (id: string) => void;
  onStop: (id: string) => void;
}

/** The DOM id of a run's row. */
export function rowId(run: string): string {
  return `jp-TrialbookRunRow-${run}`;
}

/** One run in two lines; drawn again only when something of it has changed. */
export const RunRow = React.memo(function RunRow(
  props: IRunRowProps
): JSX.Element {
  const { info, now, trans } = props;
  const figures = runFigures(info, now, props.stopping, trans);
  const parts = flagParts(info, props.previous);
  return (
    <div
      id={rowId(info.id)}
      className={`jp-TrialbookRunRow jp-mod-${info.status}${
        props.selected ? ' jp-mod-selected' : ''
      }`}
      style={{ transform: `translateY(${props.top}px)` }}
      role="option"
      aria-selected={props.selected}
      aria-posinset={props.index + 1}
      aria-setsize={props.count}
      aria-label={spoken(props, figures.spoken, parts)}
      data-run={info.id}
      data-home={props.home}
      data-status={info.status}
      onMouseDown={event => onMouseDown(event, props)}
      onClick={event => {
        if (!isBeside(event)) {
          props.onOpen(info.id);
        }
      }}
    >
      <StatusIcon status={info.status} trans={trans} />
      <div className="jp-TrialbookRunRow-line">
        <Title info={info} />
        <RerunMark info={info} trans={trans} />
        <span
          className="jp-TrialbookRunRow-age"
          title={trans.__(
            'Started %1',
            formatTime(info.started ?? info.created)
          )}
        >
          {formatAge(info.started ?? info.created, now, trans)}
        </span>
        <Sparkline run={info.id} values={info.sparkline} />
      </div>
      <div className="jp-TrialbookRunRow-line">
        {info.status === 'failed' && info.error ? (
          <span className="jp-TrialbookRunRow-error" title={info.error}>
            {info.error}
          </span>
        ) : (
          <Flags parts={parts} />
        )}
        <span className="jp-TrialbookRunRow-figures" title={figures.title}>
          {figures.text}
        </span>
      </div>
      {info.status === 'running' && (
        <button
          className="jp-TrialbookRunRow-stop"
          title={
            props.stopping ? trans.__('Stop was asked for') : trans.__('Stop')
          }
          tabIndex={-1}
          disabled={props.stopping}
          onMouseDown={event => event.stopPropagation()}
          onClick={event => {
            event.stopPropagation();
            props.onStop(info.id);
          }}
        >
          <stopIcon.react tag="span" width="14px" height="14px" />
        </button>
      )}
    </div>
  );
});

/** A click that selects a second run. */
function isBeside(event: React.MouseEvent): boolean {
  return event.ctrlKey || event.metaKey || event.shiftKey;
}

/** The button of the context menu leaves the selection, which the menu's commands may be about. */
function onMouseDown(event: React.MouseEvent, props: IRunRowProps): void {
  if (event.button !== 0) {
    return;
  }
  if (isBeside(event)) {
    // The browser would select text from one row to the other.
    event.preventDefault();
    event.currentTarget
      .closest<HTMLElement>('.jp-TrialbookRunList')
      ?.focus({ preventScroll: true });
  }
  props.onSelect(props.info.id, isBeside(event));
}

function Title({ info }: { info: IRunInfo }): JSX.Element {
  const tags = info.tags.map(tag => `#${tag}`).join(' ');
  return (
    <span
      className="jp-TrialbookRunRow-title"
      title={[info.name, info.label, tags, shortId(info.id)]
        .filter(Boolean)
        .join(' · ')}
    >
      <b>{info.name || shortId(info.id)}</b>
      {info.label && (
        <span className="jp-TrialbookRunRow-label"> {info.label}</span>
      )}
    </span>
  );
}

/** `=` where a rerun gave the same, `≠` where it did not. */
function RerunMark(props: {
  info: IRunInfo;
  trans: TranslationBundle;
}): JSX.Element | null {
  const text = rerunText(props.info, props.trans);
  if (text === undefined) {
    return null;
  }
  const { reproduced } = props.info;
  return (
    <span
      className={`jp-TrialbookRunRow-rerun${
        reproduced === undefined
          ? ''
          : reproduced
            ? ' jp-mod-same'
            : ' jp-mod-different'
      }`}
      title={text}
    >
      {reproduced === undefined ? '↻' : reproduced ? '=' : '≠'}
    </span>
  );
}

function rerunText(
  { rerunOf, reproduced }: IRunInfo,
  trans: TranslationBundle
): string | undefined {
  if (rerunOf === undefined) {
    return undefined;
  }
  const id = shortId(rerunOf);
  return reproduced === undefined
    ? trans.__('Rerun of %1', id)
    : reproduced
      ? trans.__('Reproduced %1', id)
      : trans.__('Rerun of %1, not the same', id);
}

function Flags({ parts }: { parts: readonly IFlagPart[] }): JSX.Element {
  return (
    <span
      className="jp-TrialbookRunRow-flags"
      title={parts
        .map(part => `${part.name} = ${formatValue(part.value)}`)
        .join('\n')}
    >
      {parts.slice(0, SHOWN_FLAGS).map(part => (
        <span
          key={part.name}
          className={part.changed ? 'jp-mod-changed' : undefined}
        >
          {part.name} {formatValue(part.value)}
        </span>
      ))}
    </span>
  );
}

/** The row as a screen reader says it. */
function spoken(
  { info, now, trans }: IRunRowProps,
  figures: string,
  parts: readonly IFlagPart[]
): string {
  const flags = parts
    .filter(part => part.changed)
    .slice(0, SHOWN_FLAGS)
    .map(part => `${part.name} ${formatValue(part.value)}`);
  return [
    statusWord(info.status, trans),
    info.name,
    info.label,
    rerunText(info, trans),
    ...flags,
    info.error,
    figures,
    formatAge(info.started ?? info.created, now, trans)
  ]
    .filter(Boolean)
    .join(', ');
}
