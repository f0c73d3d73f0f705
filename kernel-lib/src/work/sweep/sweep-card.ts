/** What a cell shows of a sweep while it goes on, for viewers of text and of HTML. */
import type { Job, JobCounts } from '../../format/queue';
import { shortId } from '../../format/layout';
import { formatValue } from '../../format/format-value';
import { plainText } from '../../format/plain-text';
import { escapeHtml } from '../../recorded/table/html';

/** How far jobs are that were submitted together. */
export interface JobsProgress {
  counts: Readonly<JobCounts>;
  /** How many of those that run wait at a launcher, such as Slurm. */
  waiting?: number;
  /** Jobs that were completed before it began. */
  before: number;
  /** Milliseconds since it began. */
  elapsed: number;
}

/** How far a sweep is. */
export interface SweepProgress extends JobsProgress {
  name: string;
  label?: string;
  /** Jobs that failed. */
  failures: readonly Job[];
  /** The best run so far, in a few words. */
  best?: string;
}

/** Failures that are named. */
const NAMED = 5;

/** UTF-16 units of a failure. */
const WORDS = 160;

export function sweepText(progress: SweepProgress): string {
  return [headLine(progress), ...moreLines(progress)].join('\n');
}

export function sweepHtml(progress: SweepProgress): string {
  return progressHtml(progress, headLine(progress), moreLines(progress));
}

/** No script, and no style but widths: what viewers clean looks the same. */
export function progressHtml(
  progress: JobsProgress,
  head: string,
  more: readonly string[]
): string {
  const { done, total } = sizeOf(progress);
  return [
    `<div><progress value="${done}" max="${total}" style="width: 240px; vertical-align: middle"></progress> ${escapeHtml(head)}</div>`,
    ...more.map(line => `<div>${escapeHtml(line)}</div>`)
  ].join('');
}

/**
 * One line on how far it is.
 * @param what it is, for people.
 */
export function progressLine(
  progress: JobsProgress,
  what: string,
  unit: 'runs' | 'tasks'
): string {
  const { counts, before, elapsed, waiting = 0 } = progress;
  const running = counts.running - waiting;
  const { done, total } = sizeOf(progress);
  const parts = [
    `${done} of ${total} ${unit}`,
    before > 0 ? `${before} were there` : '',
    running > 0 ? `${running} under way` : '',
    waiting > 0 ? `${waiting} waiting at Slurm` : '',
    counts.failed > 0 ? `${counts.failed} failed` : '',
    counts.terminated > 0 ? `${counts.terminated} cancelled` : '',
    done === total
      ? `in ${durationText(elapsed)}`
      : remainingText(progress, done - before, total - done)
  ];
  return plainText(`${what}: ${parts.filter(part => part !== '').join(' · ')}`);
}

function headLine(progress: SweepProgress): string {
  const { name, label } = progress;
  const title = label === undefined ? name : `${name} · ${label}`;
  return progressLine(progress, `Sweep ${title}`, 'runs');
}

function moreLines({ best, failures }: SweepProgress): string[] {
  const more = failures.length - NAMED;
  return [
    ...(best === undefined ? [] : [`Best so far: ${best}`]),
    ...failures
      .slice(0, NAMED)
      .map(
        ({ flags, reason = 'failed', message = '', run }) =>
          `${run === undefined ? '' : `${shortId(run)} `}${reason}: ${message.slice(0, WORDS)} (${flagsLine(flags)})`
      ),
    ...(more > 0 ? [`And ${more} more.`] : [])
  ].map(plainText);
}

export function flagsLine(flags: Job['flags']): string {
  return Object.entries(flags)
    .map(([name, value]) => `${name}=${formatValue(value, 40)}`)
    .join(' ');
}

function sizeOf({ counts }: JobsProgress): { done: number; total: number } {
  const done = counts.completed + counts.failed + counts.terminated;
  return { done, total: done + counts.pending + counts.running };
}

/** From the mean time of those that it has made. */
function remainingText(
  { elapsed }: JobsProgress,
  made: number,
  left: number
): string {
  return made > 0 ? `about ${durationText((elapsed / made) * left)} left` : '';
}

function durationText(milliseconds: number): string {
  const seconds = milliseconds / 1000;
  return seconds < 10
    ? `${seconds.toFixed(1)} s`
    : seconds < 120
      ? `${Math.round(seconds)} s`
      : seconds < 7200
        ? `${Math.round(seconds / 60)} min`
        : `${Math.round(seconds / 3600)} h`;
}
