import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';
import { shortId, type Job } from 'trialbook/format';
import { jobWords } from '../model/job-words';
import { lanesOf, MAX_LANES, type ILane } from '../model/sweep-lanes';
import { formatDuration } from '../model/time-format';

/** What a view of lanes is given. */
export interface ISweepLanesProps {
  jobs: readonly Job[];
  workers: readonly string[];
  /** Milliseconds since 1970. */
  now: number;
  trans: TranslationBundle;
  onOpen: (run: string) => void;
}

/** One lane per worker: what it made, when, how that ended, and what it makes now. */
export function SweepLanes(props: ISweepLanesProps): JSX.Element | null {
  const { jobs, workers, now, trans } = props;
  const { lanes, from, to } = lanesOf(jobs, workers, now);
  if (lanes.every(({ parts }) => parts.length === 0)) {
    return null;
  }
  return (
    <div className="jp-TrialbookLanes" role="list">
      {lanes.map(lane => (
        <Lane key={lane.worker} lane={lane} {...props} />
      ))}
      <div className="jp-TrialbookLanes-span">
        <span>
          {lanes.length === MAX_LANES
            ? trans.__('The first %1 workers', MAX_LANES)
            : ''}
        </span>
        <span>{formatDuration(to - from)}</span>
      </div>
    </div>
  );
}

function Lane(props: ISweepLanesProps & { lane: ILane }): JSX.Element {
  const { lane, trans, onOpen } = props;
  const { current } = lane;
  return (
    <div
      className="jp-TrialbookLane"
      role="listitem"
      aria-label={trans.__(
        'Worker %1: %2 made%3',
        lane.worker,
        lane.made,
        current ? trans.__(', now %1', jobWords(current)) : ''
      )}
    >
      <span className="jp-TrialbookLane-name" title={lane.worker}>
        {lane.worker}
      </span>
      <span className="jp-TrialbookLane-track">
        {lane.parts.map(({ job, from, to }) => (
          <span
            key={`${job.job}.${job.attempts}`}
            className={`jp-TrialbookLane-part jp-mod-${job.state}`}
            style={{
              left: `${100 * from}%`,
              width: `${100 * (to - from)}%`
            }}
            title={partTitle(job, props)}
            onClick={() => job.run !== undefined && onOpen(job.run)}
          />
        ))}
      </span>
      <span
        className="jp-TrialbookLane-now"
        title={current && jobWords(current)}
      >
        {current ? jobWords(current) : ''}
      </span>
    </div>
  );
}

function partTitle(job: Job, { trans, now }: ISweepLanesProps): string {
  const end = job.state === 'running' ? now : (job.ended ?? now);
  return [
    [job.run === undefined ? '' : shortId(job.run), jobWords(job)]
      .filter(Boolean)
      .join(' · '),
    trans.__('%1, %2', job.state, formatDuration(end - (job.started ?? end))),
    job.message ?? ''
  ]
    .filter(Boolean)
    .join('\n');
}
