// tsc has emitted the CommonJS build and the declarations; the run format is also bundled as one ES module for browsers.
// For Node, ES modules get the same names of the same copy: the current run is a state of the process.
import { build } from 'esbuild';
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const here = path => fileURLToPath(new URL(path, import.meta.url));

await build({
  entryPoints: [here('src/format/index.ts')],
  outfile: here('dist/format.mjs'),
  bundle: true,
  format: 'esm',
  platform: 'neutral',
  target: 'es2022',
  sourcemap: true
});

// An ES module, which CommonJS cannot load on all versions of Node: it becomes part of the one file that uses it.
const ownFilesStay = {
  name: 'own files stay files of their own',
  setup: ({ onResolve }) =>
    onResolve({ filter: /^\./ }, ({ path, importer }) =>
      importer.startsWith(here('dist')) ? { path, external: true } : undefined
    )
};
const parquet = here('dist/recorded/points/parquet.js');
const licence = readFileSync(
  here('../node_modules/hyparquet-writer/LICENSE'),
  'utf8'
);
const banner = `/*! Contains hyparquet-writer and parts of hyparquet, both under this licence:\n\n${licence}*/`;
// The compiler leaves what has not changed, and this one stands already then.
if (!readFileSync(parquet, 'utf8').startsWith(banner)) {
  await build({
    entryPoints: [parquet],
    outfile: parquet,
    allowOverwrite: true,
    bundle: true,
    format: 'cjs',
    platform: 'node',
    target: 'node20',
    plugins: [ownFilesStay],
    banner: { js: banner }
  });
}

const names = Object.keys(createRequire(import.meta.url)('./dist/index.js'));
writeFileSync(
  here('dist/index.mjs'),
  `export {\n${names.map(name => `  ${name}`).join(',\n')}\n} from './index.js';\n`
);
