import type { ActiveRun } from './active-run';

/** `log(name, value, step?)` or `log({ name: value, … }, step?)` */
export type LogArguments =
  | [name: string, value: number, step?: number]
  | [scalars: Record<string, number>, step?: number];

/** A tag longer than this is cut. */
const TAG_LIMIT = 1000;

/** Records what `log` was given. What cannot be recorded is reported once, never thrown. */
export function logTo(run: ActiveRun, args: LogArguments): void {
  if (typeof args[0] === 'string') {
    const [tag, value, step] = args as [string, number, number?];
    const point = toNumber(run, tag, value);
    if (point !== undefined) {
      run.logOne(toTag(run, tag), point, toStep(run, tag, step));
    }
    return;
  }
  const [scalars, step] = args as [Record<string, number>, number?];
  if (typeof scalars !== 'object' || scalars === null) {
    run.warnOnce(
      'LOG',
      `log() takes a name and a number, or an object of numbers; got ${typeof scalars}. It was not recorded.`
    );
    return;
  }
  const points: [string, number][] = [];
  for (const tag of Object.keys(scalars)) {
    const point = toNumber(run, tag, scalars[tag]);
    if (point !== undefined) {
      points.push([toTag(run, tag), point]);
    }
  }
  run.log(points, toStep(run, points[0]?.[0] ?? '', step));
}

function toNumber(
  run: ActiveRun,
  tag: string,
  value: unknown
): number | undefined {
  switch (typeof value) {
    case 'number':
      return value;
    case 'bigint':
      return Number(value);
    case 'boolean':
      return value ? 1 : 0;
    default:
      run.warnOnce(
        `LOG_VALUE ${tag}`,
        `log() takes numbers; "${tag}" is ${value === null ? 'null' : `of type ${typeof value}`} and was not recorded.`
      );
      return undefined;
  }
}

/** A tag of bearable length. */
export function toTag(run: ActiveRun, tag: string): string {
  if (tag.length <= TAG_LIMIT) {
    return tag;
  }
  run.warnOnce(
    'LOG_TAG',
    `A scalar's name has ${tag.length} characters; the first ${TAG_LIMIT} were recorded.`
  );
  return tag.slice(0, TAG_LIMIT);
}

/** A whole number; nothing for the next step. */
export function toStep(
  run: ActiveRun,
  tag: string,
  step: unknown
): number | undefined {
  if (step === undefined || Number.isSafeInteger(step)) {
    return step as number | undefined;
  }
  const usable = typeof step === 'number' && Number.isFinite(step);
  const used = usable ? clampStep(step) : undefined;
  run.warnOnce(
    'LOG_STEP',
    `log() takes whole numbers as steps; "${tag}" came with ${String(step)}, recorded as ${used ?? 'the next step'}.`
  );
  return used;
}

function clampStep(step: number): number {
  const limit = Number.MAX_SAFE_INTEGER;
  return Math.max(-limit, Math.min(limit, Math.trunc(step)));
}
