import type * as childProcess from 'node:child_process';
import { AsyncResource } from 'node:async_hooks';
import { createRequire, syncBuiltinESMExports } from 'node:module';
import { activeRun } from './context';

/**
 * A child process with `stdio: "inherit"` writes past `process.stdout`, to a place that no notebook shows. Inside a run
 * its output takes a pipe of ours instead and is printed like the run's own. Outside runs nothing changes.
 */

type Stdio = unknown;

interface SpawnOptions {
  stdio?: Stdio;
}

interface SpawnedChild {
  stdout: NodeJS.ReadableStream | null;
  stderr: NodeJS.ReadableStream | null;
  stdio: unknown[];
}

let installed = false;

/** Installs the pipes; once for the process. */
export function captureChildOutput(): void {
  if (installed) {
    return;
  }
  installed = true;
  const mutable = moduleObject();
  wrapSpawn(mutable.ChildProcess.prototype as unknown as SpawnPrototype);
  for (const name of ['spawnSync', 'execFileSync', 'execSync'] as const) {
    wrapSync(mutable, name);
  }
  syncBuiltinESMExports();
}

type ChildProcessModule = typeof childProcess & {
  ChildProcess: { prototype: object };
};

/** The object that `require` hands out, whose members can be replaced; an import is a read-only view of it. */
function moduleObject(): ChildProcessModule {
  return createRequire(__filename)('node:child_process') as ChildProcessModule;
}

interface SpawnPrototype {
  spawn(this: SpawnedChild, options: SpawnOptions): unknown;
}

function wrapSpawn(prototype: SpawnPrototype): void {
  const original = prototype.spawn;
  prototype.spawn = function (this: SpawnedChild, options: SpawnOptions) {
    const redirected = activeRun() ? redirect(options.stdio) : undefined;
    if (!redirected) {
      return original.call(this, options);
    }
    const result = original.call(this, { ...options, stdio: redirected.stdio });
    for (const [index, name] of redirected.streams) {
      forward(this, index, name);
    }
    return result;
  };
}

/** Prints what the child writes; to its owner the stream is not there, as with `inherit`. */
function forward(
  child: SpawnedChild,
  index: number,
  name: 'stdout' | 'stderr'
): void {
  const stream = child.stdio[index] as NodeJS.ReadableStream | null;
  const print = AsyncResource.bind((data: Buffer) => {
    process[name].write(data);
  });
  stream?.on('data', print);
  child.stdio[index] = null;
  if (child[name] === stream) {
    child[name] = null;
  }
}

type SyncName = 'spawnSync' | 'execFileSync' | 'execSync';

function wrapSync(mutable: ChildProcessModule, name: SyncName): void {
  const original = mutable[name] as (...args: unknown[]) => unknown;
  const wrapped = (...args: unknown[]): unknown => {
    const index = args.findIndex(
      arg => typeof arg === 'object' && arg !== null && !Array.isArray(arg)
    );
    const options = args[index] as SpawnOptions | undefined;
    const redirected = activeRun() ? redirect(options?.stdio) : undefined;
    if (!redirected) {
      return original(...args);
    }
    const call = (stdio: Stdio) => {
      const changed = [...args];
      changed[index] = { ...options, stdio };
      return original(...changed);
    };
    return name === 'spawnSync'
      ? printResult(call(redirected.stdio), redirected.streams)
      : printOutput(call, redirected);
  };
  Object.defineProperty(mutable, name, {
    value: wrapped,
    configurable: true,
    writable: true,
    enumerable: true
  });
}

type Redirected = Map<number, 'stdout' | 'stderr'>;

function printResult(result: unknown, streams: Redirected): unknown {
  const { output } = result as {
    output: (Uint8Array | string | null)[] | null;
  };
  for (const [index, name] of streams) {
    const data = output?.[index];
    if (data && data.length > 0) {
      process[name].write(data);
    }
    if (output) {
      output[index] = null;
    }
    if (index === 1 || index === 2) {
      (result as Record<string, unknown>)[index === 1 ? 'stdout' : 'stderr'] =
        null;
    }
  }
  return result;
}

/**
 * `execSync` and `execFileSync` return standard output only. Standard error they print themselves, on
 * `process.stderr`, as long as nobody says anything about `stdio`.
 */
function printOutput(
  call: (stdio: Stdio) => unknown,
  { stdio, streams }: { stdio: unknown[]; streams: Redirected }
): unknown {
  const own = new Map([...streams].filter(([index]) => index === 1));
  try {
    const stdout = call(streams.has(2) ? undefined : stdio) as
      | Uint8Array
      | string
      | null;
    if (!own.has(1)) {
      return stdout;
    }
    if (stdout && stdout.length > 0) {
      process[own.get(1) ?? 'stdout'].write(stdout);
    }
    return null;
  } catch (error) {
    printResult(error, own);
    throw error;
  }
}

/** The `stdio` option with pipes where it inherits standard output or error; undefined when it does not. */
function redirect(
  stdio: Stdio
): { stdio: unknown[]; streams: Redirected } | undefined {
  const list: unknown[] = Array.isArray(stdio)
    ? [...(stdio as unknown[])]
    : [stdio, stdio, stdio];
  const streams: Redirected = new Map();
  for (const index of [1, 2]) {
    const target = inherited(list[index], index);
    if (target) {
      streams.set(index, target);
      list[index] = 'pipe';
    }
  }
  return streams.size > 0 ? { stdio: list, streams } : undefined;
}

function inherited(
  target: unknown,
  index: number
): 'stdout' | 'stderr' | undefined {
  if (target === 'inherit') {
    return index === 1 ? 'stdout' : 'stderr';
  }
  if (target === 1 || target === process.stdout) {
    return 'stdout';
  }
  return target === 2 || target === process.stderr ? 'stderr' : undefined;
}
