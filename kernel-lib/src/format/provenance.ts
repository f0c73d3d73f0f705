/** The lists in a run's source: the packages that were loaded, and the local modules. See `docs/run-format.md`, "Source". */
import type { SourceChanges } from './journal';
import {
  fieldsOf,
  fileNameOf,
  mapItems,
  numberOf,
  present,
  textOf
} from './untrusted';

/** A package of which at least one module was loaded. */
export interface LoadedPackage {
  name: string;
  version?: string;
  /** Hash of the package's archive, as the lock file has it. */
  integrity?: string;
  /** True when it is no installed copy but a folder that is linked to: its version does not say what was in it. */
  linked?: boolean;
}

/** The lock file nearest to the notebook. */
export interface LockFile {
  /** File name, of the original and of the copy in `source/`. */
  file: string;
  /** Bytes. */
  size: number;
  sha256: string;
  /** False when it was too large to be copied. */
  kept: boolean;
}

/** `source/packages.json`. */
export interface PackageList {
  packages: LoadedPackage[];
  lock?: LockFile;
}

/** A local module that was copied. */
export interface LocalModule {
  /** Path of the copy inside `source/modules/`, with `/`. */
  file: string;
  /** Path of the original relative to the folder that imports are seen from, with `/`. */
  path: string;
  /** Bytes. */
  size: number;
  sha256: string;
}

/** A local module that was not copied, and why: one sentence. */
export interface LeftModule {
  path: string;
  reason: string;
}

/** `source/modules.json`. */
export interface ModuleList {
  modules: LocalModule[];
  left: LeftModule[];
}

/** The list of packages in the text of a `packages.json`; empty when it is none. */
export function parsePackageList(text: string): PackageList {
  const fields = fieldsOf(parse(text));
  const lock = lockOf(fields?.lock);
  return {
    packages: mapItems(fields?.packages, packageOf),
    ...(lock && { lock })
  };
}

/** The list of modules in the text of a `modules.json`; empty when it is none. */
export function parseModuleList(text: string): ModuleList {
  const fields = fieldsOf(parse(text));
  return {
    modules: mapItems(fields?.modules, moduleOf),
    left: mapItems(fields?.left, leftOf)
  };
}

/** The changes of a `source` entry. */
export function changesOf(value: unknown): SourceChanges | undefined {
  const fields = fieldsOf(value);
  const files = numberOf(fields?.files);
  const untracked = numberOf(fields?.untracked);
  return files === undefined || untracked === undefined
    ? undefined
    : { files, untracked, ...(fields?.cut === true && { cut: true }) };
}

/**
 * Where the copy of a local module stands inside `source/modules/`: its path, `..` being written as `_up`. Two paths never
 * have the same place.
 * @param path relative, with `/`
 */
export function modulePlace(path: string): string {
  return path
    .split('/')
    .filter(part => part !== '' && part !== '.')
    .map(part =>
      part === '..' ? '_up' : part.replace(/^_+up$/, name => `_${name}`)
    )
    .join('/');
}

/** Whether a text of others may name a file below a folder: relative, with no step upwards. */
export function isInnerPath(path: string): boolean {
  return (
    path !== '' &&
    !/[\\\0]/.test(path) &&
    path.split('/').every(part => part !== '' && part !== '.' && part !== '..')
  );
}

function packageOf(value: unknown): LoadedPackage | undefined {
  const fields = fieldsOf(value);
  const name = textOf(fields?.name);
  return name === undefined
    ? undefined
    : present({
        name,
        version: textOf(fields?.version),
        integrity: textOf(fields?.integrity),
        linked: fields?.linked === true ? true : undefined
      });
}

function lockOf(value: unknown): LockFile | undefined {
  const fields = fieldsOf(value);
  const file = fileNameOf(fields?.file);
  const size = numberOf(fields?.size);
  const sha256 = textOf(fields?.sha256);
  return file === undefined || size === undefined || sha256 === undefined
    ? undefined
    : { file, size, sha256, kept: fields?.kept === true };
}

function moduleOf(value: unknown): LocalModule | undefined {
  const fields = fieldsOf(value);
  const file = textOf(fields?.file);
  const path = textOf(fields?.path);
  const size = numberOf(fields?.size);
  const sha256 = textOf(fields?.sha256);
  return file === undefined ||
    !isInnerPath(file) ||
    path === undefined ||
    size === undefined ||
    sha256 === undefined
    ? undefined
    : { file, path, size, sha256 };
}

function leftOf(value: unknown): LeftModule | undefined {
  const fields = fieldsOf(value);
  const path = textOf(fields?.path);
  const reason = textOf(fields?.reason);
  return path === undefined || reason === undefined
    ? undefined
    : { path, reason };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
