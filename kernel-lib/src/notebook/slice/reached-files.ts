/** What a slice loads: the modules beside the notebook, what these import, and the packages of all of them. */
import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { nearest, readFacts } from '../../run/facts/folders';
import { candidates } from '../../run/facts/specifiers';
import type { TypeScriptModule } from './executed';

/** A module beside the notebook. */
export interface SliceModule {
  /** Relative to the folder that the cells import from, with `/`. */
  path: string;
  /** SHA-256 of its bytes, hex. */
  sha256: string;
}

/** A package that is used. */
export interface SlicePackage {
  name: string;
  /** `undefined` when it is not installed. */
  version?: string;
}

export interface ReachedFiles {
  modules: SliceModule[];
  packages: SlicePackage[];
}

const CODE = /\.[mc]?[jt]sx?$/;

/**
 * Follows the imports of a text.
 * @param code TypeScript.
 * @param base absolute path of the folder that it stands in.
 */
export function reachedFiles(
  ts: TypeScriptModule,
  code: string,
  base: string
): ReachedFiles {
  const modules = new Map<string, SliceModule>();
  const packages = new Map<string, SlicePackage>();
  const follow = (text: string, folder: string): void => {
    for (const id of importsIn(ts, text)) {
      if (/^\.{1,2}(?:\/|$)|^\//.test(id)) {
        const file = candidates(resolve(folder, id)).find(isFile);
        if (file !== undefined && !modules.has(file)) {
          addModule(file);
        }
      } else if (!isBuiltin(id)) {
        addPackage(id, folder);
      }
    }
  };
  const addModule = (file: string): void => {
    const bytes = readFileSync(file);
    modules.set(file, {
      path: relative(base, file).split(sep).join('/'),
      sha256: createHash('sha256').update(bytes).digest('hex')
    });
    if (CODE.test(file)) {
      follow(bytes.toString('utf8'), dirname(file));
    }
  };
  const addPackage = (id: string, folder: string): void => {
    const [name] = /^(?:@[^/]+\/)?[^/]+/.exec(id) ?? [id];
    // The worker has a copy of this package of its own.
    if (name !== 'trialbook') {
      const dir = nearest(folder, join('node_modules', name));
      const version = dir && readFacts(join(dir, 'node_modules', name)).version;
      packages.set(`${name}@${version}`, { name, ...(version && { version }) });
    }
  };
  follow(code, base);
  return {
    modules: [...modules.values()].sort((a, b) => (a.path < b.path ? -1 : 1)),
    packages: [...packages.values()].sort((a, b) => (a.name < b.name ? -1 : 1))
  };
}

/** Modules that a text imports by name, in whatever way; types alone load nothing. */
function importsIn(ts: TypeScriptModule, text: string): string[] {
  const js = ts.transpileModule(text, {
    compilerOptions: {
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.ESNext,
      jsx: ts.JsxEmit.React,
      experimentalDecorators: true
    }
  }).outputText;
  const { importedFiles } = ts.preProcessFile(js, true, true);
  return importedFiles.map(({ fileName }) => fileName);
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}
