import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';
import type { ExecutedCell } from 'trialbook/format';
import type { IMarkedCell } from '../model/run-source';
import { formatDuration, formatTime } from '../model/time-format';

/** An executed cell: its facts, its marks, its code. */
export function SourceCell(props: {
  marked: IMarkedCell;
  /** Whether the marks come from the file on disk, which may be older than the editor. */
  isFile: boolean;
  /** Brings the cell into sight; `null` when there is no place to go to. */
  goTo: (() => void) | null;
  trans: TranslationBundle;
}): JSX.Element {
  const { marked, isFile, goTo, trans } = props;
  const { cell, marks } = marked;
  const launcher = marks.launching ? ' jp-mod-launcher' : '';
  const faded = marks.superseded ? ' jp-mod-superseded' : '';
  return (
    <section className={`jp-TrialbookSource-cell${launcher}${faded}`}>
      <div className="jp-TrialbookSource-line">
        <span className="jp-TrialbookSource-count">[{cell.count ?? ' '}]</span>
        <span className={`jp-TrialbookSource-outcome jp-mod-${cell.outcome}`}>
          {outcomeWord(cell, trans)}
        </span>
        <CellTime cell={cell} />
        {marks.launching ? (
          <Chip mark="launching" word={trans.__('launched the run')} />
        ) : null}
        {marks.edited ? (
          <Chip
            mark="edited"
            word={trans.__('edited')}
            title={
              isFile
                ? trans.__(
                    'The notebook file had another text than the one that ran.'
                  )
                : trans.__(
                    'When the run started, the cell had another text than the one that ran.'
                  )
            }
          />
        ) : null}
        {marks.deleted ? (
          <Chip
            mark="deleted"
            word={isFile ? trans.__('not in the file') : trans.__('deleted')}
            title={
              isFile
                ? trans.__(
                    'The notebook file did not have the cell: it was deleted, or not saved yet.'
                  )
                : trans.__(
                    'When the run started, the notebook no longer had the cell.'
                  )
            }
          />
        ) : null}
        {marks.superseded ? (
          <Chip
            mark="superseded"
            word={trans.__('ran again later')}
            title={trans.__('The cell was executed again further down.')}
          />
        ) : null}
        {cell.compiled ? (
          <Chip
            mark="compiled"
            word={trans.__('compiled code')}
            title={trans.__(
              'The cell ran before recording began: import trialbook in the first cell to keep cells as they were written.'
            )}
          />
        ) : null}
        {goTo && !marks.deleted && !cell.compiled ? (
          <button className="jp-TrialbookLink" onClick={goTo}>
            {trans.__('Go to cell')}
          </button>
        ) : null}
      </div>
      <pre>{cell.code}</pre>
    </section>
  );
}

function Chip(props: {
  mark: string;
  word: string;
  title?: string;
}): JSX.Element {
  return (
    <span
      className={`jp-TrialbookMark jp-mod-${props.mark}`}
      title={props.title}
    >
      {props.word}
    </span>
  );
}

function CellTime({ cell }: { cell: ExecutedCell }): JSX.Element | null {
  const { started, ended } = cell;
  if (started === undefined) {
    return null;
  }
  const took = ended === undefined ? '' : formatDuration(ended - started);
  return (
    <span className="jp-TrialbookSource-time" title={formatTime(started)}>
      {new Date(started).toLocaleTimeString()}
      {took ? ` · ${took}` : ''}
    </span>
  );
}

function outcomeWord(cell: ExecutedCell, trans: TranslationBundle): string {
  switch (cell.outcome) {
    case 'running':
      return trans.__('was running');
    case 'ok':
      return trans.__('ok');
    case 'error':
      return trans.__('error');
    case 'aborted':
      return trans.__('aborted');
  }
}
