import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';
import type { JobState } from 'trialbook/format';
import { formatDuration } from '../model/time-format';
import type { ISweepInfo } from '../tokens';

/** States in the order of the bar: what is done stands at the left. */
const ORDER: readonly JobState[] = [
  'completed',
  'failed',
  'terminated',
  'running'
];

/** How far a sweep is, as a bar: a stretch for each state, the rest is to come. */
export function SweepBar(props: {
  info: ISweepInfo;
  trans: TranslationBundle;
}): JSX.Element {
  const { info, trans } = props;
  const total = Math.max(1, info.total);
  return (
    <div
      className="jp-TrialbookSweepBar"
      role="progressbar"
      aria-valuemin={0}
      aria-valuemax={info.total}
      aria-valuenow={endedCount(info)}
      aria-valuetext={sweepWords(info, trans).join(', ')}
      title={sweepWords(info, trans).join(' · ')}
    >
      {ORDER.filter(state => info.counts[state] > 0).map(state => (
        <span
          key={state}
          className={`jp-mod-${state}`}
          style={{ width: `${(100 * info.counts[state]) / total}%` }}
        />
      ))}
    </div>
  );
}

/** How many of its jobs have ended, in whatever way. */
export function endedCount({ counts }: ISweepInfo): number {
  return counts.completed + counts.failed + counts.terminated;
}

/** Counts by state in words, those that there are: `12 of 18`, `2 running`, `1 failed`. */
export function sweepWords(
  info: ISweepInfo,
  trans: TranslationBundle
): string[] {
  const { counts, waiting } = info;
  const running = counts.running - waiting;
  const number = (count: number) => count.toLocaleString();
  return [
    trans.__('%1 of %2', number(endedCount(info)), number(info.total)),
    running > 0 ? trans.__('%1 running', number(running)) : '',
    waiting > 0 ? trans.__('%1 waiting at Slurm', number(waiting)) : '',
    counts.failed > 0 ? trans.__('%1 failed', number(counts.failed)) : '',
    counts.terminated > 0
      ? trans.__('%1 cancelled', number(counts.terminated))
      : ''
  ].filter(text => text !== '');
}

/** The time that is left: `about 2m 10s left`; the state where there is none. */
export function sweepRest(info: ISweepInfo, trans: TranslationBundle): string {
  if (info.paused && info.counts.pending > 0) {
    return trans.__('paused');
  }
  return info.left === undefined
    ? ''
    : trans.__('about %1 left', formatDuration(info.left));
}
