/**
 * Makes this package, and the types of Node, importable from cells in any folder.
 *
 * Both TypeScript and Node look for packages in `node_modules` of every folder up to the root. The root's is made to
 * appear to hold ours; being the last one asked, it gives way to whatever the user has installed.
 */
import Module, { createRequire } from 'node:module';
import * as path from 'node:path';

/** `ts.sys`, as far as it is asked for packages. */
interface System {
  fileExists(file: string): boolean;
  directoryExists(dir: string): boolean;
  readFile(file: string, encoding?: string): string | undefined;
  getDirectories(dir: string): string[];
  realpath?(file: string): string;
}

const NAME = 'trialbook';

/** Folders that appear in the root's `node_modules`, by the path behind it. */
type Provided = Map<string, string>;

/**
 * Provides the packages to the TypeScript and the Node of this process.
 * @param load `require` of tslab.
 * @param ownRoot Root folder of this package.
 */
export function providePackages(load: NodeJS.Require, ownRoot: string): void {
  const provided: Provided = new Map([[NAME, ownRoot]]);
  const nodeTypes = resolveFolder(load, '@types/node');
  if (nodeTypes !== undefined) {
    provided.set('@types/node', nodeTypes);
  }
  const ts = load('@tslab/typescript-for-tslab') as { sys: System };
  provideTypes(ts.sys, provided);
  provideModule(ownRoot);
}

function provideTypes(sys: System, provided: Provided): void {
  const real = (file: string) => realPath(file, provided);
  const { fileExists, directoryExists, readFile, getDirectories, realpath } =
    sys;
  sys.fileExists = file => fileExists.call(sys, real(file));
  sys.readFile = (file, encoding) => readFile.call(sys, real(file), encoding);
  sys.directoryExists = dir =>
    childrenOf(dir, provided).length > 0 ||
    directoryExists.call(sys, real(dir));
  sys.getDirectories = dir => [
    ...new Set([
      ...getDirectories.call(sys, real(dir)),
      ...childrenOf(dir, provided)
    ])
  ];
  if (realpath) {
    sys.realpath = file => realpath.call(sys, real(file));
  }
}

/** Node's own resolution goes first: a copy of this package that the user has installed wins. */
function provideModule(ownRoot: string): void {
  const loader = Module as unknown as {
    _resolveFilename(request: string, ...rest: unknown[]): string;
  };
  const own = createRequire(path.join(ownRoot, 'package.json'));
  const original = loader._resolveFilename;
  loader._resolveFilename = function (request, ...rest) {
    try {
      return original.call(this, request, ...rest);
    } catch (error) {
      if (request === NAME || request.startsWith(`${NAME}/`)) {
        // A package may import itself by its name.
        return own.resolve(request);
      }
      throw error;
    }
  };
}

const ROOT = /^(?:[A-Za-z]:)?[/\\]node_modules(?:[/\\]|$)/;

/** Where a path below the root's `node_modules` really is; any other path unchanged. */
export function realPath(file: string, provided: Provided): string {
  const inside = insideRoot(file);
  if (inside !== undefined) {
    for (const [name, dir] of provided) {
      if (inside === name || inside.startsWith(`${name}/`)) {
        return dir + inside.slice(name.length);
      }
    }
  }
  return file;
}

/** Names of the folders that appear directly in `dir`. */
export function childrenOf(dir: string, provided: Provided): string[] {
  const inside = insideRoot(dir);
  if (inside === undefined) {
    return [];
  }
  const prefix = inside === '' ? '' : `${inside}/`;
  return [...provided.keys()]
    .filter(name => name.startsWith(prefix))
    .map(name => name.slice(prefix.length).split('/')[0]);
}

/** The part of a path behind the root's `node_modules`, with `/`; `undefined` for other paths. */
function insideRoot(file: string): string | undefined {
  const match = ROOT.exec(file);
  return match
    ? file.slice(match[0].length).replace(/\\/g, '/').replace(/\/$/, '')
    : undefined;
}

function resolveFolder(load: NodeJS.Require, name: string): string | undefined {
  try {
    return path.dirname(load.resolve(`${name}/package.json`));
  } catch {
    return undefined;
  }
}
