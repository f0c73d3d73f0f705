/** The best of some runs. */
import type { Batch } from '../../format/queue';
import type { ListedRun } from '../../recorded/catalogue';

/**
 * The run with the least, or the most, of the tag at its end; the first of equals. Runs that have none of it, or not a
 * number, are never the best.
 */
export function bestRun(
  runs: readonly ListedRun[],
  { tag, goal }: NonNullable<Batch['objective']>
): ListedRun | undefined {
  const sign = goal === 'minimize' ? 1 : -1;
  let best: { run: ListedRun; value: number } | undefined;
  for (const run of runs) {
    const last = run.scalars[tag]?.last;
    if (
      typeof last === 'number' &&
      (best === undefined || sign * last < sign * best.value)
    ) {
      best = { run, value: last };
    }
  }
  return best?.run;
}
