/** Executes recorded cells as tslab does, and makes one call of `run()` in them the repeated run. */
import type { ExecutedCell } from '../../format/cells';
import { seedModules } from '../../run/facts/seed-modules';
import {
  setReplay,
  type ReplayCall,
  type ReplayDecision
} from '../../run/replay';
import type { ReplayMessage, ReplayPlan } from '../rerun/plan';
import { replayCompiled } from './compiled-cell';
import { extendTslab } from './extend';
import { useCopies } from './module-copies';
import { skippableRuns } from './needed-runs';
import { makeKernel, type SilentKernel } from './silent-kernel';
import type { TslabState } from './state';
import { findTslab } from './tslab-folder';

type Tell = (message: ReplayMessage) => void;

/** Milliseconds that a run may take to begin after the last cell is through. */
const LATE_START = 1000;

/** Characters of a failed cell's message that are passed on. */
const MESSAGE_LIMIT = 400;

/** How a call lies to the one that is to be repeated. */
type Relation = 'same' | 'inside' | 'around' | 'other';

/** See the head of this file. */
export class CellReplay {
  readonly #plan: ReplayPlan;
  readonly #tell: Tell;
  readonly #state: TslabState;
  readonly #kernel: SilentKernel;
  readonly #skippable: boolean[];
  /** Places in the plan of the cells executed here, in the order of their execution. */
  readonly #executed: number[] = [];
  readonly #began = new Signal();
  readonly #ended = new Signal();
  #skipped = 0;
  #lastError = '';

  /** @throws Error when there is no tslab, or one that cannot be used. */
  constructor(plan: ReplayPlan, tell: Tell) {
    this.#plan = plan;
    this.#tell = tell;
    const dir = findTslab(plan.tslab, process.cwd());
    if (dir === undefined) {
      throw new Error(
        'tslab was not found, which executes the recorded cells. Run "npm install tslab" in the folder of the notebook.'
      );
    }
    const { load, state } = extendTslab(dir);
    useCopies(load, plan.modules);
    this.#state = state;
    this.#kernel = makeKernel(load);
    this.#skippable = plan.allRuns
      ? plan.cells.map(() => false)
      : skippableRuns(this.#kernel.ts, plan.cells, plan.target);
    setReplay({ shape: 1, decide: call => this.#decide(call) });
  }

  /**
   * Executes the cells; done when the repeated run is over.
   * @throws Error when there was no such run.
   */
  async execute(): Promise<void> {
    for (const [index, cell] of this.#plan.cells.entries()) {
      // What the launching cell does behind the run is of no matter.
      await Promise.race([this.#replayCell(cell, index), this.#ended.done]);
      if (this.#ended.isDone) {
        return;
      }
    }
    const late = new Promise(resolve => setTimeout(resolve, LATE_START));
    await Promise.race([this.#began.done, late]);
    if (!this.#began.isDone) {
      throw new Error(
        `The cells did not start ${this.#plan.name} again${because(this.#lastError)}`
      );
    }
    await this.#ended.done;
  }

  close(): void {
    this.#kernel.close();
  }

  async #replayCell(cell: ExecutedCell, index: number): Promise<void> {
    const { count } = cell;
    this.#tell({ type: 'cell', index, ...(count !== undefined && { count }) });
    if (cell.outcome === 'aborted' && index !== this.#plan.target) {
      this.#differs(
        `${nameOf(cell, index)} was interrupted when it was recorded, and was left out.`
      );
      return;
    }
    this.#executed.push(index);
    this.#lastError = '';
    const ok = cell.compiled
      ? await replayCompiled(this.#kernel, this.#state, cell)
      : await this.#kernel.execute(
          { ...cell, count: count ?? index + 1 },
          (stream, text) => this.#output(stream, text)
        );
    if (index !== this.#plan.target) {
      this.#compareOutcome(cell, index, ok);
    }
  }

  #output(stream: string, text: string): void {
    this.#tell({ type: 'output', stream, text });
    if (stream === 'stderr') {
      this.#lastError = (this.#lastError + text).slice(-4000);
    }
  }

  /** @throws Error when a cell that others may build on failed for the first time. */
  #compareOutcome(cell: ExecutedCell, index: number, ok: boolean): void {
    if (!ok && cell.outcome !== 'error' && !cell.compiled) {
      throw new Error(
        `${nameOf(cell, index)} failed, which it had not when it was recorded${because(this.#lastError)}`
      );
    }
    if (ok && cell.outcome === 'error') {
      this.#differs(
        `${nameOf(cell, index)} failed when it was recorded, and does no longer.`
      );
    }
  }

  #differs(sentence: string): void {
    this.#tell({ type: 'differs', sentence });
  }

  #decide({ cell, call, name }: ReplayCall): ReplayDecision | undefined {
    const last = this.#executed[this.#executed.length - 1];
    const index = this.#executed[cell ?? -1] ?? last;
    const relation =
      index === this.#plan.target ? this.#relation(call, name) : 'other';
    const { scratch: home } = this.#plan;
    switch (relation) {
      case 'inside':
        return undefined;
      case 'same':
        return this.#repeat();
      case 'around':
        return { kind: 'scratch', home };
      case 'other': {
        const isNested = call.length > 1;
        if (this.#began.isDone || (this.#skippable[index] && !isNested)) {
          this.#skipped++;
          return { kind: 'skip' };
        }
        return { kind: 'scratch', home };
      }
    }
  }

  #relation(call: number[], name: string): Relation {
    const { call: target, name: asked } = this.#plan;
    if (!target) {
      // An older version recorded the run: the first call of the function it is.
      return this.#began.isDone
        ? call.length > 1
          ? 'inside'
          : 'other'
        : name === asked
          ? 'same'
          : 'around';
    }
    const common = Math.min(call.length, target.length);
    if (call.slice(0, common).some((number, at) => number !== target[at])) {
      return 'other';
    }
    return call.length === target.length
      ? 'same'
      : call.length > target.length
        ? 'inside'
        : 'around';
  }

  #repeat(): ReplayDecision {
    const { home, rerunOf, flags, changed, label, tags, modules } = this.#plan;
    return {
      kind: 'repeat',
      home,
      rerunOf,
      flags,
      changed,
      ...(label !== undefined && { label }),
      ...(tags && { tags }),
      prepare: dir => seedModules(dir, modules),
      started: ({ id, dir }) => {
        this.#began.resolve();
        this.#tell({ type: 'run', id, dir });
      },
      ended: () => {
        this.#tell({ type: 'ended', skipped: this.#skipped });
        this.#ended.resolve();
      }
    };
  }
}

/** A moment that comes once. */
class Signal {
  readonly done: Promise<void>;
  isDone = false;
  #resolve!: () => void;

  constructor() {
    this.done = new Promise(resolve => (this.#resolve = resolve));
  }

  resolve(): void {
    this.isDone = true;
    this.#resolve();
  }
}

function nameOf({ count }: ExecutedCell, index: number): string {
  return count === undefined ? `Cell ${index + 1}` : `Cell [${count}]`;
}

/** The end of a sentence: what a cell wrote to standard error, if anything. */
function because(text: string): string {
  const message = text.trim().slice(0, MESSAGE_LIMIT);
  return message === '' ? '.' : `: ${message}`;
}
