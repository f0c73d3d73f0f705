import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';
import type { ExecutedCell } from 'trialbook/format';
import { resolveHome } from '../mime/home-path';
import { formatDuration } from '../model/time-format';
import type { IRun } from '../tokens';
import type { IRunViewProps } from './run-view-props';

/** The cells that had been executed when the run began, as they were executed. */
export function RunViewSource(props: IRunViewProps): JSX.Element | null {
  const { model, trans, actions } = props;
  if (model.tab !== 'source') {
    return null;
  }
  const { run, cells } = model;
  const notebook = notebookPath(run);
  return (
    <div className="jp-TrialbookSource">
      {notebook ? (
        <div className="jp-TrialbookSource-head">
          <span title={notebook}>{notebook}</span>
          <button
            className="jp-TrialbookButton"
            onClick={() => actions.openPath(notebook)}
          >
            {trans.__('Open notebook')}
          </button>
        </div>
      ) : null}
      {cells.state === 'loading' ? (
        <div className="jp-TrialbookEmpty">{trans.__('Reading…')}</div>
      ) : cells.state === 'failed' ? (
        <div className="jp-TrialbookEmpty">
          {trans.__('The cells could not be read. %1', cells.message)}
        </div>
      ) : cells.value.length === 0 ? (
        <div className="jp-TrialbookEmpty">
          {trans.__(
            'No cells were recorded: the run was started outside a notebook.'
          )}
        </div>
      ) : (
        cells.value.map((cell, i) => (
          <Cell
            key={i}
            cell={cell}
            isLauncher={isLauncher(cell, run)}
            trans={trans}
          />
        ))
      )}
    </div>
  );
}

function Cell(props: {
  cell: ExecutedCell;
  isLauncher: boolean;
  trans: TranslationBundle;
}): JSX.Element {
  const { cell, isLauncher, trans } = props;
  const took =
    cell.started !== undefined && cell.ended !== undefined
      ? formatDuration(cell.ended - cell.started)
      : '';
  return (
    <section
      className={`jp-TrialbookSource-cell${isLauncher ? ' jp-mod-launcher' : ''}`}
    >
      <div className="jp-TrialbookSource-line">
        <span>[{cell.count ?? ' '}]</span>
        <span className={`jp-TrialbookSource-outcome jp-mod-${cell.outcome}`}>
          {outcomeWord(cell, trans)}
        </span>
        {took ? <span>{took}</span> : null}
        {isLauncher ? (
          <span className="jp-TrialbookTag">{trans.__('started the run')}</span>
        ) : null}
        {cell.compiled ? (
          <span
            className="jp-TrialbookTag"
            title={trans.__(
              'The cell ran before recording began: import trialbook in the first cell to keep cells as they were written.'
            )}
          >
            {trans.__('compiled code')}
          </span>
        ) : null}
      </div>
      <pre>{cell.code}</pre>
    </section>
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

function isLauncher(cell: ExecutedCell, run: IRun): boolean {
  const launcher = run.source?.cell;
  return launcher?.count !== undefined
    ? cell.count === launcher.count
    : launcher?.id !== undefined && cell.id === launcher.id;
}

/** Where the notebook is; `null` when it is not known or Jupyter cannot reach it. */
function notebookPath(run: IRun): string | null {
  const { notebook } = run.source ?? {};
  const home = run.home?.path;
  if (notebook === undefined || home === undefined) {
    return null;
  }
  const place = resolveHome(home, notebook);
  return place.kind === 'served' ? place.path : null;
}
