/** Where a recorded run comes from: whether its code was executed here before. */
import { hostname, userInfo } from 'node:os';
import type { RecordedRun } from './read-run';

/**
 * Who recorded a run, when it was not this user on this machine; `undefined` when it was. A run whose origin is not
 * told is somebody else's.
 */
export function strangerOf(
  { process, environment }: Pick<RecordedRun, 'process' | 'environment'>,
  host = hostname(),
  user = userName()
): string | undefined {
  const at = process?.host ?? environment.host;
  const by = environment.user;
  return at === host && (by === undefined || by === user)
    ? undefined
    : `${by ?? 'somebody'} on ${at ?? 'an unknown machine'}`;
}

/** A user without a name, as in some containers, is no reason to fail. */
function userName(): string | undefined {
  try {
    return userInfo().username;
  } catch {
    return undefined;
  }
}
