import type { TranslationBundle } from '@jupyterlab/translation';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A length of time in at most two units: `0.4s`, `31s`, `5m 02s`, `1h 05m`, `2d 03h`. */
export function formatDuration(milliseconds: number): string {
  const ms = Math.max(0, milliseconds);
  if (ms < 10 * SECOND) {
    return `${(Math.floor(ms / 100) / 10).toFixed(1)}s`;
  }
  if (ms < MINUTE) {
    return `${Math.floor(ms / SECOND)}s`;
  }
  if (ms < HOUR) {
    return pair(ms, MINUTE, 'm', SECOND, 's');
  }
  return ms < DAY
    ? pair(ms, HOUR, 'h', MINUTE, 'm')
    : pair(ms, DAY, 'd', HOUR, 'h');
}

/** How long ago, as short as a row needs it: `now`, `3 min`, `2 h`; from a day on the date. */
export function formatAge(
  time: number,
  now: number,
  trans: TranslationBundle
): string {
  // Kernel and browser may run by different clocks, so the future is now as well.
  const age = now - time;
  if (age < MINUTE) {
    return trans.__('now');
  }
  if (age < HOUR) {
    return trans.__('%1 min', Math.floor(age / MINUTE));
  }
  if (age < DAY) {
    return trans.__('%1 h', Math.floor(age / HOUR));
  }
  const sameYear = new Date(time).getFullYear() === new Date(now).getFullYear();
  return write(sameYear ? DAY_OF_YEAR : DAY_AND_YEAR, time);
}

/** Date and time of day in full, as the browser's locale writes them. */
export function formatTime(time: number): string {
  return write(IN_FULL, time);
}

const DAY_OF_YEAR = new Intl.DateTimeFormat(undefined, {
  month: 'short',
  day: 'numeric'
});
const DAY_AND_YEAR = new Intl.DateTimeFormat(undefined, {
  month: 'short',
  day: 'numeric',
  year: 'numeric'
});
const IN_FULL = new Intl.DateTimeFormat(undefined, {
  dateStyle: 'medium',
  timeStyle: 'medium'
});

/** `toLocaleString` makes a format at each call, which a list that scrolls feels. */
function write(format: Intl.DateTimeFormat, time: number): string {
  const date = new Date(time);
  // A file may tell of a time that no date holds.
  return Number.isNaN(date.getTime()) ? '–' : format.format(date);
}

function pair(
  ms: number,
  large: number,
  largeUnit: string,
  small: number,
  smallUnit: string
): string {
  const rest = Math.floor((ms % large) / small);
  return `${Math.floor(ms / large)}${largeUnit} ${String(rest).padStart(2, '0')}${smallUnit}`;
}
