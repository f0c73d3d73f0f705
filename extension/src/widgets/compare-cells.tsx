import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';
import type { CellChange, CellsDiff } from 'trialbook/format';
import { KIND_SIGNS, kindWord } from './compare-table';
import { DiffHunks } from './diff-hunks';

/** Cells that are shown at first, and how many more at each asking. */
const PAGE = 30;

/** The cells that differ, each as it was and as it is. */
export function CompareCells(props: {
  cells: CellsDiff;
  trans: TranslationBundle;
}): JSX.Element {
  const { cells, trans } = props;
  const [limit, setLimit] = React.useState(PAGE);
  const { changes, same, cut } = cells;
  return (
    <>
      {changes.slice(0, limit).map((change, at) => (
        <Cell key={at} change={change} trans={trans} />
      ))}
      <div className="jp-TrialbookCompare-more">
        {changes.length > limit ? (
          <button
            className="jp-TrialbookLink"
            onClick={() => setLimit(limit + PAGE)}
          >
            {trans.__(
              'Show more (%1 of %2 cells shown)',
              limit.toLocaleString(),
              changes.length.toLocaleString()
            )}
          </button>
        ) : null}
        {same.length > 0 ? (
          <span>
            {trans._n(
              '%1 cell is the same.',
              '%1 cells are the same.',
              same.length
            )}
          </span>
        ) : null}
        {cut ? (
          <span>
            {trans.__(
              'Not compared for their number: %1 cells of A, %2 of B.',
              cut.a.toLocaleString(),
              cut.b.toLocaleString()
            )}
          </span>
        ) : null}
      </div>
    </>
  );
}

function Cell(props: {
  change: CellChange;
  trans: TranslationBundle;
}): JSX.Element {
  const { change, trans } = props;
  const { kind, moved, a, b, compiled, text } = change;
  const name = placeName(change, trans);
  return (
    <section
      className={`jp-TrialbookCompareCell jp-mod-${kind}`}
      data-cell={change.id}
    >
      <h3>
        <span className="jp-TrialbookCompareCell-sign" aria-hidden>
          {KIND_SIGNS[kind]}
        </span>
        <span>{name}</span>
        <span className="jp-TrialbookCompareCell-kind">
          {kindWord(kind, trans)}
        </span>
        {(moved || kind === 'moved') && a && b ? (
          <span className="jp-TrialbookCompareCell-kind">
            {trans.__('place %1 → %2', a.at + 1, b.at + 1)}
          </span>
        ) : null}
        {a?.count !== undefined &&
        b?.count !== undefined &&
        a.count !== b.count ? (
          <span className="jp-TrialbookCompareCell-kind">
            {trans.__('in A [%1]', a.count)}
          </span>
        ) : null}
        {compiled ? (
          <span
            className="jp-TrialbookTag"
            title={trans.__(
              'One side is compiled code, which lacks types and layout.'
            )}
          >
            {trans.__('compiled code')}
          </span>
        ) : null}
      </h3>
      {text ? (
        <DiffHunks
          text={text}
          label={trans.__('Lines of %1', name)}
          trans={trans}
        />
      ) : null}
    </section>
  );
}

function placeName({ a, b }: CellChange, trans: TranslationBundle): string {
  const place = b ?? a;
  return place?.count === undefined
    ? trans.__('Cell %1', (place?.at ?? 0) + 1)
    : trans.__('Cell [%1]', place.count);
}
