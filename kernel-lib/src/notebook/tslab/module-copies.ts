/** Makes the modules of a notebook's folder appear as they were when a run was recorded; the folder stays as it is. */
import { readFileSync } from 'node:fs';
import Module from 'node:module';
import * as path from 'node:path';
import type { KeptModule } from '../../recorded/changed-modules';

/** `ts.sys`, as far as it is asked for modules. */
interface System {
  fileExists(file: string): boolean;
  directoryExists(dir: string): boolean;
  readFile(file: string, encoding?: string): string | undefined;
}

/** Node's loader of CommonJS modules, as far as it is changed. */
interface Loader {
  _resolveFilename(
    request: string,
    parent?: { filename?: string | null; paths?: string[] },
    ...rest: unknown[]
  ): string;
  _extensions: Record<string, (module: LoadedModule, file: string) => void>;
}

interface LoadedModule {
  exports: unknown;
  _compile(code: string, file: string): void;
}

/**
 * @param load `require` of tslab.
 * @param modules copies that stand for modules, in this process only.
 */
export function useCopies(
  load: NodeJS.Require,
  modules: readonly KeptModule[]
): void {
  if (modules.length > 0) {
    const copies = new Map(modules.map(({ file, copy }) => [file, copy]));
    const ts = load('@tslab/typescript-for-tslab') as { sys: System };
    compileCopies(ts.sys, copies);
    loadCopies(Module as unknown as Loader, copies);
  }
}

/** TypeScript modules are compiled by tslab's TypeScript, which asks its system for them. */
function compileCopies(sys: System, copies: ReadonlyMap<string, string>): void {
  const { fileExists, directoryExists, readFile } = sys;
  const folders = new Set([...copies.keys()].flatMap(foldersAbove));
  sys.fileExists = file =>
    copies.has(path.resolve(file)) || fileExists.call(sys, file);
  sys.directoryExists = dir =>
    folders.has(path.resolve(dir)) || directoryExists.call(sys, dir);
  sys.readFile = (file, encoding) =>
    readFile.call(sys, copies.get(path.resolve(file)) ?? file, encoding);
}

/** All others by Node, which looks for files in a way of its own and reads them by their end. */
function loadCopies(loader: Loader, copies: ReadonlyMap<string, string>): void {
  const resolveFilename = loader._resolveFilename;
  loader._resolveFilename = function (request, parent, ...rest) {
    try {
      return resolveFilename.call(this, request, parent, ...rest);
    } catch (error) {
      const folder = path.dirname(parent?.filename ?? path.resolve('cell'));
      const wanted = path.resolve(folder, request);
      const found = /^[./]/.test(request)
        ? ['', '.js', '.json', '.cjs', '/index.js']
            .map(end => wanted + end)
            .find(file => copies.has(file))
        : undefined;
      if (found === undefined) {
        throw error;
      }
      return found;
    }
  };
  for (const [end, read] of Object.entries(loader._extensions)) {
    loader._extensions[end] = (module, file) => {
      const copy = copies.get(file);
      if (copy === undefined) {
        read(module, file);
      } else if (end === '.json') {
        module.exports = JSON.parse(readFileSync(copy, 'utf8'));
      } else {
        // Under its own name, so that what it imports is seen from its own folder.
        module._compile(readFileSync(copy, 'utf8'), file);
      }
    };
  }
}

function foldersAbove(file: string): string[] {
  const folder = path.dirname(file);
  return folder === file ? [] : [folder, ...foldersAbove(folder)];
}
