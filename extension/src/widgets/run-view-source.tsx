import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';
import { RUN_FILES } from 'trialbook/format';
import { resolveHome } from '../mime/home-path';
import { joinPath, nameOf } from '../model/paths';
import type { IRunSource } from '../model/run-source';
import type { IRun } from '../tokens';
import type { ICellAddress, IRunViewProps } from './run-view-props';
import { SourceCell } from './source-cell';
import { SourceSections } from './source-sections';

/** The cells that had been executed when the run began, as they were executed, and what they depend on. */
export function RunViewSource(props: IRunViewProps): JSX.Element | null {
  const { model, trans, actions } = props;
  const [missing, setMissing] = React.useState(false);
  if (model.tab !== 'source') {
    return null;
  }
  const { run, source } = model;
  const notebook = notebookPath(run);
  const { goToCell } = actions;
  const goTo =
    notebook !== null && goToCell
      ? async (cell: ICellAddress) =>
          setMissing(!(await goToCell(notebook, cell).catch(() => false)))
      : null;
  const open = (file: string) => actions.openPath(joinPath(run.path, file));
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
      {missing ? (
        <div className="jp-TrialbookBanner jp-mod-problem" role="alert">
          {trans.__('The notebook does not have this cell any more.')}
        </div>
      ) : null}
      {source.state === 'loading' ? (
        <div className="jp-TrialbookEmpty">{trans.__('Reading…')}</div>
      ) : source.state === 'failed' ? (
        <div className="jp-TrialbookEmpty">
          {trans.__('The cells could not be read. %1', source.message)}
        </div>
      ) : (
        <>
          <Cells
            source={source.value}
            run={run}
            goTo={goTo}
            open={open}
            trans={trans}
          />
          <SourceSections
            source={source.value}
            run={run}
            open={open}
            trans={trans}
          />
        </>
      )}
    </div>
  );
}

function Cells(props: {
  source: IRunSource;
  run: IRun;
  goTo: ((cell: ICellAddress) => Promise<void>) | null;
  open: (file: string) => void;
  trans: TranslationBundle;
}): JSX.Element {
  const { source, run, goTo, open, trans } = props;
  const { cells, comparedWith } = source;
  if (cells.length === 0) {
    return (
      <div className="jp-TrialbookEmpty">
        {trans.__(
          'No cells were recorded: the run was started outside a notebook.'
        )}
      </div>
    );
  }
  return (
    <>
      <div className="jp-TrialbookSource-note">
        {comparedWith === 'editor'
          ? source.unsaved
            ? trans.__(
                'In the order of execution; compared with the notebook in the editor, which had unsaved edits.'
              )
            : trans.__(
                'In the order of execution; compared with the notebook in the editor.'
              )
          : comparedWith === 'file'
            ? trans.__(
                'In the order of execution; compared with the notebook file: the editor was not seen.'
              )
            : trans.__('In the order of execution.')}{' '}
        {run.source?.packages === undefined ? null : (
          <button
            className="jp-TrialbookLink"
            onClick={() => open(RUN_FILES.script)}
          >
            {nameOf(RUN_FILES.script)}
          </button>
        )}
      </div>
      {cells.map((marked, index) => (
        <SourceCell
          key={index}
          marked={marked}
          isFile={comparedWith === 'file'}
          goTo={goTo && (() => void goTo(marked.cell))}
          trans={trans}
        />
      ))}
    </>
  );
}

/** Where the notebook of a run is; `null` when it is not known or Jupyter cannot reach it. */
export function notebookPath(run: IRun): string | null {
  const { notebook } = run.source ?? {};
  const home = run.home?.path;
  if (notebook === undefined || home === undefined) {
    return null;
  }
  const place = resolveHome(home, notebook);
  return place.kind === 'served' ? place.path : null;
}
