/** What a run's code depends on: its packages with the lock file, and the modules of the project. */
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { SourceEntry } from '../../format/journal';
import { RUN_FILES } from '../../format/layout';
import {
  parseModuleList,
  parsePackageList,
  type LoadedPackage,
  type LockFile
} from '../../format/provenance';
import { keepFile, replaceJson, sha256 } from './keep-file';
import { LocalModules } from './local-modules';
import { nearestLockFile } from './lock-files';
import { packagesOfFiles } from './packages';
import { projectFolder, realPath } from './folders';

/** Bytes of a lock file that is copied. */
const LOCK_LIMIT = 8 * 1024 * 1024;

/** What there is to record. */
export interface ProvenanceRequest {
  /** The run folder. */
  dir: string;
  home: string;
  /** Folder of the notebook, or the working directory of a script. */
  folder: string;
  /** Folder that relative imports are seen from. */
  root: string;
  /** Code that imports by relative paths. */
  code: readonly string[];
  /** All files that this process has loaded. */
  loaded: ReadonlySet<string>;
}

/** What was recorded. */
export interface Provenance {
  source: Pick<SourceEntry, 'packages' | 'lock' | 'modules'>;
  packages: LoadedPackage[];
}

/**
 * Writes the lists and copies. Called again for the same run, it adds what was loaded since; what was copied before stays as
 * it was at the start.
 * @throws what the file system says.
 */
export function recordProvenance(request: ProvenanceRequest): Provenance {
  const { dir, folder, root, home, code, loaded } = request;
  const project = realPath(projectFolder(folder)) ?? folder;
  const packages = packagesOnce(loaded, project);
  const before = readText(join(dir, RUN_FILES.packages));
  const lock =
    before === undefined
      ? keepLockFile(dir, folder)
      : parsePackageList(before).lock;
  replaceJson(join(dir, RUN_FILES.packages), {
    packages,
    ...(lock && { lock })
  });
  const modules = new LocalModules(
    {
      folder: realPath(root) ?? root,
      project,
      home: realPath(home) ?? home,
      target: join(dir, RUN_FILES.modules)
    },
    parseModuleList(readText(join(dir, RUN_FILES.moduleList)) ?? '')
  );
  modules.addImports(code);
  modules.addLoaded(loaded);
  const { list } = modules;
  if (list.modules.length + list.left.length > 0) {
    replaceJson(join(dir, RUN_FILES.moduleList), list);
  }
  return {
    packages,
    source: {
      packages: packages.length,
      ...(lock?.kept && { lock: lock.file }),
      ...(list.modules.length > 0 && { modules: list.modules.length })
    }
  };
}

let listed: { key: string; packages: LoadedPackage[] } | undefined;

/** Runs that follow each other closely have the same packages; the set of what is loaded only grows. */
function packagesOnce(
  loaded: ReadonlySet<string>,
  project: string
): LoadedPackage[] {
  const key = `${loaded.size} ${project}`;
  if (listed?.key !== key) {
    listed = { key, packages: packagesOfFiles(loaded, project) };
  }
  return listed.packages;
}

/** A lock file that cannot be read is as if there were none. */
function keepLockFile(dir: string, folder: string): LockFile | undefined {
  const lock = nearestLockFile(folder);
  if (!lock) {
    return undefined;
  }
  try {
    const path = join(lock.dir, lock.name);
    const { size } = statSync(path);
    const bytes = readFileSync(path);
    const hash = sha256(bytes);
    const kept = size <= LOCK_LIMIT;
    if (kept) {
      keepFile(join(dir, RUN_FILES.source, lock.name), bytes, hash);
    }
    return { file: lock.name, size, sha256: hash, kept };
  } catch {
    return undefined;
  }
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
