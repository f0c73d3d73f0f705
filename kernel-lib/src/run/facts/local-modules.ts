/** The modules of the project itself that a notebook or script uses: copied into the run's source. */
import { readFileSync, statSync } from 'node:fs';
import { dirname, extname, join, relative, resolve, sep } from 'node:path';
import {
  modulePlace,
  type LeftModule,
  type LocalModule,
  type ModuleList
} from '../../format/provenance';
import { keepFile, sha256 } from './keep-file';
import { isInstalled } from './packages';
import { inside, isOwnFile, packageFolder, realPath } from './folders';
import { isSecret } from './secrets';
import { candidates, relativeImports } from './specifiers';

/** Limits of what is copied: bytes of a file, bytes in all, files. */
const FILE_LIMIT = 1024 * 1024;
const TOTAL_LIMIT = 16 * 1024 * 1024;
const COUNT_LIMIT = 500;

/** Files that hold imports of their own. */
const CODE = /\.[mc]?[jt]sx?$/;

/** Where modules are looked for. */
export interface ModulePlaces {
  /** Folder that the imports of cells are seen from. */
  folder: string;
  /** Folder of the project, without links: nothing outside of it is copied. */
  project: string;
  /** The home, whose runs are not part of the project. */
  home: string;
  /** Folder that the copies go to. */
  target: string;
}

/** Copies local modules, and says which. */
export class LocalModules {
  readonly #places: ModulePlaces;
  readonly #modules = new Map<string, LocalModule>();
  readonly #left = new Map<string, LeftModule>();
  #total = 0;

  /** @param before what was copied already. */
  constructor(places: ModulePlaces, before: ModuleList) {
    this.#places = places;
    for (const module of before.modules) {
      this.#modules.set(module.path, module);
      this.#total += module.size;
    }
    for (const left of before.left) {
      this.#left.set(left.path, left);
    }
  }

  /** What was copied so far, and what was not. */
  get list(): ModuleList {
    return {
      modules: [...this.#modules.values()].sort((a, b) =>
        a.path < b.path ? -1 : 1
      ),
      left: [...this.#left.values()]
    };
  }

  /** Copies what texts import by relative paths, and what those import. */
  addImports(texts: Iterable<string>): void {
    for (const text of texts) {
      this.#follow(text, this.#places.folder);
    }
  }

  /** Copies files that were loaded: those of the project's own package. */
  addLoaded(files: Iterable<string>): void {
    const { project } = this.#places;
    for (const file of files) {
      // By its path only: a process loads hundreds of files that are none of the project's.
      const isForeign =
        isInstalled(file) ||
        (packageFolder(file) !== undefined && !isOwnFile(project, file));
      if (!isForeign) {
        this.#addFound(file);
      }
    }
  }

  #follow(text: string, folder: string): void {
    for (const path of relativeImports(text)) {
      this.#addFound(resolve(folder, path));
    }
  }

  /** Adds the file that an import of a path leads to. */
  #addFound(path: string): void {
    const found = candidates(path).find(isFile);
    const real = found === undefined ? undefined : realPath(found);
    if (real !== undefined && !isInstalled(real)) {
      this.#add(real);
    }
  }

  #add(file: string): void {
    const { folder, project, home, target } = this.#places;
    const path = relative(folder, file).split(sep).join('/');
    if (this.#modules.has(path) || this.#left.has(path)) {
      return;
    }
    const own = inside(project, file);
    const reason =
      own === undefined
        ? 'It is outside of the project.'
        : isSecret(own)
          ? 'It may hold secrets.'
          : extname(file) === '.node'
            ? 'It is a compiled addon.'
            : inside(home, file) !== undefined
              ? 'It is part of a run.'
              : this.#tooMuch(file);
    if (reason !== undefined) {
      this.#left.set(path, { path, reason });
      return;
    }
    const bytes = readFileSync(file);
    const hash = sha256(bytes);
    const place = modulePlace(path);
    keepFile(join(target, place), bytes, hash);
    this.#total += bytes.length;
    this.#modules.set(path, {
      file: place,
      path,
      size: bytes.length,
      sha256: hash
    });
    if (CODE.test(file)) {
      this.#follow(bytes.toString('utf8'), dirname(file));
    }
  }

  #tooMuch(file: string): string | undefined {
    const { size } = statSync(file);
    if (size > FILE_LIMIT) {
      return `It is larger than ${FILE_LIMIT / 1024 / 1024} MiB.`;
    }
    return this.#total + size > TOTAL_LIMIT || this.#modules.size >= COUNT_LIMIT
      ? `The modules together are more than ${COUNT_LIMIT} files or ${TOTAL_LIMIT / 1024 / 1024} MiB.`
      : undefined;
  }
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}
