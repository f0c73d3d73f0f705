import type { AnyFunction } from './flags/closure';
import type { ActiveRun } from './active-run';
import { inRun } from './context';

/** Milliseconds for which a generator may run without letting others have a turn. */
const TURN_LIMIT = 50;

/**
 * Calls the function as part of the run and waits for what it gives; a generator is driven to its end.
 * The call begins before this returns, so that an interrupt of the kernel can reach a loop that never yields.
 */
export async function execute(
  run: ActiveRun,
  fn: AnyFunction,
  args: unknown[]
): Promise<unknown> {
  let inside = true;
  // An interrupt unwinds such a loop without running any of our code; the next turn of the event loop finds out.
  const immediate = setImmediate(() => {
    if (inside) {
      run.terminate('interrupted');
    }
  });
  const call = inRun(run, () => {
    try {
      return settle((fn as (...args: unknown[]) => unknown)(...args));
    } finally {
      inside = false;
      clearImmediate(immediate);
    }
  });
  call.catch(() => undefined);
  return Promise.race([call, run.cutOff]);
}

async function settle(result: unknown): Promise<unknown> {
  switch (Object.prototype.toString.call(result)) {
    case '[object Generator]':
      return drive(result as Generator);
    case '[object AsyncGenerator]':
      return driveAsync(result as AsyncGenerator);
    default:
      return result;
  }
}

async function drive(generator: Generator): Promise<unknown> {
  let turn = Date.now();
  for (;;) {
    const { done, value } = generator.next() as IteratorResult<unknown>;
    if (done) {
      return value;
    }
    if (Date.now() - turn >= TURN_LIMIT) {
      await new Promise(resolve => setImmediate(resolve));
      turn = Date.now();
    }
  }
}

async function driveAsync(generator: AsyncGenerator): Promise<unknown> {
  for (;;) {
    const { done, value } = (await generator.next()) as IteratorResult<unknown>;
    if (done) {
      return value;
    }
  }
}
