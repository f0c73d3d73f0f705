// tsc has emitted the CommonJS build and the declarations; the run format is also bundled as one ES module for browsers.
// For Node, ES modules get the same names of the same copy: the current run is a state of the process.
import { build } from 'esbuild';
import { writeFileSync } from 'node:fs';
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

const names = Object.keys(createRequire(import.meta.url)('./dist/index.js'));
writeFileSync(
  here('dist/index.mjs'),
  `export {\n${names.map(name => `  ${name}`).join(',\n')}\n} from './index.js';\n`
);
