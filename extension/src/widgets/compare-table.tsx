import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';
import type { ICompareRow } from '../model/compare-rows';

/** Rows that are shown at first, and how many more at each asking. */
const PAGE = 200;

/** The marks beside what differs; they say what the colours say. */
export const KIND_SIGNS = {
  added: '+',
  removed: '−',
  changed: '~',
  moved: '↕',
  same: ''
} as const;

/** A group of rows of the table, under a heading of its own where it has one. */
export interface ITableGroup {
  title?: string;
  rows: readonly ICompareRow[];
}

/** Two runs side by side: rows that differ, and behind a fold the ones that do not. */
export function CompareTable(props: {
  groups: readonly ITableGroup[];
  trans: TranslationBundle;
  caption: string;
}): JSX.Element | null {
  const { trans } = props;
  const [showsSame, setShowsSame] = React.useState(false);
  const [limit, setLimit] = React.useState(PAGE);
  const same = props.groups.reduce(
    (sum, { rows }) => sum + rows.filter(row => row.kind === 'same').length,
    0
  );
  const groups = props.groups.map(group => ({
    ...group,
    rows: group.rows.filter(row => showsSame || row.kind !== 'same')
  }));
  const total = groups.reduce((sum, { rows }) => sum + rows.length, 0);
  if (total + same === 0) {
    return null;
  }
  return (
    <>
      {total > 0 ? (
        <table className="jp-TrialbookCompareTable">
          <caption>{props.caption}</caption>
          <thead>
            <tr>
              <th scope="col" aria-label={trans.__('Difference')} />
              <th scope="col">{trans.__('Name')}</th>
              <th scope="col">{trans.__('A')}</th>
              <th scope="col">{trans.__('B')}</th>
              <th scope="col">{trans.__('Change')}</th>
            </tr>
          </thead>
          {firstRows(groups, limit).map(({ title, rows }, at) => (
            <Group key={at} title={title} rows={rows} trans={trans} />
          ))}
        </table>
      ) : null}
      <div className="jp-TrialbookCompare-more">
        {total > limit ? (
          <button
            className="jp-TrialbookLink"
            onClick={() => setLimit(limit + PAGE)}
          >
            {trans.__(
              'Show more (%1 of %2 rows shown)',
              limit.toLocaleString(),
              total.toLocaleString()
            )}
          </button>
        ) : null}
        {same > 0 ? (
          <button
            className="jp-TrialbookLink"
            aria-expanded={showsSame}
            onClick={() => setShowsSame(!showsSame)}
          >
            {showsSame
              ? trans.__('Hide what is the same')
              : trans._n(
                  'Show %1 that is the same',
                  'Show %1 that are the same',
                  same
                )}
          </button>
        ) : null}
      </div>
    </>
  );
}

function Group(props: ITableGroup & { trans: TranslationBundle }): JSX.Element {
  const { title, rows, trans } = props;
  return (
    <tbody>
      {title !== undefined && rows.length > 0 ? (
        <tr className="jp-TrialbookCompareTable-group">
          <th scope="rowgroup" colSpan={5}>
            {title}
          </th>
        </tr>
      ) : null}
      {rows.map(row => (
        <tr
          key={row.name}
          className={`jp-mod-${row.kind}`}
          title={row.title}
          data-name={row.name}
        >
          <td className="jp-TrialbookCompareTable-sign">
            <span role="img" aria-label={kindWord(row.kind, trans)}>
              {KIND_SIGNS[row.kind]}
            </span>
          </td>
          <th scope="row">{row.name}</th>
          <td className="jp-mod-a">{row.a}</td>
          <td className="jp-mod-b">{row.b}</td>
          <td className="jp-TrialbookCompareTable-delta">{row.delta}</td>
        </tr>
      ))}
    </tbody>
  );
}

function firstRows(
  groups: readonly ITableGroup[],
  limit: number
): ITableGroup[] {
  let room = limit;
  return groups.map(group => {
    const rows = group.rows.slice(0, room);
    room -= rows.length;
    return { ...group, rows };
  });
}

/** What a mark says. */
export function kindWord(
  kind: keyof typeof KIND_SIGNS,
  trans: TranslationBundle
): string {
  switch (kind) {
    case 'added':
      return trans.__('added');
    case 'removed':
      return trans.__('removed');
    case 'changed':
      return trans.__('changed');
    case 'moved':
      return trans.__('moved');
    case 'same':
      return trans.__('same');
  }
}
