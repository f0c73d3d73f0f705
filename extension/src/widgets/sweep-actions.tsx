import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';
import type { SweepAction, SweepModel } from '../model/sweep-model';

/** What can be done with a sweep now: pause or resume, cancel, retry what failed. */
export function SweepActions(props: {
  model: SweepModel;
  trans: TranslationBundle;
}): JSX.Element | null {
  const { model, trans } = props;
  const { info, asking } = model;
  if (!info) {
    return null;
  }
  const isOpen = info.counts.pending + info.counts.running > 0;
  const button = (action: SweepAction, text: string, title: string) => (
    <button
      className="jp-TrialbookButton"
      disabled={asking !== null}
      aria-busy={asking === action}
      title={title}
      onClick={() => void model.ask(action)}
    >
      {asking === action ? trans.__('%1…', text) : text}
    </button>
  );
  return (
    <span className="jp-TrialbookSweep-actions">
      {info.counts.failed > 0 &&
        button(
          'retry',
          trans.__('Retry failed'),
          trans.__('Have all that failed made again')
        )}
      {isOpen &&
        (info.paused
          ? button(
              'resume',
              trans.__('Resume'),
              trans.__('Let its jobs begin again')
            )
          : button(
              'pause',
              trans.__('Pause'),
              trans.__('Let no more of its jobs begin; what runs goes on')
            ))}
      {isOpen &&
        button(
          'cancel',
          trans.__('Cancel'),
          trans.__('End what runs, and begin no more')
        )}
    </span>
  );
}
