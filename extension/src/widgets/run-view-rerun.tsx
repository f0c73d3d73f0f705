import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';
import { reproductionLine, shortId } from 'trialbook/format';
import { rerunIcon } from '../icons';
import type { IRun } from '../tokens';

/** Puts a cell into the notebook that runs the run again; only for runs that a cell has launched. */
export function RerunButton(props: {
  run: IRun;
  rerun: (() => void) | null;
  trans: TranslationBundle;
}): JSX.Element | null {
  const { run, rerun, trans } = props;
  if (!rerun || run.source?.kernel.name !== 'tslab' || !run.source.cell) {
    return null;
  }
  return (
    <button
      className="jp-TrialbookButton jp-TrialbookRunView-rerun"
      title={trans.__('Insert a cell into the notebook that runs this again')}
      onClick={rerun}
    >
      <rerunIcon.react tag="span" width="14px" height="14px" />
      {trans.__('Rerun')}
    </button>
  );
}

/** Which run this one repeats, and whether it gave the same. */
export function Reproduction(props: {
  run: IRun;
  openRun: (id: string) => void;
  trans: TranslationBundle;
}): JSX.Element | null {
  const { run, openRun, trans } = props;
  const { reproduced, info } = run;
  const of = reproduced?.of ?? info.rerunOf;
  if (of === undefined) {
    return null;
  }
  const { reasons = [] } = reproduced ?? {};
  return (
    <div
      className={`jp-TrialbookRunView-reproduction jp-mod-${outcome(reproduced)}`}
    >
      <span>
        {reproduced
          ? reproductionLine(reproduced)
          : trans.__('Rerun of %1', shortId(of))}
      </span>
      <button
        className="jp-TrialbookButton"
        title={trans.__('Open the run that this one repeats: %1', of)}
        onClick={() => openRun(of)}
      >
        {trans.__('Open %1', shortId(of))}
      </button>
      {reasons.length > 0 ? (
        <ul>
          {reasons.map((reason, at) => (
            <li key={at}>{reason}</li>
          ))}
        </ul>
      ) : null}
    </div>
  );
}

function outcome(reproduced: IRun['reproduced']): string {
  return !reproduced || reproduced.changed?.length
    ? 'open'
    : reproduced.reproduced
      ? 'same'
      : 'different';
}
