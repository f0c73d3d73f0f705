import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';
import { fileKind, hasPreview, type FileKind } from '../model/file-kind';
import { joinPath } from '../model/paths';
import { formatAge, formatTime } from '../model/time-format';
import type { IRun, IRunFile } from '../tokens';
import { FilePreview } from './file-preview';
import type { IRunViewProps } from './run-view-props';

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
            <th>{trans.__('Type')}</th>
            <th>{trans.__('Size')}</th>
            <th>{trans.__('Changed')}</th>
          </tr>
        </thead>
        <tbody>
          {files.value.map(file => (
            <Row
              key={file.path}
              file={file}
              run={run}
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
  run: IRun;
  open: () => void;
  trans: TranslationBundle;
}): JSX.Element {
  const { file, run, trans } = props;
  const [isShown, setShown] = React.useState(false);
  const kind = fileKind(file.path);
  const canPreview = hasPreview(kind);
  const isOpened = canOpen(file);
  return (
    <>
      <tr>
        <td title={file.path}>
          <button
            className="jp-TrialbookLink"
            title={canPreview || isOpened ? undefined : trans.__('Download')}
            aria-expanded={canPreview ? isShown : undefined}
            onClick={canPreview ? () => setShown(!isShown) : props.open}
          >
            {file.path}
          </button>
          {canPreview && isShown ? (
            <button
              className="jp-TrialbookLink jp-TrialbookFiles-open"
              onClick={props.open}
            >
              {isOpened ? trans.__('Open') : trans.__('Download')}
            </button>
          ) : null}
        </td>
        <td>{typeWord(file, kind, trans)}</td>
        <td>{sizeText(file.size)}</td>
        <td title={formatTime(file.modified)}>
          {formatAge(file.modified, Date.now(), trans)}
        </td>
      </tr>
      {canPreview && isShown ? (
        <tr className="jp-TrialbookFiles-preview">
          <td colSpan={4}>
            <FilePreview file={file} kind={kind} run={run} trans={trans} />
          </td>
        </tr>
      ) : null}
    </>
  );
}

/** What JupyterLab opens without running what is in it; pages and SVGs are only downloaded. */
function canOpen({ path }: IRunFile): boolean {
  const kind = fileKind(path);
  return (
    kind !== 'html' &&
    kind !== 'other' &&
    kind !== 'scalars' &&
    !/\.svg$/i.test(path)
  );
}

function typeWord(
  file: IRunFile,
  kind: FileKind,
  trans: TranslationBundle
): string {
  switch (kind) {
    case 'image':
      return trans.__('Image');
    case 'json':
      return 'JSON';
    case 'csv':
      return trans.__('Table');
    case 'html':
      return trans.__('Page');
    case 'text':
      return trans.__('Text');
    case 'notebook':
      return trans.__('Notebook');
    case 'scalars':
      return trans.__('Scalars');
    case 'other':
      return /\.([a-z0-9]{1,8})$/i.exec(file.path)?.[1].toUpperCase() ?? '';
  }
}

/** Opens what JupyterLab shows safely; downloads the rest, so that no page of a run gets to run in the browser. */
async function open(
  file: IRunFile,
  run: IRun,
  openPath: (path: string) => void
): Promise<void> {
  if (canOpen(file)) {
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
