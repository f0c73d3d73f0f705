/** A notebook as a run: its cells in a kernel of its own language, recorded while they execute. */
import { dirname, join } from 'node:path';
import { TrialbookError } from '../../errors';
import type { RecordedError } from '../../format/journal';
import { plainKernel } from '../../run/current-kernel';
import type { ActiveRun } from '../../run/active-run';
import { nextCallPlace } from '../../run/call-place';
import type { Kernel } from '../../run/kernel';
import { startRun } from '../../run/start';
import { closest } from '../../format/closest';
import type { CommandSpec } from '../command-run';
import { setFlag, type FlagValues } from '../flag-text';
import type { Outcome, RunPlacement } from '../outcome';
import { runVariables } from '../run-variables';
import { exitCodeOf, STOP_GRACE } from '../signals';
import { CellOutputs, traceback } from './cell-outputs';
import { printedError } from './printed-error';
import { findKernel } from './find-kernel';
import { KernelProcess } from './kernel-process';
import {
  notebookName,
  readNotebook,
  sourceOf,
  writeNotebook,
  type Notebook,
  type NotebookCell
} from './notebook-file';
import { injectParameters, parametersOf } from './parameters';

export type NotebookSpec = Omit<CommandSpec, 'argv'> & {
  /** Absolute path. */
  notebook: string;
};

/** Milliseconds between two looks for the stop signal. */
const STOP_CHECK = 100;

/**
 * Executes a notebook as a run. The executed notebook is in the run folder, and replaced after every cell; a cell that
 * fails ends the run and is named.
 * @throws TrialbookError NOTEBOOK and BAD_FLAGS before anything is created.
 */
export async function runNotebook(
  spec: NotebookSpec,
  placement: RunPlacement
): Promise<Outcome> {
  const { notebook: path, facts, about } = spec;
  const { home, label, tags, parent, base } = placement;
  const original = readNotebook(path);
  const found = findKernel(original);
  const { flags, own } = withDefaults(original, path, spec);
  const defaults = [...(spec.defaults ?? []), ...own];
  const notebook = injectParameters(original, givenOf(flags, own));
  let failure: RecordedError['position'];
  const kernel: Kernel = {
    ...plainKernel,
    name: found.name,
    version: undefined,
    notebookPath: () => path,
    position: () => failure
  };
  const { run } = startRun(
    spec.name,
    { args: [], flags, defaults, ...(facts && { facts }) },
    {
      home,
      ...(label !== undefined && { label }),
      ...(tags && { tags }),
      ...(spec.outputScalars !== undefined && {
        outputScalars: spec.outputScalars
      })
    },
    kernel,
    {
      ...about,
      kind: 'notebook',
      parent,
      adopt: placement.adopt,
      base,
      ownSignals: true,
      place: nextCallPlace(plainKernel)
    }
  );
  const execution = new Execution(run, notebook, path, placement);
  let exitCode = 1;
  try {
    await spec.prepare?.(run);
    run.setStatus('running');
    const process = await KernelProcess.start(found, {
      cwd: placement.cwd === 'keep' ? dirname(path) : run.facts.dir,
      env: {
        ...runVariables({
          run: run.facts.id,
          dir: run.facts.dir,
          home,
          flags,
          from: placement.from ?? base,
          env: spec.env,
          ...(about?.operation !== undefined && {
            project: base,
            operation: about.operation
          })
        }),
        JPY_SESSION_NAME: path
      },
      output: message => execution.outputs.take(message)
    });
    await execution.perform(process);
    const { interrupted, stopped } = execution;
    if (interrupted !== undefined) {
      run.terminate(`it was interrupted by ${interrupted}`);
      exitCode = exitCodeOf(null, interrupted);
    } else {
      run.complete(execution.executed);
      exitCode = stopped ? exitCodeOf(null, 'SIGTERM') : 0;
    }
  } catch (error) {
    if (execution.interrupted !== undefined) {
      run.terminate(`it was interrupted by ${execution.interrupted}`);
      exitCode = exitCodeOf(null, execution.interrupted);
    } else if (!run.hasEnded) {
      failure = error instanceof CellFailed ? error.position : undefined;
      run.fail(error);
    }
  }
  const { id, dir } = run.facts;
  const { status, error, facts: known } = run;
  return {
    run: id,
    dir,
    name: known.name,
    status,
    exitCode,
    ...(error && { error })
  };
}

/** The cells one after another, and what may cut them short. */
class Execution {
  readonly outputs: CellOutputs;
  interrupted: NodeJS.Signals | undefined;
  stopped = false;
  /** Cells executed. */
  executed = 0;
  readonly #run: ActiveRun;
  readonly #notebook: Notebook;
  readonly #file: string;
  readonly #placement: RunPlacement;

  constructor(
    run: ActiveRun,
    notebook: Notebook,
    path: string,
    placement: RunPlacement
  ) {
    this.#run = run;
    this.#notebook = notebook;
    this.#file = join(run.facts.dir, `${notebookName(path)}.ipynb`);
    this.#placement = placement;
    this.outputs = new CellOutputs((stream, text) => {
      run.output(stream, text);
      const quiet = placement.quiet || stream === 'stderr';
      process[quiet ? 'stderr' : 'stdout'].write(text);
    });
  }

  /** @throws CellFailed; TrialbookError NOTEBOOK when the kernel ends by itself. */
  async perform(kernel: KernelProcess): Promise<void> {
    const unwatch = this.#watch(kernel);
    try {
      for (const cell of this.#notebook.cells) {
        if (cell.cell_type === 'code') {
          cell.outputs = [];
          cell.execution_count = null;
        }
      }
      this.#save();
      const cells = this.#notebook.cells.filter(
        cell => cell.cell_type === 'code' && sourceOf(cell).trim() !== ''
      );
      for (const [at, cell] of cells.entries()) {
        if (this.interrupted !== undefined || this.#isStopped()) {
          break;
        }
        this.#say(`cell ${at + 1}/${cells.length}`);
        await this.#execute(kernel, cell, at, cells.length);
      }
    } finally {
      unwatch();
      await kernel.shutdown();
    }
  }

  async #execute(
    kernel: KernelProcess,
    cell: NotebookCell,
    at: number,
    total: number
  ): Promise<void> {
    try {
      const reply = await kernel.execute(
        sourceOf(cell),
        id => this.outputs.begin(id, cell),
        cell.id === undefined ? {} : { cellId: cell.id }
      );
      const count = reply.execution_count;
      cell.execution_count = typeof count === 'number' ? count : null;
      if (reply.status === 'ok') {
        this.executed++;
      } else if (!this.#isStopped()) {
        throw new CellFailed(cell, at + 1, total, reply);
      }
    } finally {
      this.#save();
    }
  }

  /** The notebook as it is now; a disk that is full is no reason not to go on. */
  #save(): void {
    try {
      writeNotebook(this.#file, this.#notebook);
    } catch (error) {
      this.#run.warnOnce(
        'NOTEBOOK',
        `The executed notebook could not be written: ${(error as Error).message}`
      );
    }
  }

  #isStopped(): boolean {
    this.stopped ||=
      this.#run.readStop() || this.#placement.stopAsked?.() === true;
    return this.stopped;
  }

  /** Interrupts at a signal or a stop; at a second signal, or when the kernel does not mind, kills. */
  #watch(kernel: KernelProcess): () => void {
    let killer: NodeJS.Timeout | undefined;
    const end = () => {
      if (killer === undefined) {
        kernel.interrupt();
        killer = setTimeout(() => kernel.kill(), STOP_GRACE);
      }
    };
    const hear = (signal: NodeJS.Signals) => {
      if (this.interrupted !== undefined) {
        kernel.kill();
      }
      this.interrupted ??= signal;
      end();
    };
    const timer = setInterval(() => this.#isStopped() && end(), STOP_CHECK);
    process.on('SIGINT', hear);
    process.on('SIGTERM', hear);
    return () => {
      clearInterval(timer);
      clearTimeout(killer);
      process.off('SIGINT', hear);
      process.off('SIGTERM', hear);
    };
  }

  #say(line: string): void {
    this.#run.output('stderr', `${line}\n`);
    process.stderr.write(`${line}\n`);
  }
}

/** A cell that did not go through. */
class CellFailed extends Error {
  readonly position: RecordedError['position'];

  constructor(
    cell: NotebookCell,
    number: number,
    total: number,
    reply: Record<string, unknown>
  ) {
    const id = cell.id === undefined ? '' : `, id ${cell.id}`;
    const printed = reply.evalue === undefined ? printedError(cell) : undefined;
    const message = printed?.message ?? String(reply.evalue);
    super(`${message} (cell ${number} of ${total}${id})`);
    this.name = printed?.name ?? String(reply.ename ?? 'Error');
    this.stack = printed?.text ?? traceback(reply);
    this.position = {
      ...(cell.id !== undefined && { cell: cell.id }),
      ...(typeof reply.execution_count === 'number' && {
        count: reply.execution_count
      }),
      line: 1,
      column: 1
    };
  }
}

/** The flags given, and the notebook's own values for the rest. */
function withDefaults(
  notebook: Notebook,
  path: string,
  spec: NotebookSpec
): { flags: FlagValues; own: string[] } {
  const parameters = parametersOf(notebook);
  const flags: FlagValues = { ...spec.flags };
  const own: string[] = [];
  if (parameters === undefined) {
    return { flags, own };
  }
  const known = parameters.map(({ name }) => name);
  const unknown = Object.keys(flags).find(name => !known.includes(name));
  if (unknown !== undefined) {
    const meant = closest(unknown, known);
    throw new TrialbookError(
      'BAD_FLAGS',
      `${path} has no parameter "${unknown}".${meant === undefined ? '' : ` Did you mean "${meant}"?`} Its parameters are: ${known.join(', ')}.`
    );
  }
  for (const parameter of parameters) {
    if (!Object.hasOwn(flags, parameter.name) && 'value' in parameter) {
      setFlag(flags, parameter.name, parameter.value);
      own.push(parameter.name);
    }
  }
  return { flags, own };
}

/** What the notebook does not say by itself. */
function givenOf(flags: FlagValues, own: readonly string[]): FlagValues {
  return Object.fromEntries(
    Object.entries(flags).filter(([name]) => !own.includes(name))
  );
}
