/** From loaded files to the packages they are of. */
import type { LoadedPackage } from '../../format/provenance';
import { integritiesFor } from './lock-files';
import { inside, isOwnFile, packageFacts, packageFolder } from './folders';

/** The innermost installed package of a path: its folder and its name. */
const IN_MODULES =
  /^(.*[\\/]node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+))[\\/]/;

/** Whether a file is inside some `node_modules`. */
export function isInstalled(file: string): boolean {
  return IN_MODULES.test(file);
}

/**
 * The packages of loaded files, by name and version. A file outside of `node_modules` is of a linked package, unless it is
 * part of the project itself.
 * @param project folder of the project.
 */
export function packagesOfFiles(
  files: Iterable<string>,
  project: string
): LoadedPackage[] {
  const found = new Map<string, LoadedPackage>();
  for (const file of files) {
    const installed = IN_MODULES.exec(file);
    const folder = installed?.[1] ?? packageFolder(file);
    const isPackage =
      folder !== undefined && (installed || !isOwnFile(project, file));
    if (isPackage && folder !== project && !found.has(folder)) {
      found.set(folder, describe(folder, installed?.[2]));
    }
  }
  const unique = new Map(
    [...found.values()].map(it => [`${it.name}@${it.version ?? ''}`, it])
  );
  return [...unique.values()].sort(
    (a, b) => compare(a.name, b.name) || compare(a.version, b.version)
  );
}

function describe(
  folder: string,
  installed: string | undefined
): LoadedPackage {
  const facts = packageFacts(folder);
  const name = installed?.replace('\\', '/') ?? facts.name ?? '';
  const { version } = facts;
  const integrity =
    installed === undefined ? undefined : integrityOf(folder, name, version);
  return {
    name,
    ...(version !== undefined && { version }),
    ...(integrity !== undefined && { integrity }),
    ...(installed === undefined && { linked: true })
  };
}

function integrityOf(
  folder: string,
  name: string,
  version: string | undefined
): string | undefined {
  const { dir, hashes } = integritiesFor(folder);
  return (
    hashes.get(inside(dir, folder) ?? '') ??
    (version === undefined ? undefined : hashes.get(`${name}@${version}`))
  );
}

function compare(a = '', b = ''): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
