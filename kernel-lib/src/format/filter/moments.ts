/** Times and durations as people write them in a filter. */

/** A stretch of time, in milliseconds since 1970, its end not included; an age is a moment without length. */
export interface TimeSpan {
  from: number;
  to: number;
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const UNITS: Record<string, number> = {
  ms: 1,
  s: SECOND,
  m: MINUTE,
  h: HOUR,
  d: DAY,
  w: 7 * DAY,
  y: 365 * DAY
};

const PARTS = /(\d+(?:\.\d+)?)(ms|[smhdwy])/g;
const DURATION = /^(?:\d+(?:\.\d+)?(?:ms|[smhdwy]))+$/;

const DATE =
  /^(\d{4})-(\d\d)(?:-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.\d{1,9})?)?(Z|[+-]\d\d:?\d\d)?)?)?$/i;

/** Milliseconds of `90s`, `1h30m`, `2d` …; `undefined` when it is none. */
export function parseDuration(text: string): number | undefined {
  if (!DURATION.test(text)) {
    return undefined;
  }
  let sum = 0;
  for (const [, amount, unit] of text.matchAll(PARTS)) {
    sum += Number(amount) * UNITS[unit];
  }
  return sum;
}

/**
 * The time that a text names, local unless it has a zone: `2026-11`, `2026-11-25`, `2026-11-25T14:30`, `today`,
 * `yesterday`; or, as `2d`, the moment so long before `now`. `undefined` when it names none.
 */
export function parseTime(text: string, now: number): TimeSpan | undefined {
  const age = parseDuration(text);
  if (age !== undefined) {
    return { from: now - age, to: now - age };
  }
  if (text === 'today' || text === 'yesterday') {
    return daySpan(new Date(now), text === 'today' ? 0 : -1);
  }
  return parseDate(text);
}

function daySpan(day: Date, shift: number): TimeSpan {
  const start = (days: number) =>
    new Date(
      day.getFullYear(),
      day.getMonth(),
      day.getDate() + shift + days
    ).getTime();
  return { from: start(0), to: start(1) };
}

function parseDate(text: string): TimeSpan | undefined {
  const found = DATE.exec(text);
  if (!found) {
    return undefined;
  }
  const [, year, month, day, hour, minute, second, zone] = found;
  const first = new Date(Number(year), Number(month) - 1, Number(day ?? 1));
  const real =
    first.getMonth() === Number(month) - 1 &&
    first.getDate() === Number(day ?? 1);
  if (!real) {
    return undefined;
  }
  if (day === undefined) {
    const next = new Date(Number(year), Number(month), 1);
    return { from: first.getTime(), to: next.getTime() };
  }
  if (hour === undefined) {
    return daySpan(first, 0);
  }
  const from = Date.parse(
    `${year}-${month}-${day}T${hour}:${minute}:${second ?? '00'}${normalZone(zone)}`
  );
  return Number.isNaN(from)
    ? undefined
    : { from, to: from + (second === undefined ? MINUTE : SECOND) };
}

function normalZone(zone: string | undefined): string {
  return (zone ?? '').toUpperCase().replace(/^(.\d\d)(\d\d)$/, '$1:$2');
}
