/** Experiments that a file of YAML describes, and a module submits. */
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { TrialbookError } from '../../errors';
import {
  importsOf,
  readExperiment as readUnchecked,
  type ExperimentFile,
  type ExperimentSource,
  type TagValue
} from '../../plan';
import { homeDir } from '../../store/home';
import type { ExperimentPlan } from './experiment-plan';
import type { ExperimentOptions } from './options';
import { loadPlanModule, type PlanModule } from './plan-module';
import type { Experiment } from './result';

/** One combination of the values in a file. */
export interface PlanCombination<V = Record<string, unknown>> {
  /** A config of the module's `settings`; the values as they are when it exports none. */
  params: V;
  /** The parameters of which there are several values, for `withTags()`. */
  varied: Record<string, TagValue>;
}

/**
 * What the module of an experiment exports by default: it submits the tasks of all combinations.
 * @example
 * export const settings = config('settings', { layers: z.number(), lr: z.number().default(0.1) });
 * export default (xp, combinations) => {
 *   for (const { params, varied } of combinations) xp.submit(withTags(Learn({ ...params }), varied));
 * };
 */
export type PlanBody<V = Record<string, unknown>> = (
  xp: ExperimentPlan,
  combinations: readonly PlanCombination<V>[]
) => unknown;

/** What may be said of a file's experiment. */
export interface RunFileOptions extends ExperimentOptions {
  /** Files whose values hold where the file and what it imports have none. */
  bases?: readonly string[];
  /** `key=value`, which hold above all. */
  overrides?: readonly string[];
  /** Is called before the tasks are submitted. */
  begin?: (xp: ExperimentPlan) => void;
}

/** What a file asks for, read with its module. */
interface ReadPlan {
  file: ExperimentFile;
  module: PlanModule;
  combinations: PlanCombination[];
}

/**
 * Runs the experiment of a file: `id` is its name, `file` the module that submits its tasks, `launcher` what each task needs, and all
 * other keys are parameters.
 * @param path of the YAML.
 * @throws TrialbookError BAD_EXPERIMENT, and what `experiment()` throws.
 */
export async function runExperimentFile(
  path: string,
  { bases, overrides, begin, ...options }: RunFileOptions = {}
): Promise<Experiment> {
  const { file, module, combinations } = await readPlan(path, {
    bases,
    overrides
  });
  const { requirements = file.launcher } = options;
  return module.library.experiment(
    file.id,
    async xp => {
      begin?.(xp);
      await module.submit(xp, combinations);
    },
    {
      ...options,
      home: homeDir({ home: options.home, from: dirname(resolve(path)) }),
      requirements: requirements === '' ? undefined : requirements
    }
  );
}

/**
 * Reads and checks a file's experiment without running it; its module is executed.
 * @throws TrialbookError BAD_EXPERIMENT
 */
export async function readExperimentFile(
  path: string,
  options: Pick<RunFileOptions, 'bases' | 'overrides'> = {}
): Promise<ExperimentFile> {
  return (await readPlan(path, options)).file;
}

async function readPlan(
  path: string,
  { bases = [], overrides = [] }: Pick<RunFileOptions, 'bases' | 'overrides'>
): Promise<ReadPlan> {
  const text = sourceOf(path);
  const read = new Set<string>([resolve(path)]);
  const layers = [
    ...bases.flatMap(base => withImports(base, read)),
    ...importsOf(text).flatMap(base => withImports(besides(path, base), read))
  ];
  const asked = { ...text, bases: layers, overrides };
  const named = readUnchecked(asked).file;
  if (named === undefined) {
    throw new TrialbookError(
      'BAD_EXPERIMENT',
      `${path}:1:1: an experiment needs a "file": the module that submits its tasks.`
    );
  }
  const module = await loadPlanModule(named, dirname(resolve(path)));
  const { settings: config, library } = module;
  const file = library.readExperiment({ ...asked, ...(config && { config }) });
  return {
    file,
    module,
    combinations: file.combinations.map(({ params, varied }) => ({
      params: config ? library.configFrom(config, params) : params,
      varied: Object.fromEntries(
        Object.entries(varied).map(([name, value]) => [name, asTag(value)])
      )
    }))
  };
}

/** A file after those that it imports; each is read once. */
function withImports(path: string, read: Set<string>): ExperimentSource[] {
  if (read.has(resolve(path))) {
    return [];
  }
  read.add(resolve(path));
  const source = sourceOf(path);
  return [
    ...importsOf(source).flatMap(base =>
      withImports(besides(path, base), read)
    ),
    source
  ];
}

function besides(path: string, base: string): string {
  return resolve(dirname(path), base);
}

function sourceOf(file: string): ExperimentSource {
  try {
    return { file, text: readFileSync(file, 'utf8') };
  } catch (cause) {
    throw new TrialbookError(
      'BAD_EXPERIMENT',
      `${file} cannot be read: ${(cause as Error).message}`,
      { cause }
    );
  }
}

/** Of a list or a map its text. */
function asTag(value: unknown): TagValue {
  switch (typeof value) {
    case 'string':
    case 'number':
    case 'boolean':
    case 'bigint':
      return value;
    default:
      return value === null || value === undefined
        ? null
        : JSON.stringify(value);
  }
}
