import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';
import { shortId } from 'trialbook/format';
import { jobWords } from '../model/job-words';
import { formatNumber } from '../model/number-format';
import type { ISweepDetail } from '../model/sweep-detail';
import type { SweepModel } from '../model/sweep-model';
import { SweepActions } from './sweep-actions';
import { iconOf } from './sweep-icon';
import { SweepBar, sweepRest, sweepWords } from './sweep-progress';
import { StatusIcon } from './status-icon';

/** Name, state, counts, bar, what can be done and the best so far: the top of a sweep's card and of its view. */
export function SweepHeader(props: {
  model: SweepModel;
  trans: TranslationBundle;
  /** Opens a run. */
  onOpen: (run: string) => void;
  /** Opens the sweep itself; without it there is no button for that. */
  onOpenSweep?: () => void;
}): JSX.Element | null {
  const { model, trans, onOpen, onOpenSweep } = props;
  const { info, detail } = model;
  if (!info || !detail) {
    return null;
  }
  const rest = sweepRest(info, trans);
  return (
    <div className="jp-TrialbookSweep-header" data-state={info.state}>
      <div className="jp-TrialbookSweep-line">
        <StatusIcon status={iconOf(info.state)} trans={trans} />
        <b className="jp-TrialbookSweep-name">{info.name}</b>
        {info.label !== undefined && (
          <span className="jp-TrialbookSweep-label">{info.label}</span>
        )}
        <span className="jp-TrialbookSweep-words">
          {[...sweepWords(info, trans), rest].filter(Boolean).join(' · ')}
        </span>
        <SweepActions model={model} trans={trans} />
        {onOpenSweep && (
          <button className="jp-TrialbookButton" onClick={onOpenSweep}>
            {trans.__('Open')}
          </button>
        )}
      </div>
      <SweepBar info={info} trans={trans} />
      <Best detail={detail} trans={trans} onOpen={onOpen} />
      {model.problem !== null && (
        <div className="jp-TrialbookSweep-problem" role="alert">
          {model.problem}
        </div>
      )}
    </div>
  );
}

function Best(props: {
  detail: ISweepDetail;
  trans: TranslationBundle;
  onOpen: (run: string) => void;
}): JSX.Element | null {
  const { detail, trans, onOpen } = props;
  const { best, objective } = detail;
  const run = best?.job.run;
  if (!best || !objective || run === undefined || best.value === undefined) {
    return null;
  }
  return (
    <div className="jp-TrialbookSweep-best">
      <span>{trans.__('best %1', objective.tag)}</span>
      <b>{formatNumber(best.value)}</b>
      <span className="jp-TrialbookSweep-bestFlags">{jobWords(best.job)}</span>
      <button
        className="jp-TrialbookLink"
        title={trans.__('Open the run')}
        onClick={() => onOpen(run)}
      >
        {shortId(run)}
      </button>
    </div>
  );
}
