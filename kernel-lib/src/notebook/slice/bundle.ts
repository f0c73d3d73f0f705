/** A slice as one CommonJS file. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Plugin } from 'esbuild';
import { TrialbookError } from '../../errors';
import { findEsbuild } from '../find-esbuild';
import type { Slice } from './slice';

export interface BundleOptions {
  /** Absolute path of the folder that the cells import from. */
  base: string;
}

/** A bundle, to be stored under its hash. */
export interface SliceBundle {
  /**
   * A CommonJS module: `exports.entry` is the function. When definitions await something, it is there once the promise
   * `exports.ready` is fulfilled.
   */
  code: string;
  /** SHA-256 of the code, hex. */
  hash: string;
}

/**
 * Bundles a slice with the modules beside the notebook, JSON files among them. Packages stay where they are, and are loaded
 * as the cells load them: from `base`, by `require`. `trialbook` is the copy of whoever loads the bundle.
 * @throws TrialbookError BAD_PROJECT when esbuild is not there; NOT_SLICEABLE when a module cannot be bundled.
 */
export async function bundleSlice(
  slice: Slice,
  { base }: BundleOptions
): Promise<SliceBundle> {
  const esbuild = findEsbuild(join(base, 'cell.ts'));
  try {
    const contents = slice.awaits
      ? await awaiting(slice, code =>
          esbuild.transform(code, { ...LANGUAGE, loader: 'ts' })
        )
      : `${slice.code}\nexport { ${slice.entry} as entry };\n`;
    const { outputFiles } = await esbuild.build({
      ...LANGUAGE,
      stdin: {
        contents,
        loader: 'ts',
        resolveDir: base,
        sourcefile: `${slice.name}.slice.ts`
      },
      bundle: true,
      write: false,
      platform: 'node',
      format: 'cjs',
      logLevel: 'silent',
      absWorkingDir: base,
      keepNames: true,
      // As in the kernel, where TypeScript makes a require() of every import().
      supported: { 'dynamic-import': false },
      banner: { js: requireFrom(base) },
      plugins: [packagesStay()]
    });
    const code = outputFiles[0].text;
    return { code, hash: createHash('sha256').update(code).digest('hex') };
  } catch (cause) {
    throw new TrialbookError(
      'NOT_SLICEABLE',
      `The code of \`${slice.name}\` cannot be bundled: ${cause instanceof Error ? cause.message : String(cause)}`,
      { cause }
    );
  }
}

/** The language of the cells, as tslab compiles it. */
export const LANGUAGE = {
  target: 'node20',
  tsconfigRaw: {
    compilerOptions: {
      experimentalDecorators: true,
      useDefineForClassFields: true
    }
  }
} as const;

/** CommonJS does not await at its top level: the definitions go into a function that does. */
async function awaiting(
  { imports, code, entry }: Slice,
  transform: (code: string) => Promise<{ code: string }>
): Promise<string> {
  const head = imports.map(each => each.code).join('\n');
  const body = await transform(code.slice(head.length));
  return `${head}
export let entry;
export const ready = (async () => {
${body.code}
return ${entry};
})().then(made => { entry = made; });
`;
}

/** Packages are looked for where the cells look for them, wherever the bundle lies. */
export function requireFrom(base: string): string {
  const from = JSON.stringify(join(base, 'cell.js'));
  return `require = ((own, of) => Object.assign(id => /^trialbook(?:\\/|$)/.test(id) ? own(id) : of(id), of))(require, require('node:module').createRequire(${from}));`;
}

function packagesStay(): Plugin {
  return {
    name: 'packages',
    setup(build) {
      build.onResolve({ filter: /^[^./]/ }, ({ path, kind }) =>
        kind === 'entry-point' ? undefined : { path, external: true }
      );
    }
  };
}
