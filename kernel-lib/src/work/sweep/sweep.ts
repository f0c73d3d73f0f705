/** Many runs of a function over values of its parameters, made by workers. */
import { dirname, relative, sep } from 'node:path';
import { TrialbookError } from '../../errors';
import type { Batch } from '../../format/queue';
import { bundleSlice, slice, type Slice } from '../../notebook/slice';
import { trials, type Space } from '../../plan/sweep';
import { currentKernel } from '../../run/current-kernel';
import type { AnyFunction } from '../../run/flags/closure';
import { resolveCall } from '../../run/flags/resolve';
import { NO_RUN } from '../../run/repeat';
import { currentReplay } from '../../run/replay';
import { firstDirectory } from '../../run/start';
import type { Params } from '../../run/types';
import { openHome } from '../../store/home';
import { keepCode } from '../queue/code-files';
import { waitForJobs } from '../queue/follow';
import { submit, type BatchFacts, type JobRequest } from '../queue/submit';
import { ensureSupervisor } from '../supervisor/ensure';
import { needsOf } from '../tokens/token';
import { launchingOf } from './launching';
import { optimizerOf, type SpaceOf, type SweepOptions } from './options';
import { runKey } from './run-key';
import { Sweep } from './result';
import { SweepOutput } from './sweep-output';

/**
 * Makes a run for each combination of parameters, in worker processes beside the kernel, and waits for all.
 *
 * The function and what it needs are sliced out of the executed cells, as `slice()` shows. Runs that are there already,
 * by code and parameters, are not made again: calling the same line again makes only what is missing or has failed.
 * The workers go on when the kernel is gone.
 *
 * @param fn a function of this notebook.
 * @param space values by parameter: a list is a choice.
 * @throws TrialbookError NOT_SLICEABLE, BAD_SPACE, BAD_FLAGS, BAD_OPTION, BAD_REQUIREMENT, BAD_HOSTS,
 * NO_LAUNCHER or HOME_NOT_WRITABLE before anything is started.
 * @example
 * const s = await sweep(train, { lr: [0.1, 0.01], layers: [1, 2, 3], seed: range(3) }, { workers: 2 });
 * s.runs.sort('loss').head(5);
 */
// `any`, as in `run()`.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export async function sweep<Args extends any[], Result>(
  fn: (...args: Args) => Result,
  space: SpaceOf<Params<Args>>,
  options: SweepOptions = {}
): Promise<Sweep> {
  if (currentReplay()) {
    // A recorded cell that starts a sweep is of no matter to what is repeated now.
    return NO_RUN as never;
  }
  if (typeof fn !== 'function') {
    throw new TrialbookError(
      'BAD_OPTION',
      `sweep() takes a function and values of its parameters: sweep(train, { lr: [0.1, 0.01] }). Got ${typeof fn} instead of the function.`
    );
  }
  const kernel = currentKernel();
  const notebook = kernel.notebookPath();
  const base = notebook === undefined ? firstDirectory : dirname(notebook);
  const launching = launchingOf(options, base);
  const code = slice(fn);
  const optimizer = optimizerOf(options);
  const requests = optimizer
    ? []
    : requestsOf(fn as AnyFunction, code, space, options);
  const objective = objectiveOf(options.objective);
  const tokens = needsOf(options.tokens ?? []);
  const home = openHome({ home: options.home, from: base }).dir;
  const bundle = await bundleSlice(code, { base });
  keepCode(home, bundle, code.code);
  const facts: BatchFacts = {
    name: code.name,
    code: bundle.hash,
    ...launching,
    ...(options.label !== undefined && {
      label: options.label,
      sweep: options.label
    }),
    ...(options.tags?.length && { tags: [...options.tags] }),
    ...(options.retries !== undefined && { retries: options.retries }),
    ...(options.backoff !== undefined && { backoff: options.backoff }),
    ...(options.timeout !== undefined && { timeout: options.timeout }),
    ...(options.priority !== undefined && { priority: options.priority }),
    ...(notebook !== undefined && {
      notebook: relative(home, notebook).split(sep).join('/')
    }),
    ...(objective && { objective }),
    ...(tokens.length > 0 && { tokens })
  };
  let card: SweepOutput | undefined;
  const show = (batch: string, jobs: readonly string[]) => {
    if (options.display !== false) {
      card = new SweepOutput(home, relative(base, home), batch, jobs);
    }
  };
  if (optimizer && objective) {
    // Loaded when it is needed: importing the library is to take no time.
    const { optimizeSweep } = await import('../optuna/optimize-sweep');
    const { batch, jobs, added, pruned } = await optimizeSweep({
      ...{ home, code, fn: fn as AnyFunction, space, options, optimizer },
      facts: { ...facts, objective },
      begun: show,
      changed: fold => card?.show(fold)
    });
    card?.finish();
    return new Sweep(batch, home, jobs, added, objective, pruned);
  }
  const { batch, jobs, added } = await submit(home, facts, requests);
  ensureSupervisor(home);
  show(batch, jobs);
  const done = await waitForJobs(home, jobs, {
    onChange: fold => card?.show(fold)
  });
  card?.finish();
  return new Sweep(batch, home, done, added, objective);
}

function requestsOf(
  fn: AnyFunction,
  { name, hash }: Slice,
  space: Space,
  options: SweepOptions
): JobRequest[] {
  const requests: JobRequest[] = [];
  for (const flags of trials(space, options)) {
    if (requests.length === 0) {
      // Names that the function does not take, before anything is started.
      resolveCall(fn, flags);
    }
    requests.push({ key: runKey(name, flags, hash), flags });
  }
  return requests;
}

function objectiveOf(objective: SweepOptions['objective']): Batch['objective'] {
  if (objective === undefined) {
    return undefined;
  }
  return 'minimize' in objective
    ? { tag: objective.minimize, goal: 'minimize' }
    : { tag: objective.maximize, goal: 'maximize' };
}
