/** Which of the local modules that a run has used are not as they were. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { RUN_FILES } from '../format/layout';
import { parseModuleList } from '../format/provenance';

/** Sentences are not made of more than these. */
const NAMED = 5;

/**
 * A sentence for each module that has another text than when the run was recorded, or is gone.
 * @param dir the run folder.
 * @param folder the folder that imports are seen from.
 */
export function changedModules(dir: string, folder: string): string[] {
  const { modules } = parseModuleList(
    String(contentOf(join(dir, RUN_FILES.moduleList)) ?? '')
  );
  const sentences = modules.flatMap(({ path, sha256 }) => {
    const content = contentOf(resolve(folder, path));
    if (content === undefined) {
      return [`The module ${path} is gone.`];
    }
    const isSame =
      createHash('sha256').update(content).digest('hex') === sha256;
    return isSame ? [] : [`The module ${path} has changed.`];
  });
  const more = sentences.length - NAMED;
  return more > 0
    ? [...sentences.slice(0, NAMED), `${more} more modules have changed.`]
    : sentences;
}

function contentOf(file: string): Buffer | undefined {
  try {
    return readFileSync(file);
  } catch {
    return undefined;
  }
}
