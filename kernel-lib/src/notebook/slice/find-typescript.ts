/** The TypeScript that reads the cells: that of the kernel, which compiled them. */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { TrialbookError } from '../../errors';
import { findInternals, requireFrom } from '../tslab/internals';
import { findTslab } from '../tslab/tslab-folder';
import type { TypeScriptModule } from './executed';

/**
 * Finds it: of the running tslab, of an installed one, else the package `typescript`.
 * @param folder from where packages are looked for.
 * @throws TrialbookError NOT_SLICEABLE when there is none.
 */
export function findTypeScript(folder: string): TypeScriptModule {
  const dir = findInternals()?.dir ?? findTslab(undefined, folder);
  const found =
    (dir && requireFrom(dir, '@tslab/typescript-for-tslab')) ??
    installed(folder);
  if (!found) {
    throw new TrialbookError(
      'NOT_SLICEABLE',
      'A function is sliced by TypeScript, which was not found. Run "npm install typescript" in the folder of the notebook.'
    );
  }
  return found as TypeScriptModule;
}

function installed(folder: string): unknown {
  try {
    return createRequire(join(folder, 'cell.js'))('typescript');
  } catch {
    return undefined;
  }
}
