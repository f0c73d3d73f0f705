// tsc has emitted the CommonJS build and the declarations; the run format is also bundled as one ES module for browsers.
import { build } from 'esbuild';
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
