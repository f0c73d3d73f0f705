/** A module of the user's as one CommonJS file that a worker evaluates. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { pathToFileURL } from 'node:url';
import { TrialbookError } from '../../errors';
import { findEsbuild } from '../find-esbuild';
import { LANGUAGE, requireFrom } from './bundle';

export interface ModuleBundle {
  /** A CommonJS module with the exports of the user's one, and `entry`, the one of them that was asked for. */
  code: string;
  /** SHA-256 of the file, hex. */
  hash: string;
  /** SHA-256, hex, of what counts: the code with the local modules it imports, wherever it lies; no comments. */
  sourceDigest: string;
  /** The module as it was written. */
  text: string;
}

/**
 * Bundles a module with the local modules it imports; packages stay where they are.
 * @param file absolute path of JavaScript or TypeScript.
 * @param typeName of the type of tasks that is `entry`.
 * @throws TrialbookError BAD_PROJECT when esbuild is not there; CODE when the module cannot be bundled.
 */
export function bundleTaskModule(file: string, typeName: string): ModuleBundle {
  const esbuild = findEsbuild(file);
  const base = dirname(file);
  try {
    const { outputFiles } = esbuild.buildSync({
      ...LANGUAGE,
      entryPoints: [file],
      bundle: true,
      write: false,
      platform: 'node',
      format: 'cjs',
      packages: 'external',
      logLevel: 'silent',
      absWorkingDir: base,
      keepNames: true,
      legalComments: 'none',
      supported: { 'dynamic-import': false },
      define: {
        'import.meta.url': JSON.stringify(pathToFileURL(file).href),
        __dirname: JSON.stringify(base),
        __filename: JSON.stringify(file)
      }
    });
    const body = outputFiles[0].text;
    const code = [
      requireFrom(base),
      body,
      `exports = module.exports = { ...module.exports, entry: Object.values(module.exports).find(each => each?.typeName === ${JSON.stringify(typeName)}) };\n`
    ].join('\n');
    return {
      code,
      hash: sha256(code),
      sourceDigest: sha256(body),
      text: readFileSync(file, 'utf8')
    };
  } catch (cause) {
    throw new TrialbookError(
      'CODE',
      `The module ${file}, which declares the task ${typeName}, cannot be bundled for a worker: ${cause instanceof Error ? cause.message : String(cause)}`,
      { cause }
    );
  }
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
