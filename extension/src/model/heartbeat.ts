import { HEARTBEAT_LIMIT, RUN_FILES } from 'trialbook/format';
import type { IBeat, IFileSource } from '../sources/file-source';
import { joinPath } from './paths';

/** Whether the process of a run that has not ended is gone: its heart does not beat any more. */
export async function isLost(
  source: IFileSource,
  runPath: string,
  created: number
): Promise<boolean> {
  const beat = await source.beat(joinPath(runPath, RUN_FILES.heartbeat));
  return isOverdue(beat, created);
}

/**
 * Whether the next beat should have come long ago. Both times are the server's, so that the browser's clock does not
 * matter. A run that has not beaten yet is given as long as one between two beats.
 */
export function isOverdue(beat: IBeat, created: number): boolean {
  return beat.now - (beat.modified ?? created) > HEARTBEAT_LIMIT;
}
