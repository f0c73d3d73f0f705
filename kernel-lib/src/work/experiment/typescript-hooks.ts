/** Hooks of Node's loader by which it imports TypeScript, each module by itself: the module of a task stays the file it is. */
import { readFileSync } from 'node:fs';
import type { LoadHook, ResolveHook } from 'node:module';
import { fileURLToPath } from 'node:url';
import { findEsbuild } from '../../notebook/find-esbuild';

const TYPESCRIPT = /\.[cm]?ts$/;

/** As TypeScript does, `./tasks` and `./tasks.js` may be the file `tasks.ts`. */
export const resolve: ResolveHook = async (specifier, context, next) => {
  try {
    return await next(specifier, context);
  } catch (error) {
    if (!specifier.startsWith('.')) {
      throw error;
    }
    const stem = specifier.replace(/\.([cm]?)js$/, '');
    for (const ending of ['.ts', '.mts', '.cts', '/index.ts', '.js', '.mjs']) {
      try {
        return await next(stem + ending, context);
      } catch {
        // Another ending may be there; else the error of the name as it was written is thrown.
      }
    }
    throw error;
  }
};

export const load: LoadHook = async (url, context, next) => {
  if (!url.startsWith('file:') || !TYPESCRIPT.test(new URL(url).pathname)) {
    return next(url, context);
  }
  const file = fileURLToPath(url);
  const { code } = findEsbuild(file).transformSync(readFileSync(file, 'utf8'), {
    loader: 'ts',
    format: 'esm',
    target: 'node20',
    keepNames: true,
    sourcemap: 'inline',
    sourcefile: file
  });
  return { format: 'module', source: code, shortCircuit: true };
};
