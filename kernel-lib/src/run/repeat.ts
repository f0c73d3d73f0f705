/** A call of `run()` in a process that repeats a recorded run. See `replay.ts`. */
import { inspect } from 'node:util';
import { checkFlags, type CheckedCall } from './flags/checked-call';
import type { AnyFunction } from './flags/closure';
import { overrideFlags } from './flags/override';
import type { RunOptions } from './options';
import type { Repeat, ReplayDecision } from './replay';

/**
 * What a call gives that was not made. What cells still say of it, such as printing `r.value.toFixed(2)`, means
 * nothing and fails nowhere.
 */
export const NO_RUN: unknown = new Proxy(() => undefined, {
  get(_, key): unknown {
    switch (key) {
      case 'then':
        return undefined;
      case Symbol.toPrimitive:
        return () => NaN;
      case Symbol.iterator:
        return () => [].values();
      case inspect.custom:
        return () => '(not run)';
      default:
        return NO_RUN;
    }
  },
  apply: () => NO_RUN
});

/**
 * The call with the recorded flags, some of them changed.
 * @throws TrialbookError BAD_FLAGS
 */
export function repeatCall(
  fn: AnyFunction,
  call: CheckedCall,
  { flags, changed }: Repeat,
  wanted: RunOptions['flags']
): CheckedCall {
  const repeated = overrideFlags(fn, call, flags, changed);
  checkFlags(fn, repeated.flags, wanted);
  return { ...call, ...repeated };
}

/** How a call is tracked in a replay. */
export function replayOptions(
  options: RunOptions,
  decision: Exclude<ReplayDecision, { kind: 'skip' }>
): RunOptions {
  const { home } = decision;
  return decision.kind === 'scratch'
    ? { ...options, home, display: false }
    : {
        ...options,
        home,
        display: false,
        label: decision.label ?? options.label,
        tags: [...(options.tags ?? []), ...(decision.tags ?? [])]
      };
}

/** Tells when the call is over. What the cell would do then is none of the repeated run: it goes no further. */
export async function tellEnd(
  call: Promise<void>,
  repeat: Repeat
): Promise<never> {
  await call.catch(() => undefined);
  repeat.ended();
  return new Promise<never>(() => undefined);
}
