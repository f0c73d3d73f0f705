/** Which folder is the project, and to which package a file belongs. */
import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';

/**
 * The folder of the project that a folder is part of: that of the nearest `package.json`, else the top of the git work tree,
 * else the folder itself.
 */
export function projectFolder(folder: string): string {
  return nearest(folder, 'package.json') ?? nearest(folder, '.git') ?? folder;
}

/** The nearest folder at or above one that has an entry of a name. */
export function nearest(folder: string, name: string): string | undefined {
  for (let dir = folder; ; dir = dirname(dir)) {
    if (existsSync(join(dir, name))) {
      return dir;
    }
    if (dir === dirname(dir)) {
      return undefined;
    }
  }
}

/** What a `package.json` says of its package. */
export interface PackageFacts {
  name?: string;
  version?: string;
}

const known = new Map<string, PackageFacts>();

/** The name and version in a folder's `package.json`; empty when it has none. */
export function packageFacts(folder: string): PackageFacts {
  let facts = known.get(folder);
  if (!facts) {
    facts = readFacts(folder);
    known.set(folder, facts);
  }
  return facts;
}

/** The same, read anew: an installation may change while a kernel runs. */
export function readFacts(folder: string): PackageFacts {
  try {
    const { name, version } = JSON.parse(
      readFileSync(join(folder, 'package.json'), 'utf8')
    ) as Record<string, unknown>;
    return {
      ...(typeof name === 'string' && { name }),
      ...(typeof version === 'string' && { version })
    };
  } catch {
    return {};
  }
}

const folders = new Map<string, string | undefined>();

/** The folder of the nearest `package.json` with a name above a file: builds often hold one without. */
export function packageFolder(file: string): string | undefined {
  const dir = dirname(file);
  if (!folders.has(dir)) {
    const found =
      packageFacts(dir).name !== undefined
        ? dir
        : dir === dirname(dir)
          ? undefined
          : packageFolder(dir);
    folders.set(dir, found);
  }
  return folders.get(dir);
}

/**
 * Whether a file is part of the project itself, and not of a package inside of it or elsewhere.
 * @param project folder of the project; neither path may have links.
 */
export function isOwnFile(project: string, file: string): boolean {
  const folder = packageFolder(file);
  return (
    inside(project, file) !== undefined &&
    (folder === undefined || inside(project, folder) === undefined)
  );
}

/** The path with all links resolved; `undefined` when nothing is there. */
export function realPath(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}

/** The path of a file inside a folder, with `/`; `undefined` when it is outside. Neither path may have links. */
export function inside(folder: string, file: string): string | undefined {
  const path = relative(folder, file).split(sep).join('/');
  return path === '' ||
    path === '..' ||
    path.startsWith('../') ||
    /^[A-Za-z]:/.test(path)
    ? undefined
    : path;
}
