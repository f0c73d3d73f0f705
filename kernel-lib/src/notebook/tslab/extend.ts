/** A tslab that is loaded but not started, extended, with this package importable in its cells. */
import { createRequire } from 'node:module';
import * as path from 'node:path';
import { installHooks } from './install';
import { findInternals } from './internals';
import { providePackages } from './provided-packages';
import type { TslabState } from './state';
import { OWN_ROOT } from './tslab-folder';

export interface ExtendedTslab {
  /** `require` of tslab's `dist` folder. */
  load: NodeJS.Require;
  state: TslabState;
}

/** Loads and extends a tslab. @param dir folder of its package */
export function extendTslab(dir: string): ExtendedTslab {
  const load = createRequire(path.join(dir, 'dist', 'main.js'));
  providePackages(load, OWN_ROOT);
  load('./jupyter.js');
  return { load, state: installHooks(findInternals()) };
}
