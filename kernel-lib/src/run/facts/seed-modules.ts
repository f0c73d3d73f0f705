/** Modules that a run uses as another run has kept them: its source has those, not what is on disk. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { RUN_FILES } from '../../format/layout';
import type { LocalModule } from '../../format/provenance';
import { keepFile, replaceJson } from './keep-file';

/**
 * @param dir the run folder, of which no modules are recorded yet.
 * @param modules each with the absolute path of its copy.
 * @throws what the file system says.
 */
export function seedModules(
  dir: string,
  modules: readonly { module: LocalModule; copy: string }[]
): void {
  for (const { module, copy } of modules) {
    const bytes = readFileSync(copy);
    keepFile(join(dir, RUN_FILES.modules, module.file), bytes, module.sha256);
  }
  const list = { modules: modules.map(({ module }) => module), left: [] };
  replaceJson(join(dir, RUN_FILES.moduleList), list);
}
