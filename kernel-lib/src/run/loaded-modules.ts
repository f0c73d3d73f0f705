/** The files from which this process has loaded modules. */
import type * as inspector from 'node:inspector';
import { fileURLToPath } from 'node:url';
import { types } from 'node:util';

/** A look at ES modules is taken again once so many times its own duration has passed. */
const REST = 20;

/** Follows what is loaded; each file is given out once. */
export class LoadedModules {
  readonly #seen = new Set<string>();
  /** ES modules are not in `require.cache`, and looking for them takes milliseconds: only where there are any. */
  #hasModules = require.main === undefined;
  #lookAgain = -Infinity;

  /** How many files are known so far. */
  get count(): number {
    return this.#seen.size;
  }

  /**
   * The files that were loaded since the last call, absolute paths.
   * @param others files that the kernel has loaded in a way of its own.
   */
  take(others: Iterable<string> = []): string[] {
    const fresh: string[] = [];
    const add = (file: string) => {
      if (!this.#seen.has(file)) {
        this.#seen.add(file);
        fresh.push(file);
      }
    };
    for (const file of Object.keys(require.cache)) {
      if (!this.#seen.has(file)) {
        add(file);
        this.#hasModules ||= types.isModuleNamespaceObject(
          require.cache[file]?.exports
        );
      }
    }
    for (const file of others) {
      add(file);
    }
    const begin = performance.now();
    if (this.#hasModules && begin >= this.#lookAgain) {
      esModules().forEach(add);
      const end = performance.now();
      this.#lookAgain = end + REST * (end - begin);
    }
    return fresh;
  }
}

/** V8 knows every module that it has compiled, by its URL. */
function esModules(): string[] {
  const files: string[] = [];
  try {
    // Node can be built without the inspector.
    const { Session } = require('node:inspector') as typeof inspector;
    const session = new Session();
    session.connect();
    session.on('Debugger.scriptParsed', ({ params }) => {
      if (params.isModule && params.url.startsWith('file:')) {
        files.push(fileURLToPath(params.url));
      }
    });
    session.post('Debugger.enable');
    session.disconnect();
  } catch {
    // What is not known is not listed.
  }
  return files;
}
