/** A TypeScript module as one file that Node runs. */
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Plugin } from 'esbuild';
import { TrialbookError } from '../errors';
import { findEsbuild } from '../notebook/find-esbuild';
import type { FlagValues } from './flag-text';
import { withGlobals } from './script-flags';

/** A bundle on disk. */
export interface Bundle {
  file: string;
  remove(): void;
}

/**
 * Bundles a module with the local files it imports; packages stay where they are. The bundle behaves as if it stood in
 * the module's place: `import.meta.url`, `__dirname` and `require` are those of the module.
 * @param globals other values for top-level variables of the module.
 * @throws TrialbookError BAD_PROJECT when esbuild is not there, or the module does not compile.
 */
export async function bundleModule(
  module: string,
  globals: FlagValues = {}
): Promise<Bundle> {
  const esbuild = findEsbuild(module);
  const folder = mkdtempSync(join(tmpdir(), 'trialbook-bundle-'));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  const file = join(folder, 'module.mjs');
  const url = pathToFileURL(module).href;
  try {
    await esbuild.build({
      entryPoints: [module],
      outfile: file,
      bundle: true,
      platform: 'node',
      format: 'esm',
      target: 'node20',
      sourcemap: 'inline',
      logLevel: 'silent',
      absWorkingDir: dirname(module),
      keepNames: true,
      define: {
        'import.meta.url': JSON.stringify(url),
        __dirname: JSON.stringify(dirname(module)),
        __filename: JSON.stringify(module)
      },
      banner: {
        js: `import { createRequire as trialbookRequire } from 'node:module'; const require = trialbookRequire(${JSON.stringify(url)});`
      },
      plugins: [packagesStay(), globalsChange(module, globals)]
    });
  } catch (cause) {
    remove();
    throw new TrialbookError(
      'BAD_PROJECT',
      `${module} does not compile: ${cause instanceof Error ? cause.message : String(cause)}`,
      { cause }
    );
  }
  return { file, remove };
}

function globalsChange(module: string, globals: FlagValues): Plugin {
  return {
    name: 'globals',
    setup(build) {
      if (Object.keys(globals).length === 0) {
        return;
      }
      build.onLoad({ filter: /\.[cm]?[jt]sx?$/ }, ({ path }) =>
        realpathSync(path) === realpathSync(module)
          ? {
              contents: withGlobals(module, globals),
              loader: 'js',
              resolveDir: dirname(module)
            }
          : undefined
      );
    }
  };
}

/** Packages are imported from where the module finds them; this library is always this copy of it. */
function packagesStay(): Plugin {
  const own = pathToFileURL(join(__dirname, '..', 'index.mjs')).href;
  return {
    name: 'packages',
    setup(build) {
      build.onResolve({ filter: /^[^./]/ }, async args => {
        if (args.pluginData === 'resolving' || isAbsolute(args.path)) {
          return undefined;
        }
        if (args.path === 'trialbook') {
          return { path: own, external: true };
        }
        if (args.path.startsWith('node:')) {
          return { path: args.path, external: true };
        }
        const { resolveDir, kind, importer } = args;
        const found = await build.resolve(args.path, {
          resolveDir,
          kind,
          importer,
          pluginData: 'resolving'
        });
        return found.errors.length > 0 || found.external || found.path === ''
          ? { path: args.path, external: true }
          : {
              path:
                kind === 'require-call'
                  ? found.path
                  : pathToFileURL(found.path).href,
              external: true
            };
      });
    }
  };
}
