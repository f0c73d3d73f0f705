import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';
import { formatValue, type MediaKind } from 'trialbook/format';
import { runColor } from '../model/run-color';
import type { IRunMedia, IRunTable } from '../tokens';
import { DataTable } from './data-table';
import { MediaItem } from './media-item';
import type { IRunViewProps } from './run-view-props';

/** Names of one kind, and rows of a table, that are shown at first. */
const PAGE = 24;
const ROWS = 100;

/** Characters of a cell that are shown. */
const CELL = 300;

/** What the run logged beside scalars. */
export function RunViewMedia({
  model,
  trans
}: IRunViewProps): JSX.Element | null {
  if (model.tab !== 'media') {
    return null;
  }
  const { media, run } = model;
  if (!media.isRead) {
    return <div className="jp-TrialbookEmpty">{trans.__('Reading…')}</div>;
  }
  if (media.series.length + media.tables.length === 0) {
    return (
      <div className="jp-TrialbookEmpty">
        {trans.__(
          'No images, texts, histograms or tables. logImage(), logText(), logHistogram() and logTable() record them.'
        )}
      </div>
    );
  }
  const section = (kind: MediaKind, title: string) => (
    <Section
      kind={kind}
      title={title}
      media={media}
      color={runColor(run.id)}
      trans={trans}
    />
  );
  return (
    <div className="jp-TrialbookMedia">
      {section('image', trans.__('Images'))}
      {section('histogram', trans.__('Histograms'))}
      {section('text', trans.__('Texts'))}
      {media.tables.length > 0 ? (
        <section>
          <h2>{trans.__('Tables')}</h2>
          {media.tables.map(table => (
            <Table key={table.file} table={table} trans={trans} />
          ))}
        </section>
      ) : null}
    </div>
  );
}

function Section(props: {
  kind: MediaKind;
  title: string;
  media: IRunMedia;
  color: number;
  trans: TranslationBundle;
}): JSX.Element | null {
  const { kind, title, media, color, trans } = props;
  const [limit, setLimit] = React.useState(PAGE);
  const all = media.series.filter(series => series.kind === kind);
  if (all.length === 0) {
    return null;
  }
  return (
    <section>
      <h2>{title}</h2>
      <div className="jp-TrialbookMedia-grid">
        {all.slice(0, limit).map(series => (
          <MediaItem
            key={series.tag}
            media={media}
            series={series}
            color={color}
            trans={trans}
          />
        ))}
      </div>
      {all.length > limit ? (
        <button
          className="jp-TrialbookLink"
          onClick={() => setLimit(limit + PAGE)}
        >
          {trans.__('Show %1 more', all.length - limit)}
        </button>
      ) : null}
    </section>
  );
}

/** The last rows; more of them when one asks. */
function Table(props: {
  table: IRunTable;
  trans: TranslationBundle;
}): JSX.Element {
  const { table, trans } = props;
  const [limit, setLimit] = React.useState(ROWS);
  const { rows, columns, total, name } = table;
  const shown = rows.slice(-limit);
  return (
    <figure className="jp-TrialbookMedia-item jp-mod-table">
      <figcaption title={name}>
        {name}{' '}
        <span className="jp-TrialbookPreview-note">
          {trans._n('%1 row', '%1 rows', total)}
          {shown.length < total
            ? ` · ${trans.__('the last %1 shown', shown.length)}`
            : ''}
        </span>
      </figcaption>
      <DataTable
        label={name}
        columns={[trans.__('step'), ...columns]}
        rows={shown.map(({ step, row }) => [
          String(step),
          ...columns.map(column =>
            Object.hasOwn(row, column) ? formatValue(row[column], CELL) : ''
          )
        ])}
      />
      {rows.length > shown.length ? (
        <button
          className="jp-TrialbookLink"
          onClick={() => setLimit(limit * 4)}
        >
          {trans.__('Show earlier rows')}
        </button>
      ) : null}
    </figure>
  );
}
