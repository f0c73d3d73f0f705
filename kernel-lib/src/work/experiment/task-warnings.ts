/** What has changed since a result was made that is given again. */
import type { Batch, Job } from '../../format/queue';
import { reviveValue } from '../../format/revive-value';
import { changedDefaultsText, differingDefaults } from '../../plan';
import type { JobRequest } from '../queue/submit';
import type { TaskCode } from './task-code';

/**
 * Sentences for people; none when all is as it was.
 * @param job that was completed before it was asked for again.
 * @param batch that it was made from.
 */
export function changesSince(
  { defaults: kept = {} }: Job,
  batch: Batch | undefined,
  { name, sourceDigest }: TaskCode,
  { defaults = {} }: JobRequest
): string[] {
  const then = Object.fromEntries(
    Object.entries(kept).flatMap(([param, recorded]) => {
      const value = reviveValue(recorded);
      return value.exact ? [[param, value.value]] : [];
    })
  );
  const changed = changedDefaultsText(name, differingDefaults(defaults, then));
  const isOther =
    batch?.sourceDigest !== undefined && batch.sourceDigest !== sourceDigest;
  return [
    ...(changed === undefined ? [] : [changed]),
    ...(isOther
      ? [
          `The code of ${name} has changed since this result. It stands; with { strictCode: true } or --strict-code it is made anew.`
        ]
      : [])
  ];
}
