/** Which of the local modules that a run has used are not as they were, and where they still are. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { RUN_FILES } from '../format/layout';
import {
  modulePlace,
  parseModuleList,
  type LocalModule
} from '../format/provenance';
import { realInside } from '../store/inside';

/** Sentences are not made of more than these. */
const NAMED = 5;

/** A module whose text of then is kept in the run. */
export interface KeptModule {
  module: LocalModule;
  /** Absolute path of the module itself. */
  file: string;
  /** Absolute path of the copy. */
  copy: string;
}

export interface ChangedModules {
  /** Modules that have changed or are gone, of which the run has a copy. */
  kept: KeptModule[];
  /** A sentence for each module that is not as it was. */
  sentences: string[];
  /** A sentence for each module of which nothing is known but its name. */
  unknown: string[];
}

/**
 * The modules that have another text than when the run was recorded, or are gone.
 * @param dir the run folder.
 * @param folder the folder that imports are seen from.
 */
export function changedModules(dir: string, folder: string): ChangedModules {
  const { modules, left } = parseModuleList(
    String(contentOf(join(dir, RUN_FILES.moduleList)) ?? '')
  );
  const changed: ChangedModules = { kept: [], sentences: [], unknown: [] };
  for (const module of modules) {
    const file = resolve(folder, module.path);
    const content = contentOf(file);
    if (content !== undefined && hashOf(content) === module.sha256) {
      continue;
    }
    const what = `The module ${module.path} ${content ? 'has changed' : 'is gone'}`;
    const copy = copyOf(dir, module);
    if (copy === undefined) {
      changed.sentences.push(`${what}, and the run has no copy of it.`);
    } else {
      changed.kept.push({
        module: { ...module, file: modulePlace(module.path) },
        file,
        copy
      });
      changed.sentences.push(`${what}; the run's own copy of it was used.`);
    }
  }
  return {
    ...changed,
    sentences: shortened(changed.sentences),
    unknown: shortened(
      left.map(
        ({ path, reason }) =>
          `The module ${path} was used as it is now: it was not copied. ${reason}`
      )
    )
  };
}

/** The copy, when it is inside the run and as it was written. */
function copyOf(
  dir: string,
  { path, sha256 }: LocalModule
): string | undefined {
  // Node reads ES modules in a way that nothing can be put before.
  if (/\.m[jt]s$/.test(path)) {
    return undefined;
  }
  try {
    const copy = realInside(
      dir,
      join(dir, RUN_FILES.modules, modulePlace(path))
    );
    return hashOf(readFileSync(copy)) === sha256 ? copy : undefined;
  } catch {
    return undefined;
  }
}

function shortened(sentences: readonly string[]): string[] {
  const more = sentences.length - NAMED;
  return more > 0
    ? [
        ...sentences.slice(0, NAMED),
        `So it is with ${more} more ${more === 1 ? 'module' : 'modules'}.`
      ]
    : [...sentences];
}

function hashOf(content: Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}

function contentOf(file: string): Buffer | undefined {
  try {
    return readFileSync(file);
  } catch {
    return undefined;
  }
}
