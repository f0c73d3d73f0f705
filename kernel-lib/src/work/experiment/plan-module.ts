/** The module of an experiment: what submits its tasks, and what declares its parameters. */
import { statSync } from 'node:fs';
import { createRequire, register } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { TrialbookError } from '../../errors';
import type { ConfigType, configFrom, readExperiment } from '../../plan';
import type { experiment } from './experiment';

/** The part of this library that reads and runs an experiment. */
export interface ExperimentLibrary {
  experiment: typeof experiment;
  readExperiment: typeof readExperiment;
  configFrom: typeof configFrom;
}

/** What a module exports. */
export interface PlanModule {
  submit: (...args: unknown[]) => unknown;
  settings?: ConfigType<Record<string, unknown>>;
  /** The copy of this library that the module uses: another one would not know its tasks. */
  library: ExperimentLibrary;
}

const ENDINGS = ['', '.mjs', '.js', '.cjs', '.ts', '.mts'];

/**
 * Loads a module, which executes it.
 * @param named path from `folder`; its ending may be left out.
 * @throws TrialbookError BAD_EXPERIMENT
 */
export async function loadPlanModule(
  named: string,
  folder: string
): Promise<PlanModule> {
  const file = ENDINGS.map(ending => join(folder, named + ending)).find(isFile);
  if (file === undefined) {
    throw new TrialbookError(
      'BAD_EXPERIMENT',
      `There is no ${named} in ${folder}, nor with one of the endings ${ENDINGS.slice(1).join(' ')}. The key "file" names the module that submits the tasks.`
    );
  }
  if (/\.m?ts$/.test(file)) {
    takeTypeScript();
  }
  return {
    ...(await importedFrom(file)),
    library: require(libraryOf(file)) as ExperimentLibrary
  };
}

let takesTypeScript = false;

function takeTypeScript(): void {
  if (!takesTypeScript) {
    takesTypeScript = true;
    register(pathToFileURL(require.resolve('./typescript-hooks')).href);
  }
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}

/** This package, as its users load it. */
const OWN = join(__dirname, '..', '..');

function libraryOf(file: string): string {
  try {
    return createRequire(file).resolve('trialbook');
  } catch {
    return OWN;
  }
}

async function importedFrom(
  file: string
): Promise<Omit<PlanModule, 'library'>> {
  let exported: Record<string, unknown>;
  try {
    exported = await importModule(pathToFileURL(file).href);
  } catch (cause) {
    throw new TrialbookError(
      'BAD_EXPERIMENT',
      `${file} cannot be loaded: ${cause instanceof Error ? cause.message : String(cause)}`,
      { cause }
    );
  }
  // A CommonJS module is the default export of itself.
  const inner = (exported.default ?? {}) as Record<string, unknown>;
  const submit = typeof inner === 'function' ? inner : inner.default;
  const settings = exported.settings ?? inner.settings;
  if (typeof submit !== 'function') {
    throw new TrialbookError(
      'BAD_EXPERIMENT',
      `${file} has to export a function by default, which submits the tasks: export default (xp, combinations) => { … }`
    );
  }
  return {
    submit: submit as PlanModule['submit'],
    ...(settings !== undefined && {
      settings: settings as PlanModule['settings']
    })
  };
}

/** TypeScript would make a `require` of a plain `import()`, which cannot load ES modules. */
const importModule = new Function('url', 'return import(url)') as (
  url: string
) => Promise<Record<string, unknown>>;
