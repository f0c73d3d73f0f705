import type { TranslationBundle } from '@jupyterlab/translation';

import type { IRunInfo } from '../tokens';
import { formatNumber } from './number-format';
import { formatDuration } from './time-format';

/** The figures at the end of a run's row. */
export interface IRunFigures {
  /** Such as `0.0421 · 2m 14s`. */
  text: string;
  /** All last values with tag and step, one a line. */
  title: string;
  spoken: string;
}

/** What a row says in figures: the primary metric's last value, and how long it took or how it ended. */
export function runFigures(
  info: IRunInfo,
  now: number,
  stopping: boolean,
  trans: TranslationBundle
): IRunFigures {
  const entries = Object.entries(info.scalars);
  const primary = entries.at(0);
  const parts: string[] = [];
  if (primary) {
    parts.push(
      info.status === 'failed'
        ? trans.__('step %1', primary[1].step)
        : formatNumber(primary[1].last)
    );
  }
  parts.push(outcome(info, now, stopping, trans));
  const values = entries.map(([tag, { last, step }]) =>
    trans.__('%1 %2 at step %3', tag, formatNumber(last), step)
  );
  return {
    text: parts.filter(Boolean).join(' · '),
    title: [...values, took(info, trans)].filter(Boolean).join('\n'),
    spoken: [values.at(0), parts.at(-1)].filter(Boolean).join(', ')
  };
}

function outcome(
  info: IRunInfo,
  now: number,
  stopping: boolean,
  trans: TranslationBundle
): string {
  const started = info.started ?? info.created;
  switch (info.status) {
    case 'pending':
      return trans.__('pending');
    case 'running':
      return stopping ? trans.__('stopping…') : formatDuration(now - started);
    case 'terminated':
      return trans.__('terminated');
    case 'lost':
      return trans.__('lost');
    default:
      return info.ended === undefined
        ? ''
        : formatDuration(info.ended - started);
  }
}

function took(info: IRunInfo, trans: TranslationBundle): string {
  return info.ended === undefined
    ? ''
    : trans.__(
        'Took %1',
        formatDuration(info.ended - (info.started ?? info.created))
      );
}
