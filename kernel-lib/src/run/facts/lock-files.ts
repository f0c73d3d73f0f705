/** Lock files: which one is nearest, and the hashes in it, of npm, pnpm, Yarn 1 and Bun. */
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fieldsOf, textOf } from '../../format/untrusted';
import { nearest } from './folders';

/** Names of lock files; the first one that a folder has is taken. */
const NAMES = [
  'package-lock.json',
  'npm-shrinkwrap.json',
  'pnpm-lock.yaml',
  'yarn.lock',
  'bun.lock'
];

/** What npm keeps of an installation, in `node_modules`: what is there, not what ought to be. */
const INSTALLED = 'node_modules/.package-lock.json';

/** Hashes by path (`node_modules/zod`) or by name and version (`zod@4.1.0`). */
export type Integrities = ReadonlyMap<string, string>;

/** The lock file nearest to a folder, upwards. */
export function nearestLockFile(
  folder: string
): { dir: string; name: string } | undefined {
  let found: { dir: string; name: string } | undefined;
  for (const name of NAMES) {
    const dir = nearest(folder, name);
    if (dir !== undefined && (!found || dir.length > found.dir.length)) {
      found = { dir, name };
    }
  }
  return found;
}

const read = new Map<string, { time: number; hashes: Integrities }>();

/** The hashes that hold for an installed package, and the folder that their paths are relative to. */
export function integritiesFor(folder: string): {
  dir: string;
  hashes: Integrities;
} {
  const installed = nearest(folder, INSTALLED);
  const lock = nearestLockFile(folder);
  const dir = installed ?? lock?.dir ?? folder;
  const hashes = installed
    ? hashesIn(join(installed, INSTALLED), npmHashes)
    : lock &&
      hashesIn(join(lock.dir, lock.name), PARSERS[lock.name] ?? npmHashes);
  return { dir, hashes: hashes ?? new Map<string, string>() };
}

type Parser = (text: string) => Integrities;

/** Each file is read once, as long as it stays the same. */
function hashesIn(file: string, parser: Parser): Integrities | undefined {
  try {
    const { mtimeMs } = statSync(file);
    const known = read.get(file);
    if (known?.time === mtimeMs) {
      return known.hashes;
    }
    const hashes = parser(readFileSync(file, 'utf8'));
    read.set(file, { time: mtimeMs, hashes });
    return hashes;
  } catch {
    return undefined;
  }
}

const PARSERS: Partial<Record<string, Parser>> = {
  'pnpm-lock.yaml': pnpmHashes,
  'yarn.lock': yarnHashes,
  'bun.lock': bunHashes
};

/** By path: `"node_modules/a/node_modules/b": { "integrity": … }`. @throws SyntaxError */
export function npmHashes(text: string): Integrities {
  const packages = fieldsOf(fieldsOf(JSON.parse(text))?.packages) ?? {};
  return new Map(
    Object.entries(packages).flatMap(([path, facts]) => {
      const integrity = textOf(fieldsOf(facts)?.integrity);
      return integrity === undefined ? [] : [[path, integrity] as const];
    })
  );
}

/** By name and version: a key `/zod@4.1.0:` or `'@a/b@1.0.0(peer@2.0.0)':`, then its resolution. */
export function pnpmHashes(text: string): Integrities {
  const entries = text.matchAll(
    /^ {2}(['"]?)\/?((?:@[^/\s]+\/)?[^@/\s]+@[^('":\s]+)[^\n]*\1:\r?\n {4}resolution: \{integrity: ([^,}\s]+)/gm
  );
  return new Map([...entries].map(match => [match[2], match[3]]));
}

/** By name and version: a block begins with its names and has the lines `version "…"` and `integrity …`. */
export function yarnHashes(text: string): Integrities {
  const hashes = new Map<string, string>();
  for (const block of text.split(/\n(?=\S)/)) {
    const name = /^"?((?:@[^/@\s"]+\/)?[^@\s"]+)@/.exec(block)?.[1];
    const version = /^ {2}version "([^"]+)"/m.exec(block)?.[1];
    const integrity = /^ {2}integrity (\S+)/m.exec(block)?.[1];
    if (
      name !== undefined &&
      version !== undefined &&
      integrity !== undefined
    ) {
      hashes.set(`${name}@${version}`, integrity);
    }
  }
  return hashes;
}

/** By name and version: `"zod": ["zod@4.1.0", "", {}, "sha512-…"]`, a line each. */
export function bunHashes(text: string): Integrities {
  const entries = text.matchAll(
    /^\s*"[^"\n]+": \["((?:@[^"@/]+\/)?[^"@/]+@[^"]+)",.*"(sha\d+-[^"]+)"\],?\s*$/gm
  );
  return new Map([...entries].map(match => [match[1], match[2]]));
}
