import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';
import { shortId, summariseChanges } from 'trialbook/format';
import { runColor } from '../model/run-color';
import { compareColors } from '../model/compare-colors';
import { formatTime } from '../model/time-format';
import type { IRun } from '../tokens';
import type { ICompareProps } from './compare-props';
import { StatusIcon, statusWord } from './status-icon';

/** Which two runs, and in a line what was changed from the first to the second. */
export function CompareHeader(props: ICompareProps): JSX.Element {
  const { model, trans, actions } = props;
  const colors = compareColors(runColor(model.a.id), runColor(model.b.id));
  const summary = model.diff ? summariseChanges(model.diff) : '';
  return (
    <>
      <Run side="A" run={model.a} color={colors.a} {...props} />
      <Run side="B" run={model.b} color={colors.b} {...props} />
      <div className="jp-TrialbookCompare-summary">
        <span title={summary}>{summary}</span>
        <button className="jp-TrialbookButton" onClick={() => actions.swap()}>
          {trans.__('Swap A and B')}
        </button>
      </div>
      {model.problems.map(problem => (
        <div
          key={problem}
          className="jp-TrialbookBanner jp-mod-problem"
          role="alert"
        >
          {problem}
        </div>
      ))}
    </>
  );
}

function Run(
  props: ICompareProps & { side: 'A' | 'B'; run: IRun; color: number }
): JSX.Element {
  const { side, run, trans, actions, color } = props;
  const { info } = run;
  return (
    <div className="jp-TrialbookCompare-run" data-side={side}>
      <b>{side}</b>
      <svg width="26" height="8" aria-hidden>
        <path
          d="M1 4h24"
          stroke={`var(--jp-trialbook-series-${color})`}
          strokeWidth="2"
          strokeDasharray={side === 'A' ? '5 3' : undefined}
        />
      </svg>
      <StatusIcon status={info.status} trans={trans} />
      <button
        className="jp-TrialbookLink"
        title={trans.__('Open the run')}
        onClick={() => actions.openRun(run.id)}
      >
        {info.name || shortId(run.id)}
      </button>
      {info.label ? (
        <span className="jp-TrialbookCompare-label" title={info.label}>
          {info.label}
        </span>
      ) : null}
      <span className="jp-TrialbookCompare-facts">{factsText(run, trans)}</span>
    </div>
  );
}

function factsText({ id, info }: IRun, trans: TranslationBundle): string {
  const started = info.started ?? info.created;
  return [
    statusWord(info.status, trans),
    shortId(id),
    started > 0 ? formatTime(started) : ''
  ]
    .filter(part => part)
    .join(' · ');
}
