/**
 * npm run docs:cli              writes docs/command-line.md from the commands of the built library
 * npm run docs:cli -- --check   says whether it is up to date, and writes nothing
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { root } from '../setup/places.mjs';

const require = createRequire(import.meta.url);
const built = name => require(join(root, 'kernel-lib/dist/cli', name));

const page = join(root, 'docs', 'command-line.md');
const { referencePage } = built('reference.js');
const { COMMANDS } = built('commands.js');

const text = await format(referencePage(COMMANDS), {
  ...(await resolveConfig(page)),
  parser: 'markdown'
});

if (!process.argv.includes('--check')) {
  writeFileSync(page, text);
} else if (read() !== text) {
  console.error(
    'docs/command-line.md is not what the commands say. Build the library and run "npm run docs:cli".'
  );
  process.exitCode = 1;
}

function read() {
  try {
    return readFileSync(page, 'utf8');
  } catch {
    return undefined;
  }
}
