import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';
import { formatValue, shortId } from 'trialbook/format';
import { jobValues } from '../model/job-words';
import { formatNumber } from '../model/number-format';
import type { ISweepDetail, ISweepRow } from '../model/sweep-detail';
import { formatDuration } from '../model/time-format';
import { StatusIcon } from './status-icon';

/** Rows that are shown. */
const MAX_ROWS = 500;

/** Flags that have a column. */
const MAX_FLAGS = 12;

/** The jobs of a sweep with the flags in which they differ, the best one first. */
export function SweepTable(props: {
  detail: ISweepDetail;
  now: number;
  trans: TranslationBundle;
  onOpen: (run: string) => void;
}): JSX.Element {
  const { detail, now, trans, onOpen } = props;
  const flags = React.useMemo(() => detail.flags.slice(0, MAX_FLAGS), [detail]);
  const rows = React.useMemo(() => sortedRows(detail), [detail]);
  const metric = detail.objective?.tag ?? firstTag(detail.rows);
  return (
    <>
      <table className="jp-TrialbookSweepTable">
        <thead>
          <tr>
            <th aria-label={trans.__('State')} />
            <th>{trans.__('run')}</th>
            {flags.map(name => (
              <th key={name} className="jp-mod-number">
                {name}
              </th>
            ))}
            {metric !== undefined && (
              <th className="jp-mod-number">
                {metric}
                {detail.objective &&
                  (detail.objective.goal === 'minimize' ? ' ↓' : ' ↑')}
              </th>
            )}
            <th className="jp-mod-number">{trans.__('time')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, MAX_ROWS).map(row => (
            <Row
              key={row.job.job}
              row={row}
              isBest={row === detail.best}
              flags={flags}
              metric={metric}
              now={row.job.state === 'running' ? now : undefined}
              trans={trans}
              onOpen={onOpen}
            />
          ))}
        </tbody>
      </table>
      {rows.length > MAX_ROWS && (
        <p className="jp-TrialbookSweep-note">
          {trans.__(
            'The first %1 of %2; the Runs panel filters all of them.',
            MAX_ROWS,
            rows.length.toLocaleString()
          )}
        </p>
      )}
    </>
  );
}

/** Drawn again only when something of it has changed: there are many. */
const Row = React.memo(function Row(props: {
  row: ISweepRow;
  isBest: boolean;
  flags: readonly string[];
  metric: string | undefined;
  /** Milliseconds since 1970; undefined for a row that does not change with the time. */
  now: number | undefined;
  trans: TranslationBundle;
  onOpen: (run: string) => void;
}): JSX.Element {
  const { row, isBest, flags, metric, now, trans, onOpen } = props;
  const { job } = row;
  const values = jobValues(job);
  return (
    <tr className={isBest ? 'jp-mod-best' : undefined}>
      <td>
        <StatusIcon status={job.state} trans={trans} />
      </td>
      <td>
        {job.run === undefined ? (
          row.name
        ) : (
          <button
            className="jp-TrialbookLink"
            title={trans.__('Open the run')}
            onClick={() => onOpen(job.run ?? '')}
          >
            {row.name} {shortId(job.run)}
          </button>
        )}
      </td>
      {flags.map(name => {
        const text = Object.hasOwn(values, name)
          ? formatValue(values[name], 60)
          : '';
        return (
          <td key={name} className="jp-mod-number" title={text}>
            {text}
          </td>
        );
      })}
      {metric !== undefined && (
        <td className="jp-mod-number jp-mod-metric">
          {row.value === undefined ? '' : formatNumber(row.value)}
          {isBest && (
            <span className="jp-TrialbookSweepTable-best">
              {trans.__('best')}
            </span>
          )}
        </td>
      )}
      <td className="jp-mod-number">{timeText(row, now)}</td>
    </tr>
  );
});

function timeText({ job }: ISweepRow, now: number | undefined): string {
  const end = job.state === 'running' ? now : job.ended;
  return job.started === undefined || end === undefined
    ? ''
    : formatDuration(end - job.started);
}

/** By what is looked for; without that, and where there is no value yet, as submitted. */
function sortedRows({ rows, objective }: ISweepDetail): readonly ISweepRow[] {
  if (!objective) {
    return rows;
  }
  const sign = objective.goal === 'minimize' ? 1 : -1;
  const rank = ({ value, job }: ISweepRow) => {
    const number = Number(value ?? NaN);
    return job.state !== 'completed' || Number.isNaN(number)
      ? Infinity
      : sign * number;
  };
  return [...rows].sort((a, b) => {
    const [left, right] = [rank(a), rank(b)];
    return left === right ? 0 : left < right ? -1 : 1;
  });
}

function firstTag(rows: readonly ISweepRow[]): string | undefined {
  const logged = rows.find(({ value }) => value !== undefined)?.run;
  return logged && Object.keys(logged.scalars)[0];
}
