/** Evaluates a bundled slice. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { compileFunction } from 'node:vm';

interface BundleExports {
  entry?: unknown;
  ready?: PromiseLike<void>;
}

/**
 * Evaluates the bundle in a file afresh, with this copy of `trialbook`, and gives its function. Each call makes new module
 * variables.
 * @param file absolute path of what `bundleSlice()` made.
 * @throws what the definitions throw, and what a package that is not installed throws.
 */
export async function loadEntry(file: string): Promise<unknown> {
  const module = { exports: {} as BundleExports };
  const outer = createRequire(file);
  const own = createRequire(__filename);
  const load = Object.assign(
    (id: string): unknown =>
      id === 'trialbook' ? own(join(__dirname, '..', '..')) : outer(id),
    outer
  );
  const evaluate = compileFunction(
    readFileSync(file, 'utf8'),
    ['exports', 'require', 'module', '__filename', '__dirname'],
    { filename: file }
  ) as (...args: unknown[]) => void;
  evaluate(module.exports, load, module, file, dirname(file));
  await module.exports.ready;
  return module.exports.entry;
}
