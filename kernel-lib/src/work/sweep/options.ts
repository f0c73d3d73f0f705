/** What may be said of a sweep, and how its parameters are given. */
import { availableParallelism } from 'node:os';
import { TrialbookError } from '../../errors';
import type { LauncherChoice } from '../hosts/find-launcher';
import type { TokenNeed } from '../../format/queue';
import type { Token } from '../tokens/token';
import type { Conditional, Distribution, TrialOptions } from '../../plan/sweep';

/** How parameters are chosen. */
export interface OptimizerOptions {
  /** Trees of Parzen estimators, or chance. @default 'tpe' */
  sampler?: 'tpe' | 'random';
  /** Ends runs whose objective, as it is logged, is worse than that of others at the same step. @default 'none' */
  pruner?: 'none' | 'median' | 'hyperband' | 'successive-halving';
}

/** How a sweep is made. All of it is optional. */
export interface SweepOptions extends TrialOptions {
  /**
   * How many workers make its runs side by side (on Slurm: how many runs at once), or what each of them has: GPUs, which it sees in `CUDA_VISIBLE_DEVICES`.
   * @default as many as there are cores
   * @example { workers: 2 }
   * @example { workers: [0, 1, '2,3'] } // the third worker has two GPUs
   */
  workers?: number | readonly (number | string)[];
  /**
   * Where its runs are made: in workers of this machine, on Slurm, or by what `findLauncher()` gives.
   * @default 'process', or what has the `requirements`
   */
  on?: 'process' | 'slurm' | LauncherChoice;
  /**
   * What each run needs. With it the launcher is found as by `findLauncher()`.
   * @example { on: 'slurm', requirements: 'duration=1h & cuda(mem=4G) & cpu(cores=4, mem=8G)' }
   */
  requirements?: string;
  /** Options of `sbatch` by their long names, which hold above all. @example { account: 'lab', exclusive: true } */
  slurm?: Readonly<Record<string, string | number | boolean>>;
  /** On Slurm: milliseconds before the end of its time at which `shouldStop()` tells a run. @default 60000 */
  notice?: number;
  /** On Slurm: how often a run goes on after its time was up, or it was preempted. @default 3 */
  requeues?: number;
  /** Which runs are the best: those with the least, or the most, of a scalar at the end. */
  objective?: { minimize: string } | { maximize: string };
  /**
   * Has Optuna choose the parameters of each run by what came of those before; it is installed when there is none. Needs
   * `objective` and `maxTrials`. `seed` begins its chance.
   * @example { objective: { minimize: 'loss' }, maxTrials: 30, optimizer: 'tpe' }
   * @example { …, optimizer: { sampler: 'tpe', pruner: 'median' } } // runs that go badly are ended early
   */
  optimizer?: OptimizerOptions['sampler'] | OptimizerOptions;
  /** A name for people, which every run of it gets. */
  label?: string;
  /** Words to find its runs by. */
  tags?: readonly string[];
  /** How often a run that failed is tried again. @default 0 */
  retries?: number;
  /** Milliseconds before the first retry; each later one waits twice as long. @default 1000 */
  backoff?: number;
  /** Milliseconds that a run may take. @default as long as it likes */
  timeout?: number;
  /** Jobs of a sweep with a higher one go first. @default 0 */
  priority?: number;
  /**
   * What each run needs of tokens: no more runs than there are permits for go on at once, in all processes of the home.
   * @example { tokens: [token('licence', 2)] }
   */
  tokens?: readonly (Token | TokenNeed)[];
  /** The folder that holds the runs. @default the one that `run()` records to */
  home?: string;
  /** Whether the cell shows how far it is. @default true */
  display?: boolean;
}

/** A parameter of a sweep: a value, a list of them, numbers that are drawn, or any of these under a condition. */
export type Choices<T> = T | readonly T[] | Distribution | Conditional<T>;

/** Choices for the parameters of a function that takes `P`. */
export type SpaceOf<P> = { [Name in keyof P]?: Choices<P[Name]> };

/**
 * Names of workers. `#1`, `#2` … have nothing of their own.
 * @throws TrialbookError BAD_OPTION
 */
export function workerNames(workers: SweepOptions['workers']): string[] {
  const wanted = workers ?? availableParallelism();
  if (typeof wanted === 'number') {
    if (!Number.isSafeInteger(wanted) || wanted < 1 || wanted > 1024) {
      throw badWorkers();
    }
    return Array.from({ length: wanted }, (_, at) => `#${at + 1}`);
  }
  const names = wanted.map(String);
  if (
    names.length === 0 ||
    names.some(name => !/^[\w:-]+(,[\w:-]+)*$/.test(name))
  ) {
    throw badWorkers();
  }
  // The second worker on the same GPUs is another one.
  return names.map((name, at) => {
    const before = names.slice(0, at).filter(each => each === name).length;
    return before === 0 ? name : `${name}/${before + 1}`;
  });
}

function badWorkers(): TrialbookError {
  return new TrialbookError(
    'BAD_OPTION',
    "The option `workers` has to be a whole number from 1 on, or a list of GPUs by worker: [0, 1, '2,3']."
  );
}

const SAMPLERS: readonly unknown[] = ['tpe', 'random'];
const PRUNERS: readonly unknown[] = [
  'none',
  'median',
  'hyperband',
  'successive-halving'
];

/**
 * How parameters are chosen by what came before; undefined when they are not.
 * @throws TrialbookError BAD_OPTION
 */
export function optimizerOf({
  optimizer,
  objective,
  maxTrials
}: SweepOptions): Required<OptimizerOptions> | undefined {
  if (optimizer === undefined) {
    return undefined;
  }
  const given =
    typeof optimizer === 'object' ? optimizer : { sampler: optimizer };
  const { sampler = 'tpe', pruner = 'none' } = given;
  if (!SAMPLERS.includes(sampler) || !PRUNERS.includes(pruner)) {
    throw new TrialbookError(
      'BAD_OPTION',
      `The option \`optimizer\` has a sampler (${SAMPLERS.join(', ')}) and a pruner (${PRUNERS.join(', ')}): { optimizer: { sampler: 'tpe', pruner: 'median' } }.`
    );
  }
  if (objective === undefined || maxTrials === undefined) {
    throw new TrialbookError(
      'BAD_OPTION',
      "The option `optimizer` needs to know what is looked for, and how many runs there may be: { objective: { minimize: 'loss' }, maxTrials: 30, optimizer: 'tpe' }."
    );
  }
  if (!Number.isSafeInteger(maxTrials) || maxTrials < 1) {
    throw new TrialbookError(
      'BAD_SPACE',
      '`maxTrials` has to be a whole number above 0.'
    );
  }
  return { sampler, pruner };
}
