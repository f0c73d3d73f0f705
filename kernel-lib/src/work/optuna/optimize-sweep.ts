/** A sweep of a notebook's function whose parameters Optuna chooses. */
import { inspect } from 'node:util';
import type { QueueFold } from '../../format/queue';
import type { Slice } from '../../notebook/slice';
import { askedTrial, type Space } from '../../plan/sweep';
import type { AnyFunction } from '../../run/flags/closure';
import { resolveCall } from '../../run/flags/resolve';
import type { BatchFacts } from '../queue/submit';
import type { OptimizerOptions, SweepOptions } from '../sweep/options';
import { runKey } from '../sweep/run-key';
import { optimize, type Optimized } from './optimizer';

/** What `sweep()` knows. */
export interface OptimizedSweep {
  home: string;
  code: Slice;
  fn: AnyFunction;
  space: Space;
  options: SweepOptions;
  optimizer: Required<OptimizerOptions>;
  facts: BatchFacts & { objective: NonNullable<BatchFacts['objective']> };
  begun(batch: string, jobs: readonly string[]): void;
  changed(fold: QueueFold): void;
}

/** How many go on at once on Slurm when nothing is said. */
const SLOTS = 8;

/** @throws TrialbookError OPTUNA, BAD_SPACE, BAD_FLAGS, HOME_NOT_WRITABLE */
export async function optimizeSweep(sweep: OptimizedSweep): Promise<Optimized> {
  const { home, code, fn, space, options, optimizer, facts } = sweep;
  // Names that the function does not take, and a space that makes no sense, before anything is started.
  resolveCall(fn, await askedTrial(space, options, lowest));
  const { workers, launcher, objective } = facts;
  return optimize({
    home,
    facts,
    space,
    options,
    // What is asked for, so that another space or objective is another study.
    name: runKey(
      code.name,
      {
        space: inspect(space, { depth: null, maxArrayLength: null }),
        objective
      },
      code.hash
    ),
    keyOf: flags => runKey(code.name, flags, code.hash),
    maxTrials: options.maxTrials ?? 1,
    slots: launcher ? (launcher.limit ?? SLOTS) : workers.length,
    ...optimizer,
    ...(options.seed !== undefined && { seed: options.seed }),
    begun: sweep.begun,
    changed: sweep.changed,
    say: text => console.error(text)
  });
}

function lowest(parameter: Parameters<Parameters<typeof askedTrial>[2]>[0]) {
  return parameter.kind === 'choice' ? 0 : parameter.low;
}
