import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';
import { parseCsv } from '../model/csv';
import type { FileKind } from '../model/file-kind';
import { safeHtml } from '../model/safe-html';
import type { IRun, IRunFile } from '../tokens';
import { DataTable } from './data-table';
import { ImageBytes } from './image-bytes';
import { LongText } from './long-text';

/** Bytes that are read at first, at most, and of an image, which is whole or nothing. */
const FIRST = 128 * 1024;
const MOST = 4 * 1024 * 1024;
const IMAGE = 16 * 1024 * 1024;

/** Rows of a table that are shown at first. */
const ROWS = 100;

interface IPreviewProps {
  file: IRunFile;
  kind: FileKind;
  run: IRun;
  trans: TranslationBundle;
}

type Loaded =
  | { state: 'loading' }
  | { state: 'failed' }
  | { state: 'ready'; bytes: Uint8Array };

/** The beginning of a file of a run, shown as what it is. Nothing in it is run, and nothing is fetched for it. */
export function FilePreview(props: IPreviewProps): JSX.Element {
  const { file, kind, run, trans } = props;
  const isImage = kind === 'image';
  const [limit, setLimit] = React.useState(isImage ? IMAGE : FIRST);
  const [loaded, setLoaded] = React.useState<Loaded>({ state: 'loading' });
  const isTooLarge = isImage && file.size > IMAGE;
  React.useEffect(() => {
    let isGone = false;
    const show = (result: Loaded) => !isGone && setLoaded(result);
    if (!isTooLarge) {
      run.head(file.path, limit).then(
        bytes => show(bytes ? { state: 'ready', bytes } : { state: 'failed' }),
        () => show({ state: 'failed' })
      );
    }
    return () => {
      isGone = true;
    };
  }, [file.path, file.modified, limit]);
  if (isTooLarge) {
    return <Note text={trans.__('The image is too large to be shown here.')} />;
  }
  if (loaded.state !== 'ready') {
    return (
      <Note
        text={
          loaded.state === 'failed'
            ? trans.__('The file could not be read.')
            : trans.__('Reading…')
        }
      />
    );
  }
  const { bytes } = loaded;
  const isCut = !isImage && bytes.length < file.size;
  return (
    <div className="jp-TrialbookPreview">
      <Content {...props} bytes={bytes} isCut={isCut} />
      {isCut ? (
        <div className="jp-TrialbookPreview-note">
          {trans.__(
            'The first %1 kB are shown.',
            Math.round(bytes.length / 1000)
          )}{' '}
          {limit < MOST ? (
            <button
              className="jp-TrialbookLink"
              onClick={() => setLimit(Math.min(MOST, limit * 4))}
            >
              {trans.__('Show more')}
            </button>
          ) : null}
        </div>
      ) : null}
    </div>
  );
}

function Note({ text }: { text: string }): JSX.Element {
  return <p className="jp-TrialbookPreview-note">{text}</p>;
}

function Content(
  props: IPreviewProps & { bytes: Uint8Array; isCut: boolean }
): JSX.Element {
  const { bytes, file, kind, isCut, trans } = props;
  const text = React.useMemo(
    () => (kind === 'image' ? '' : new TextDecoder().decode(bytes)),
    [bytes, kind]
  );
  switch (kind) {
    case 'image':
      return <ImageBytes bytes={bytes} name={file.path} trans={trans} />;
    case 'csv':
      return <Csv {...props} text={isCut ? wholeLines(text) : text} />;
    case 'html':
      return (
        <iframe
          className="jp-TrialbookPreview-page"
          title={file.path}
          sandbox=""
          srcDoc={safeHtml(text)}
        />
      );
    case 'json':
      return <LongText text={isCut ? text : pretty(text)} trans={trans} />;
    default:
      return <LongText text={text} trans={trans} />;
  }
}

function Csv(props: IPreviewProps & { text: string }): JSX.Element {
  const { text, file, trans } = props;
  const [limit, setLimit] = React.useState(ROWS);
  const [columns = [], ...rows] = React.useMemo(
    () => parseCsv(text, /\.tsv$/i.test(file.path) ? '\t' : ','),
    [text, file.path]
  );
  return (
    <>
      <DataTable
        columns={columns}
        rows={rows.slice(0, limit)}
        label={file.path}
      />
      {rows.length > limit ? (
        <button
          className="jp-TrialbookLink"
          onClick={() => setLimit(limit * 4)}
        >
          {trans.__('Show more rows (%1 in all)', rows.length.toLocaleString())}
        </button>
      ) : null}
    </>
  );
}

/** Without the line that the end of the reading cut through. */
function wholeLines(text: string): string {
  return text.slice(0, text.lastIndexOf('\n') + 1) || text;
}

function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
