/** The TypeScript modules beside a notebook, which tslab compiles and loads by itself. */
import * as path from 'node:path';
import type { Internals } from './internals';

/**
 * Paths of the loaded modules, each with the end `.js` that it would have if it were compiled to disk. tslab makes each one
 * a child of the module that executes cells. Where it does not, none are found, and the imports in the text of the cells
 * tell which modules there are.
 */
export function sideModules(internals: Internals | undefined): string[] {
  if (!internals) {
    return [];
  }
  const executor = path.join(internals.dir, 'dist', 'executor.js');
  const children = require.cache[executor]?.children ?? [];
  return children
    .map(child => child.filename)
    .filter(file => typeof file === 'string' && !(file in require.cache));
}
