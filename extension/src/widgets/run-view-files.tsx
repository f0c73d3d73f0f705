import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';
import { joinPath } from '../model/paths';
import { formatAge, formatTime } from '../model/time-format';
import type { IRun, IRunFile } from '../tokens';
import type { IRunViewProps } from './run-view-props';

/** What JupyterLab opens as text, table or picture; anything else is only downloaded. */
const OPENED =
  /\.(txt|log|json|jsonl|md|csv|tsv|ya?ml|toml|[cm]?[jt]sx?|py|ipynb|png|jpe?g|gif|webp)$/i;

/** The files in the run folder. */
export function RunViewFiles(props: IRunViewProps): JSX.Element | null {
  const { model, trans, actions } = props;
  if (model.tab !== 'files') {
    return null;
  }
  const { files, run } = model;
  if (files.state === 'loading') {
    return <div className="jp-TrialbookEmpty">{trans.__('Reading…')}</div>;
  }
  if (files.state === 'failed') {
    return (
      <div className="jp-TrialbookEmpty">
        {trans.__('The files could not be read. %1', files.message)}
      </div>
    );
  }
  return (
    <div className="jp-TrialbookFiles">
      <div className="jp-TrialbookSource-head">
        <span title={run.path}>{run.path}</span>
        {actions.showFolder ? (
          <button className="jp-TrialbookButton" onClick={actions.showFolder}>
            {trans.__('Show in file browser')}
          </button>
        ) : null}
      </div>
      <table>
        <thead>
          <tr>
            <th>{trans.__('Name')}</th>
            <th>{trans.__('Size')}</th>
            <th>{trans.__('Changed')}</th>
          </tr>
        </thead>
        <tbody>
          {files.value.map(file => (
            <Row
              key={file.path}
              file={file}
              trans={trans}
              open={() => void open(file, run, actions.openPath)}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row(props: {
  file: IRunFile;
  open: () => void;
  trans: TranslationBundle;
}): JSX.Element {
  const { file, trans } = props;
  const isFolder = file.type === 'directory';
  return (
    <tr>
      <td title={file.path}>
        {isFolder ? (
          <span>{file.path}/</span>
        ) : (
          <button
            className="jp-TrialbookLink"
            title={OPENED.test(file.path) ? undefined : trans.__('Download')}
            onClick={props.open}
          >
            {file.path}
          </button>
        )}
      </td>
      <td>{isFolder ? '' : sizeText(file.size)}</td>
      <td title={formatTime(file.modified)}>
        {formatAge(file.modified, Date.now(), trans)}
      </td>
    </tr>
  );
}

/** Opens what JupyterLab shows safely; downloads the rest, so that no page of a run gets to run in the browser. */
async function open(
  file: IRunFile,
  run: IRun,
  openPath: (path: string) => void
): Promise<void> {
  if (OPENED.test(file.path)) {
    openPath(joinPath(run.path, file.path));
    return;
  }
  const link = document.createElement('a');
  link.href = await run.fileUrl(file.path);
  link.download = file.path.split('/').pop() ?? '';
  link.click();
}

function sizeText(bytes: number): string {
  if (bytes < 1000) {
    return `${bytes} B`;
  }
  const units = ['kB', 'MB', 'GB', 'TB'];
  let size = bytes;
  let unit = -1;
  while (size >= 1000 && unit < units.length - 1) {
    size /= 1000;
    unit++;
  }
  return `${size < 10 ? size.toFixed(1) : Math.round(size)} ${units[unit]}`;
}
