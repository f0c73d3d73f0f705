/** Any command as a tracked run. */
import { spawn, type ChildProcess } from 'node:child_process';
import { TrialbookError } from '../errors';
import type { FlagFacts } from '../format/journal';
import type { OutputScalarsConfig } from '../format/output-scalars';
import { plainKernel } from '../run/current-kernel';
import type { ActiveRun } from '../run/active-run';
import { nextCallPlace } from '../run/call-place';
import { checkOptions, type RunOptions } from '../run/options';
import { startRun, type StartFacts } from '../run/start';
import type { FlagValues } from './flag-text';
import type { Outcome, RunPlacement } from './outcome';
import { passThrough } from './pass-through';
import { runVariables } from './run-variables';
import { exitCodeOf, watchSignals } from './signals';

/** A command, ready to be started. */
export interface CommandSpec {
  name: string;
  /** The program and its arguments. */
  argv: readonly string[];
  /** As people wrote it; the default is `argv`. */
  shown?: readonly string[];
  flags: FlagValues;
  defaults?: string[];
  facts?: Record<string, FlagFacts>;
  env?: Readonly<Record<string, string>>;
  outputScalars?: OutputScalarsConfig;
  about?: Partial<StartFacts>;
  /** Called with the run when its folder is there, before the command starts. */
  prepare?(run: ActiveRun): void | Promise<void>;
  /** Milliseconds between asking the command to end and ending it, after a stop. */
  grace?: number;
}

const commandKernel = { ...plainKernel, name: 'command', version: undefined };

/**
 * Starts a command as a run and waits for its end. What it prints is recorded and handed on as it comes; signals go to
 * it and to all that it started; its exit code decides how the run ends.
 * @throws TrialbookError HOME_NOT_WRITABLE or BAD_OPTION, before anything is created.
 */
export async function runCommand(
  spec: CommandSpec,
  placement: RunPlacement
): Promise<Outcome> {
  const { name, flags, defaults = [], facts } = spec;
  const { home, label, tags } = placement;
  const options: RunOptions = {
    home,
    ...(label !== undefined && { label }),
    ...(tags && { tags }),
    ...(spec.outputScalars !== undefined && {
      outputScalars: spec.outputScalars
    })
  };
  checkOptions(options);
  const { run } = startRun(
    name,
    { args: [], flags, defaults, ...(facts && { facts }) },
    options,
    commandKernel,
    {
      kind: 'command',
      command: [...(spec.shown ?? spec.argv)],
      ...spec.about,
      place: nextCallPlace(commandKernel),
      parent: placement.parent,
      adopt: placement.adopt,
      base: placement.base,
      ownSignals: true
    }
  );
  let exitCode = 1;
  try {
    await spec.prepare?.(run);
    run.setStatus('running');
    exitCode = await perform(run, spec, placement);
  } catch (error) {
    if (!run.hasEnded) {
      run.fail(error);
    }
  }
  const { id, dir } = run.facts;
  const { status, error } = run;
  return { run: id, dir, name, status, exitCode, ...(error && { error }) };
}

async function perform(
  run: ActiveRun,
  spec: CommandSpec,
  placement: RunPlacement
): Promise<number> {
  const child = start(run, spec, placement);
  let heard: NodeJS.Signals | undefined;
  const unwatch = watchSignals(child, {
    stopAsked: () => run.readStop() || placement.stopAsked?.() === true,
    grace: spec.grace,
    interrupted: signal => (heard ??= signal)
  });
  try {
    const { stderr, stdout } = process;
    const [{ code, signal }] = await Promise.all([
      ended(child, spec.argv[0]),
      child.stdout &&
        passThrough(child.stdout, placement.quiet ? stderr : stdout, chunk =>
          run.output('stdout', chunk)
        ),
      child.stderr &&
        passThrough(child.stderr, stderr, chunk => run.output('stderr', chunk))
    ]);
    finish(run, { code, signal, heard });
    return exitCodeOf(code, signal);
  } catch (error) {
    run.fail(error);
    return error instanceof TrialbookError && error.code === 'COMMAND_NOT_FOUND'
      ? 127
      : 126;
  } finally {
    unwatch();
  }
}

function start(
  run: ActiveRun,
  { argv: [program, ...args], flags, env, about }: CommandSpec,
  { home, base, from = base, cwd = 'run' }: RunPlacement
): ChildProcess {
  const { id, dir } = run.facts;
  return spawn(program, args, {
    cwd: cwd === 'run' ? dir : base,
    stdio: ['inherit', 'pipe', 'pipe'],
    // A process group of its own, so that a signal reaches what the command started too.
    detached: true,
    env: runVariables({
      run: id,
      dir,
      home,
      flags,
      from,
      env,
      ...(about?.operation !== undefined && {
        project: base,
        operation: about.operation
      })
    })
  });
}

interface End {
  code: number | null;
  signal: NodeJS.Signals | null;
}

function ended(child: ChildProcess, program: string): Promise<End> {
  return new Promise((resolve, reject) => {
    child.once('error', (cause: NodeJS.ErrnoException) =>
      reject(
        new TrialbookError(
          'COMMAND_NOT_FOUND',
          cause.code === 'ENOENT'
            ? `There is no program ${JSON.stringify(program)}. Check its name, or give its path.`
            : `${JSON.stringify(program)} could not be started: ${cause.code ?? cause.message}.`,
          { cause }
        )
      )
    );
    child.once('exit', (code, signal) => resolve({ code, signal }));
  });
}

function finish(
  run: ActiveRun,
  { code, signal, heard }: End & { heard?: NodeJS.Signals }
): void {
  if (code === 0) {
    run.complete(code);
  } else if (signal !== null || heard !== undefined) {
    run.terminate(`it was ended by ${signal ?? heard}`);
  } else {
    run.fail(new CommandFailed(code ?? 1));
  }
}

/** A command that ended with another code than 0. */
class CommandFailed extends Error {
  constructor(code: number) {
    super(`The command ended with exit code ${code}.`);
    this.name = 'CommandFailed';
    // Our own stack says nothing about the command.
    delete this.stack;
  }
}
