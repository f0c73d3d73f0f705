/** Times and durations as tables show them. */

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** `just now`, `5 min ago`, `3 h ago`, `12 d ago`, or the day when it is longer ago than a month. */
export function agoText(time: number, now: number): string {
  const age = Math.max(0, now - time);
  if (age < MINUTE) {
    return 'just now';
  }
  if (age < HOUR) {
    return `${Math.floor(age / MINUTE)} min ago`;
  }
  if (age < DAY) {
    return `${Math.floor(age / HOUR)} h ago`;
  }
  return age < 31 * DAY ? `${Math.floor(age / DAY)} d ago` : dayText(time);
}

/** `2026-11-25`, local; empty for what is no time. */
function dayText(time: number): string {
  const day = new Date(time);
  return Number.isNaN(day.getTime())
    ? ''
    : `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}`;
}

/** `450 ms`, `12.5 s`, `3m 20s`, `2h 05m`, `3d 4h`. @param length milliseconds */
export function durationText(length: number): string {
  if (!(length >= 0)) {
    return '';
  }
  if (length < SECOND) {
    return `${Math.round(length)} ms`;
  }
  if (length < MINUTE) {
    return `${(Math.floor(length / 100) / 10).toFixed(1)} s`;
  }
  if (length < HOUR) {
    return `${Math.floor(length / MINUTE)}m ${two(Math.floor((length % MINUTE) / SECOND))}s`;
  }
  return length < DAY
    ? `${Math.floor(length / HOUR)}h ${two(Math.floor((length % HOUR) / MINUTE))}m`
    : `${Math.floor(length / DAY)}d ${Math.floor((length % DAY) / HOUR)}h`;
}

function two(number: number): string {
  return String(number).padStart(2, '0');
}
