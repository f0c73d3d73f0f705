import { TrialbookError } from '../errors';
import { Card } from './card';
import { nextCallPlace } from './call-place';
import { activeRun, contextRun } from './context';
import { execute } from './execute';
import { resolveChecked } from './flags/checked-call';
import { functionName } from './flags/resolve';
import type { AnyFunction } from './flags/closure';
import { currentKernel } from './current-kernel';
import type { Kernel } from './kernel';
import { logTo } from './log';
import { checkOptions, type RunOptions } from './options';
import { NO_RUN, repeatCall, replayOptions, tellEnd } from './repeat';
import { currentReplay } from './replay';
import { assertRun, Run } from './run';
import { startRun, type Started, type StartFacts } from './start';
import type { Flags, Params, Returned } from './types';
import { outermost, type WorkingDirectory } from './working-directory';

export { Run } from './run';
export {
  logHistogram,
  logImage,
  logTable,
  logText,
  type LoggedImage,
  type LoggedNumbers,
  type LoggedRows
} from './media';
export { getRun, runs } from './runs';
export type { RunsOptions } from './runs';
export type { LogArguments } from './log';
export type { RunOptions } from './options';
export type { FlagRule, FlagRules } from './flags/rules';
export type { FlagSchema } from './flags/schema';
export type {
  OutputPattern,
  OutputPatternMap,
  OutputScalarsConfig
} from '../format/output-scalars';
export type { Flags, Params, Returned } from './types';

/**
 * Calls a function as a tracked run and waits for it.
 *
 * The flags are the function's own parameters, the defaults among them. While the call goes on, what it logs and
 * prints is recorded, and the run's folder is the working directory.
 *
 * @param fn any function: async, a generator, an arrow function, a bound method.
 * @param params flags by name, or arguments by position in an array.
 * @returns the run, with what the function returned as `value`.
 * @throws TrialbookError BAD_FLAGS, BAD_OPTION or HOME_NOT_WRITABLE before anything is created.
 * @throws what the function throws; RunStopped when the run was stopped.
 * @example
 * const r = await run(train, { lr: 0.05 }, { label: 'first try' });
 * r.value; // what train returned
 */
// `any`, because with `unknown` TypeScript would take a parameter `n = 2` of a function written in place for unknown.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export async function run<Args extends any[], Result>(
  fn: (...args: Args) => Result,
  params?: Params<Args>,
  options: RunOptions = {}
): Promise<Run<Returned<Result>, Flags<Args>>> {
  if (typeof fn !== 'function') {
    throw new TrialbookError(
      'BAD_OPTION',
      `run() takes a function and its flags: run(train, { lr: 0.05 }). Got ${typeof fn} instead of the function; pass \`train\`, not \`train()\`.`
    );
  }
  return runAs(fn as AnyFunction, params, options, {}) as Promise<
    Run<Returned<Result>, Flags<Args>>
  >;
}

/**
 * As `run()`, of what is more than a call of a function.
 * @param about what is said of the run beside the call.
 */
export async function runAs(
  fn: AnyFunction,
  params: unknown,
  options: RunOptions,
  about: Partial<StartFacts>
): Promise<Run> {
  checkOptions(options);
  const kernel = currentKernel();
  const name = functionName(fn);
  const place = nextCallPlace(kernel);
  const decision = currentReplay()?.decide({ ...place, name });
  if (decision?.kind === 'skip') {
    return NO_RUN as never;
  }
  const repeat = decision?.kind === 'repeat' ? decision : undefined;
  const resolved = resolveChecked(fn, params, options.flags);
  const call = repeat
    ? repeatCall(fn as AnyFunction, resolved, repeat, options.flags)
    : resolved;
  const used = decision ? replayOptions(options, decision) : options;
  tellWhatIsMissing(kernel);
  const facts = {
    ...about,
    place,
    ...(repeat && {
      rerunOf: repeat.rerunOf,
      started: (run: Started['run']) => repeat.prepare(run.facts.dir)
    })
  };
  const started = startRun(name, call, used, kernel, facts);
  repeat?.started(started.run.facts);
  if (used.display !== false) {
    const card = new Card(started, call.defaults, kernel);
    started.run.onEnd(() => card.finish());
  }
  const done = perform(started, fn as AnyFunction, call.args, used.cwd);
  await (repeat ? tellEnd(done, repeat) : done);
  return new Run(started.run);
}

const told = new Set<string>();

/** Says once what a kernel could not offer; recording works all the same. */
function tellWhatIsMissing(kernel: Kernel): void {
  for (const sentence of kernel.missing) {
    if (!told.has(sentence)) {
      told.add(sentence);
      process.stderr.write(`Trialbook: ${sentence}\n`);
    }
  }
}

/** From the wait for the working directory to the end of the run. */
async function perform(
  { run: active }: Started,
  fn: AnyFunction,
  args: unknown[],
  cwd: 'run' | 'keep' = 'run'
): Promise<void> {
  try {
    if (cwd === 'run') {
      const turns = turnsFor(active.parent);
      if (turns.isBusy) {
        active.setStatus('pending');
      }
      const turn = turns.enter(active.facts.dir);
      active.turn =
        turn instanceof Promise
          ? await Promise.race([turn, active.cutOff])
          : turn;
    }
    active.setStatus('running');
    active.complete(await execute(active, fn, args));
  } catch (error) {
    if (!active.hasEnded) {
      active.fail(error);
    }
    throw error;
  }
}

/** A nested run takes turns with its siblings only, while its parent holds the working directory. */
function turnsFor(parent: Started['run'] | undefined): WorkingDirectory {
  for (let run = parent; run; run = run.parent) {
    if (run.turn) {
      return run.turn.nested;
    }
  }
  return outermost;
}

/**
 * Records scalars of the current run, in TensorBoard's format. The point is written before this returns, or within
 * 50 ms when calls follow each other closely.
 *
 * @param step a whole number; each name has its own counter when it is not given.
 * @throws TrialbookError NO_RUN outside a run, RUN_ENDED after its end.
 * @throws RunStopped when the run was asked to stop. Let it pass.
 * @example
 * log('loss', 0.3);
 * log({ 'train/loss': 0.3, 'train/accuracy': 0.9 }, step);
 */
export function log(name: string, value: number, step?: number): void;
export function log(scalars: Record<string, number>, step?: number): void;
export function log(
  first: string | Record<string, number>,
  second?: number,
  third?: number
): void {
  const active = assertRun(activeRun() ?? contextRun(), 'log()');
  if (typeof first === 'string') {
    logTo(active, [first, second as number, third]);
  } else {
    logTo(active, [first, second]);
  }
}

/** The run that this code is part of; `undefined` outside a run. */
export function currentRun(): Run | undefined {
  const active = activeRun();
  return active && new Run(active);
}
