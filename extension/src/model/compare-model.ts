import type { IDisposable } from '@lumino/disposable';
import { Signal, type ISignal } from '@lumino/signaling';
import {
  RUN_FILES,
  diffFacts,
  isEmptyDiff,
  type ExecutedCell,
  type RunDiff
} from 'trialbook/format';
import { ChartSettings } from '../charts/chart-settings';
import type { IRun, ISeries, RunChange } from '../tokens';
import { factsOf } from './run-facts';

/** Milliseconds between two comparisons of runs that go on. */
const INTERVAL = 1000;

/** The parts of the comparison. */
export const COMPARE_SECTIONS = [
  'values',
  'charts',
  'cells',
  'packages',
  'environment',
  'patch',
  'output'
] as const;

export type CompareSection = (typeof COMPARE_SECTIONS)[number];

/** Bytes of a patch that are read; a longer one is not recorded. */
const PATCH_LIMIT = 1024 * 1024;

/** What has changed: what is shown of the runs, or how it is shown. */
export type CompareChange = 'diff' | 'view';

/** Two runs, and what differs between them. They are followed, so that it is up to date while they run. */
export class CompareModel implements IDisposable {
  /** Takes the runs over: they are disposed of with the model. */
  constructor(a: IRun, b: IRun) {
    this.a = a;
    this.b = b;
    for (const run of [a, b]) {
      run.changed.connect(this._onChanged, this);
    }
    void this._start();
  }

  readonly a: IRun;
  readonly b: IRun;
  readonly charts = new ChartSettings();

  get changed(): ISignal<this, CompareChange> {
    return this._changed;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /** What differs; `null` until both runs have been read. */
  get diff(): RunDiff | null {
    return this._diff;
  }

  /** Whether both were read and do not differ. */
  get isEmpty(): boolean {
    return this._diff !== null && isEmptyDiff(this._diff);
  }

  /** Why a run cannot be read, in a sentence each. */
  get problems(): readonly string[] {
    const all = [this.a.problem, this.b.problem, this._problem];
    return [...new Set(all.filter(problem => problem !== null))];
  }

  /** The tags that both runs have, with the points of either. */
  get common(): { a: Map<string, ISeries>; b: Map<string, ISeries> } {
    const tags = [...this.b.series.keys()].filter(tag =>
      this.a.series.has(tag)
    );
    const of = ({ series }: IRun) =>
      new Map(
        tags.flatMap((tag): [string, ISeries][] => {
          const found = series.get(tag);
          return found ? [[tag, found]] : [];
        })
      );
    return { a: of(this.a), b: of(this.b) };
  }

  isFolded(section: CompareSection): boolean {
    return this._folded.has(section);
  }

  fold(section: CompareSection, folded: boolean): void {
    if (folded !== this.isFolded(section)) {
      this._folded[folded ? 'add' : 'delete'](section);
      this._changed.emit('view');
      if (section === 'output' && !folded && this._isReady) {
        void this._compare();
      }
    }
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    clearTimeout(this._timer);
    for (const run of [this.a, this.b]) {
      run.changed.disconnect(this._onChanged, this);
      run.dispose();
    }
    Signal.clearData(this);
  }

  private async _start(): Promise<void> {
    await Promise.all([this.a.ready, this.b.ready]);
    this._isReady = true;
    await this._compare();
  }

  private _onChanged(run: IRun, change: RunChange): void {
    if (change === 'source') {
      this._cells.delete(run);
      this._patches.delete(run);
    }
    if (change === 'problem') {
      this._changed.emit('view');
    }
    const isShown = change !== 'output' || !this.isFolded('output');
    if (this._isReady && isShown) {
      this._timer ??= setTimeout(() => {
        this._timer = undefined;
        void this._compare();
      }, INTERVAL);
    }
  }

  private async _compare(): Promise<void> {
    try {
      const [a, b] = await Promise.all([
        this._facts(this.a),
        this._facts(this.b)
      ]);
      this._problem = null;
      this._diff = this._isDisposed ? this._diff : diffFacts(a, b);
    } catch (reason) {
      this._problem = reason instanceof Error ? reason.message : String(reason);
    }
    if (!this._isDisposed) {
      this._changed.emit('diff');
    }
  }

  private async _facts(run: IRun) {
    const cells = this._cells.get(run) ?? (await run.cells());
    this._cells.set(run, cells);
    const changes = this._patches.get(run) ?? (await patchOf(run));
    this._patches.set(run, changes);
    return {
      ...factsOf(run, cells),
      ...(run.source?.changes && { changes }),
      // What a run printed is read when somebody wants to see it.
      ...(!this.isFolded('output') && { output: run.output() })
    };
  }

  private _cells = new Map<IRun, readonly ExecutedCell[]>();
  private _changed = new Signal<this, CompareChange>(this);
  private _diff: RunDiff | null = null;
  private _folded = new Set<CompareSection>(['output']);
  private _isDisposed = false;
  private _isReady = false;
  private _patches = new Map<IRun, string>();
  private _problem: string | null = null;
  private _timer: ReturnType<typeof setTimeout> | undefined;
}

/** The difference of a run's work tree from its commit; empty when there is none. */
async function patchOf(run: IRun): Promise<string> {
  const bytes = run.source?.changes
    ? await run.head(RUN_FILES.changes, PATCH_LIMIT)
    : null;
  return bytes ? new TextDecoder().decode(bytes) : '';
}
