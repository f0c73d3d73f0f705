/** Removes what was built and installed; the next `npm run demo` or `npm test` makes it again. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './setup/places.mjs';

for (const path of [
  'extension/lib',
  'extension/labextension',
  'kernel-lib/dist',
  'ui-tests/test-results',
  '.cache',
  '.venv',
  'node_modules'
]) {
  rmSync(join(root, path), { recursive: true, force: true });
}
