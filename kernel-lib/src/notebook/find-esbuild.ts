/** The package `esbuild`, which only TypeScript needs. */
import { createRequire } from 'node:module';
import { TrialbookError } from '../errors';

type Esbuild = typeof import('esbuild');

/** @throws TrialbookError BAD_PROJECT when neither the project nor this package has it. */
export function findEsbuild(module: string): Esbuild {
  for (const from of [module, __filename]) {
    try {
      return createRequire(from)('esbuild') as Esbuild;
    } catch {
      // The other place may have it.
    }
  }
  throw new TrialbookError(
    'BAD_PROJECT',
    `${module} is TypeScript, which needs the package esbuild. Run "npm install esbuild" in the project.`
  );
}
