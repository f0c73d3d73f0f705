import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import * as path from 'node:path';

/** Root folder of this very package. */
export const OWN_ROOT = path.resolve(__dirname, '..', '..', '..');

/**
 * Folder of the tslab to start: the one asked for, else the one that the notebook's folder sees, else the one beside
 * this package; `undefined` when there is none.
 */
export function findTslab(
  asked: string | undefined,
  notebookFolder: string
): string | undefined {
  if (asked !== undefined) {
    const dir = path.resolve(asked);
    return existsSync(path.join(dir, 'dist', 'main.js')) ? dir : undefined;
  }
  return resolveTslab(notebookFolder) ?? resolveTslab(OWN_ROOT);
}

function resolveTslab(from: string): string | undefined {
  try {
    const resolve = createRequire(path.join(from, 'cell.js')).resolve;
    return path.dirname(resolve('tslab/package.json'));
  } catch {
    return undefined;
  }
}
