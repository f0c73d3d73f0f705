import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';
import { formatAge } from '../model/time-format';

/** Whether what is shown is what is on the disk now, and when it was looked at. */
export function LiveChip(props: {
  /** Milliseconds since 1970; 0 when nothing was read yet. */
  updated: number;
  now: number;
  visible: boolean;
  problem: string | null;
  trans: TranslationBundle;
}): JSX.Element | null {
  const { updated, now, trans } = props;
  if (props.problem !== null) {
    return (
      <span
        className="jp-TrialbookChip jp-mod-offline"
        title={props.problem}
        role="status"
      >
        {trans.__('offline – retrying')}
      </span>
    );
  }
  if (!props.visible) {
    return (
      <span className="jp-TrialbookChip jp-mod-paused">
        {trans.__('paused')}
      </span>
    );
  }
  if (updated === 0) {
    return null;
  }
  const seconds = Math.max(0, Math.round((now - updated) / 1000));
  return (
    <span
      className="jp-TrialbookChip jp-mod-live"
      title={trans.__(
        'Read from the files of the runs; nothing else is needed.'
      )}
    >
      {seconds < 60
        ? trans.__('live · %1 s ago', seconds)
        : trans.__('live · %1 ago', formatAge(updated, now, trans))}
    </span>
  );
}
