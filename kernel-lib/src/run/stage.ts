/** A run that is prepared and waits to be started by another process. */
import { appendFileSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { feedCreated } from '../format/feed-lines';
import type { CreatedEntry } from '../format/journal';
import { FEED_FILE, FORMAT_VERSION, RUN_FILES } from '../format/layout';
import { encodeLine } from '../format/lines';
import { makeRunDir, notWritable, openHome } from '../store/home';
import { recordCallFlags } from './flags/record';
import type { CheckedCall } from './flags/checked-call';
import { scalarsFileName } from './scalar-log';

/** A run folder that is there already. */
export interface StagedRun {
  id: string;
  dir: string;
  /** File name of the scalars. */
  scalars: string;
}

/**
 * Makes the folder of a run that no process records yet.
 * @throws TrialbookError HOME_NOT_WRITABLE
 */
export function stageRun(
  home: string,
  call: CheckedCall,
  about: Pick<
    CreatedEntry,
    | 'name'
    | 'label'
    | 'tags'
    | 'kind'
    | 'operation'
    | 'command'
    | 'sourceDigest'
  >
): StagedRun {
  const { dir: folder } = openHome({ home, from: home });
  const { id, dir } = makeRunDir(folder);
  const time = Date.now();
  const created: CreatedEntry = {
    type: 'created',
    time,
    format: FORMAT_VERSION,
    run: id,
    ...about,
    flags: recordCallFlags(call.flags),
    ...(call.defaults.length > 0 && { defaults: call.defaults }),
    ...(call.facts && { flagFacts: call.facts }),
    staged: true,
    scalars: scalarsFileName(time)
  };
  try {
    mkdirSync(join(dir, RUN_FILES.signals), { recursive: true });
    mkdirSync(join(dir, RUN_FILES.source));
    appendFileSync(
      join(dir, RUN_FILES.journal),
      encodeLine(created, { shared: true })
    );
    appendFileSync(join(folder, FEED_FILE), feedCreated(created));
  } catch (error) {
    rmSync(dir, { recursive: true, force: true });
    throw notWritable(folder, error as NodeJS.ErrnoException);
  }
  return { id, dir, scalars: created.scalars };
}
