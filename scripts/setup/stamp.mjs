/** Skips what is already done: a stamp holds a digest of everything a step depends on. */
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync
} from 'node:fs';
import { dirname, join } from 'node:path';
import { places, root } from './places.mjs';

const SKIPPED = new Set([
  'node_modules',
  'lib',
  'dist',
  'labextension',
  '__tests__',
  'test'
]);

/** Digest of files and folders, by name and content. */
export function digest(paths, salt = '') {
  const hash = createHash('sha256').update(salt);
  for (const path of paths) {
    addTo(hash, join(root, path), path);
  }
  return hash.digest('hex');
}

function addTo(hash, path, name) {
  if (!existsSync(path)) {
    hash.update(`${name} missing\n`);
  } else if (statSync(path).isDirectory()) {
    for (const entry of readdirSync(path).sort()) {
      if (!SKIPPED.has(entry)) {
        addTo(hash, join(path, entry), `${name}/${entry}`);
      }
    }
  } else {
    hash.update(`${name}\n`).update(readFileSync(path));
  }
}

/**
 * Does `work` unless its stamp says that it was done for the same digest and its results are there.
 * @returns whether it was done now.
 */
export async function once(name, wanted, results, work) {
  const file = join(places.cache, 'stamps', name);
  const isDone =
    existsSync(file) &&
    readFileSync(file, 'utf8') === wanted &&
    results.every(result => existsSync(join(root, result)));
  if (isDone) {
    return false;
  }
  rmSync(file, { force: true });
  await work();
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, wanted);
  return true;
}
