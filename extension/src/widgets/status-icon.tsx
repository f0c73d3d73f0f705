import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';
import type { RunStatus } from '../tokens';

/** The word for a status, for tooltips and screen readers. */
export function statusWord(
  status: RunStatus,
  trans: TranslationBundle
): string {
  switch (status) {
    case 'pending':
      return trans.__('Pending');
    case 'running':
      return trans.__('Running');
    case 'completed':
      return trans.__('Completed');
    case 'failed':
      return trans.__('Failed');
    case 'terminated':
      return trans.__('Terminated');
    case 'lost':
      return trans.__('Lost: the process is gone without a word');
  }
}

/** A status by shape and colour; the word is its tooltip. */
export function StatusIcon(props: {
  status: RunStatus;
  trans: TranslationBundle;
}): JSX.Element {
  const word = statusWord(props.status, props.trans);
  return (
    <svg
      className={`jp-TrialbookStatus jp-mod-${props.status}`}
      viewBox="0 0 16 16"
      role="img"
      aria-label={word}
    >
      <title>{word}</title>
      {shape(props.status)}
    </svg>
  );
}

/** No two statuses share a shape, so that colour is never needed to tell them apart. */
function shape(status: RunStatus): JSX.Element {
  switch (status) {
    case 'pending':
      return <circle className="jp-mod-line" cx="8" cy="8" r="5" />;
    case 'running':
      return (
        <path className="jp-mod-line" d="M12.3 4.6A5.5 5.5 0 1 0 12.3 11.4" />
      );
    case 'completed':
      return (
        <>
          <circle className="jp-mod-fill" cx="8" cy="8" r="6.5" />
          <path className="jp-mod-mark" d="M5 8.2l2.1 2.1L11 6.2" />
        </>
      );
    case 'failed':
      return (
        <>
          <path
            className="jp-mod-fill"
            d="M5.3 1.5h5.4l3.8 3.8v5.4l-3.8 3.8H5.3l-3.8-3.8V5.3z"
          />
          <path
            className="jp-mod-mark"
            d="M5.8 5.8l4.4 4.4M10.2 5.8l-4.4 4.4"
          />
        </>
      );
    case 'terminated':
      return (
        <rect
          className="jp-mod-fill"
          x="3"
          y="3"
          width="10"
          height="10"
          rx="1"
        />
      );
    case 'lost':
      return (
        <circle
          className="jp-mod-line jp-mod-dashed"
          cx="8"
          cy="8"
          r="5.5"
          pathLength="12"
        />
      );
  }
}
