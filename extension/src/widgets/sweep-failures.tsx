import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';
import { shortId } from 'trialbook/format';
import { jobWords } from '../model/job-words';
import type { ISweepRow } from '../model/sweep-detail';

/** Failures that are named. */
const NAMED = 20;

/** The jobs that failed: which, why, and a button that has each made again. */
export function SweepFailures(props: {
  failures: readonly ISweepRow[];
  trans: TranslationBundle;
  /** Named ones at most. @default 20 */
  limit?: number;
  isBusy: boolean;
  onOpen: (run: string) => void;
  onRetry: (jobs: readonly string[]) => void;
}): JSX.Element | null {
  const { failures, trans, limit = NAMED, isBusy, onOpen, onRetry } = props;
  if (failures.length === 0) {
    return null;
  }
  return (
    <ul className="jp-TrialbookFailures" aria-label={trans.__('Failures')}>
      {failures.slice(0, limit).map(({ job }) => (
        <li key={job.job}>
          {job.run === undefined ? (
            <span className="jp-TrialbookFailures-run">–</span>
          ) : (
            <button
              className="jp-TrialbookLink jp-TrialbookFailures-run"
              title={trans.__('Open the run')}
              onClick={() => onOpen(job.run ?? '')}
            >
              {shortId(job.run)}
            </button>
          )}
          <span className="jp-TrialbookFailures-flags" title={jobWords(job)}>
            {jobWords(job)}
          </span>
          <span className="jp-TrialbookFailures-reason" title={job.message}>
            {job.reason !== undefined && job.reason !== 'failed'
              ? `${job.reason}: `
              : ''}
            {job.message ?? trans.__('It failed without a word.')}
          </span>
          <button
            className="jp-TrialbookButton"
            disabled={isBusy}
            title={trans.__('Have it made again')}
            onClick={() => onRetry([job.job])}
          >
            {trans.__('Retry')}
          </button>
        </li>
      ))}
      {failures.length > limit && (
        <li className="jp-TrialbookFailures-more">
          {trans.__('And %1 more.', (failures.length - limit).toLocaleString())}
        </li>
      )}
    </ul>
  );
}
