/** A TypeScript module as one file that Node runs. */
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Plugin } from 'esbuild';
import { TrialbookError } from '../errors';

type Esbuild = typeof import('esbuild');

/** A bundle on disk. */
export interface Bundle {
  file: string;
  remove(): void;
}

/**
 * Bundles a module with the local files it imports; packages stay where they are. The bundle behaves as if it stood in
 * the module's place: `import.meta.url`, `__dirname` and `require` are those of the module.
 * @throws TrialbookError BAD_PROJECT when esbuild is not there, or the module does not compile.
 */
export async function bundleModule(module: string): Promise<Bundle> {
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
      plugins: [packagesStay()]
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

/** Packages are imported from where the module finds them; this library is always this copy of it. */
function packagesStay(): Plugin {
  const own = pathToFileURL(join(__dirname, '..', '..', 'index.mjs')).href;
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

function findEsbuild(module: string): Esbuild {
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
