/** The code of tasks, as workers get it: sliced out of the notebook, or bundled from the module that declares them. */
import { createHash } from 'node:crypto';
import { dirname, isAbsolute } from 'node:path';
import { fileURLToPath } from 'node:url';
import { TrialbookError } from '../../errors';
import {
  bundleSlice,
  bundleTaskModule,
  isInCells,
  slice
} from '../../notebook/slice';
import { declarationOf, dependenciesOf, identityOf } from '../../plan';
import { currentKernel } from '../../run/current-kernel';
import { firstDirectory } from '../../run/start';
import { exists } from '../../store/exists';
import { keepCode } from '../queue/code-files';

/** The code of a type of tasks. */
export interface TaskCode {
  /** Name of the type. */
  name: string;
  /** SHA-256 of what counts of it. */
  sourceDigest: string;
  /** Keeps it in the home. @returns the hash of what was kept. */
  keep(home: string): Promise<string>;
}

/** Codes that were looked for already, by type: within an experiment none changes. */
export class TaskCodes {
  readonly #known = new Map<object, TaskCode>();
  readonly #keys = new WeakMap<object, string>();

  /**
   * @throws TrialbookError NOT_SLICEABLE, CODE, or BAD_PARAMETERS when it is no task.
   */
  of(call: object): TaskCode {
    const { maker, file } = declarationOf(call, 'submit()');
    const known = this.#known.get(maker);
    if (known) {
      return known;
    }
    const module = isInCells(maker) ? undefined : moduleOf(file);
    const found =
      module === undefined
        ? slicedCode(maker.typeName, maker)
        : moduleCode(maker.typeName, module);
    this.#known.set(maker, found);
    return found;
  }

  /** The key of a task's job: its identity; with `strictCode`, also its code and that of all tasks it needs. */
  keyOf(call: object, strictCode: boolean): string {
    if (!strictCode) {
      return identityOf(call);
    }
    const known = this.#keys.get(call);
    if (known !== undefined) {
      return known;
    }
    const needed = dependenciesOf(call).map(each => this.keyOf(each, true));
    const code = createHash('sha256')
      .update([this.of(call).sourceDigest, ...needed.sort()].join(' '))
      .digest('hex');
    const key = identityOf(call, { code });
    this.#keys.set(call, key);
    return key;
  }
}

function slicedCode(name: string, maker: object): TaskCode {
  const code = slice(maker);
  const notebook = currentKernel().notebookPath();
  const base = notebook === undefined ? firstDirectory : dirname(notebook);
  return {
    name,
    sourceDigest: code.hash,
    async keep(home) {
      const bundle = await bundleSlice(code, { base });
      keepCode(home, bundle, code.code);
      return bundle.hash;
    }
  };
}

function moduleCode(name: string, file: string): TaskCode {
  if (file === process.argv[1]) {
    throw new TrialbookError(
      'CODE',
      `The task ${name} is declared in the script that runs the experiment, which a worker would run again. Declare it in a module of its own, export it, and import it in the script.`
    );
  }
  const bundle = bundleTaskModule(file, name);
  return {
    name,
    sourceDigest: bundle.sourceDigest,
    async keep(home) {
      keepCode(home, bundle, bundle.text);
      return bundle.hash;
    }
  };
}

/** The file as a path; undefined when there is none, as of a cell. */
function moduleOf(file: string | undefined): string | undefined {
  const path = file?.startsWith('file://')
    ? fileURLToPath(file.replace(/[?#].*$/, ''))
    : file;
  return path !== undefined && isAbsolute(path) && exists(path)
    ? path
    : undefined;
}
