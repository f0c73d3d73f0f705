import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';
import { shortId } from 'trialbook/format';
import { lastStep } from '../mime/card-info';
import { formatDuration, formatTime } from '../model/time-format';
import type { IRun, IRunInfo } from '../tokens';
import { Reproduction, RerunButton } from './run-view-rerun';
import type { IRunViewProps } from './run-view-props';
import { notebookPath } from './run-view-source';
import { StatusIcon, statusWord } from './status-icon';
import { StopButton } from './stop-button';
import { useNow } from './use-now';

/** Who the run is, how it stands, and what went wrong. */
export function RunViewHeader(props: IRunViewProps): JSX.Element {
  const { model, trans, actions } = props;
  const { run } = model;
  const { info } = run;
  return (
    <>
      <div className="jp-TrialbookRunView-line">
        <StatusIcon status={info.status} trans={trans} />
        <h1 title={info.name}>{info.name}</h1>
        <span className={`jp-TrialbookRunView-status jp-mod-${info.status}`}>
          {statusWord(info.status, trans)}
        </span>
        {info.label ? (
          <span className="jp-TrialbookRunView-label" title={info.label}>
            {info.label}
          </span>
        ) : null}
        {info.tags.map(tag => (
          <span key={tag} className="jp-TrialbookTag" title={tag}>
            #{tag}
          </span>
        ))}
        <Facts info={info} trans={trans} />
        <LaunchingCell {...props} />
        {info.status === 'running' && !run.problem ? (
          <StopButton primary stop={() => run.stop()} trans={trans} />
        ) : null}
        <RerunButton run={run} rerun={actions.rerun} trans={trans} />
      </div>
      <Reproduction run={run} openRun={actions.openRun} trans={trans} />
      <WhatChanged {...props} />
      {run.problem ? (
        <div className="jp-TrialbookBanner jp-mod-problem" role="alert">
          {run.problem}
        </div>
      ) : null}
      <ErrorBanner run={run} trans={trans} />
    </>
  );
}

/** What was changed since the previous run of the function, once that is known. */
function WhatChanged(props: IRunViewProps): JSX.Element | null {
  const { model, trans, actions } = props;
  const found = model.whatChanged;
  if (!found) {
    return null;
  }
  const text = found.text || trans.__('nothing was changed');
  return (
    <div className="jp-TrialbookWhatChanged">
      <span className="jp-TrialbookWhatChanged-since">
        {trans.__('Since the previous run:')}
      </span>
      <span className="jp-TrialbookWhatChanged-text" title={text}>
        {text}
      </span>
      <button
        className="jp-TrialbookLink"
        title={trans.__('Show what differs from the previous run')}
        onClick={() => actions.compareWith(found.previous)}
      >
        {trans.__('Compare')}
      </button>
    </div>
  );
}

/** Leads to the cell that launched the run: in the notebook, else among the cells that were recorded. */
function LaunchingCell(props: IRunViewProps): JSX.Element | null {
  const { model, trans, actions } = props;
  const { run } = model;
  const { id, count } = run.source?.cell ?? {};
  if (id === undefined && count === undefined) {
    return null;
  }
  const onClick = async () => {
    const notebook = notebookPath(run);
    const found =
      id !== undefined && notebook !== null
        ? await actions
            .goToCell?.(notebook, { id, code: '' })
            .catch(() => false)
        : false;
    if (!found) {
      model.tab = 'source';
    }
  };
  return (
    <button
      className="jp-TrialbookLink"
      title={trans.__('Go to the cell that launched the run')}
      onClick={() => void onClick()}
    >
      {count === undefined ? trans.__('cell') : trans.__('cell [%1]', count)}
    </button>
  );
}

function Facts(props: {
  info: IRunInfo;
  trans: TranslationBundle;
}): JSX.Element {
  const { info, trans } = props;
  const now = useNow(info.status === 'running');
  const started = info.started ?? info.created;
  const step = lastStep(info);
  const end = info.ended ?? (info.status === 'running' ? now : undefined);
  return (
    <span className="jp-TrialbookRunView-facts">
      <span title={info.id}>{shortId(info.id)}</span>
      {started > 0 ? (
        <span title={formatTime(started)}>
          {trans.__('started %1', clock(started, now))}
        </span>
      ) : null}
      {end !== undefined ? <span>{formatDuration(end - started)}</span> : null}
      {step !== null ? (
        <span>{trans.__('step %1', step.toLocaleString())}</span>
      ) : null}
    </span>
  );
}

/** The time of day, with the date unless it is today. */
function clock(time: number, now: number): string {
  const date = new Date(time);
  const today = date.toDateString() === new Date(now).toDateString();
  return date.toLocaleString(undefined, {
    hour: '2-digit',
    minute: '2-digit',
    ...(today ? {} : { month: 'short', day: 'numeric' })
  });
}

function ErrorBanner(props: {
  run: IRun;
  trans: TranslationBundle;
}): JSX.Element | null {
  const { run, trans } = props;
  const { error, info } = run;
  if (!error) {
    return info.error ? (
      <div className="jp-TrialbookBanner jp-mod-error">{info.error}</div>
    ) : null;
  }
  const { position } = error;
  return (
    <div className="jp-TrialbookBanner jp-mod-error">
      <div>
        <b>{error.name}</b>: {error.message}
        {position ? (
          <span className="jp-TrialbookBanner-place">
            {position.count === undefined
              ? trans.__('line %1', position.line)
              : trans.__('cell [%1], line %2', position.count, position.line)}
          </span>
        ) : null}
      </div>
      {error.stack ? (
        <details>
          <summary>{trans.__('Stack')}</summary>
          <pre>{error.stack}</pre>
        </details>
      ) : null}
    </div>
  );
}
