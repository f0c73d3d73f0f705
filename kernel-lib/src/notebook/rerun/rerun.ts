import { inspect } from 'node:util';
import type { ReproducedEntry } from '../../format/journal';
import { largestDifference, reproductionLine } from '../../format/reproduce';
import type { RecordedRun } from '../../recorded/read-run';

/** What came of a rerun. */
export class Rerun {
  readonly #entry: ReproducedEntry;

  /** Use `rerun()` to make one. */
  constructor(
    /** The new run, as it is recorded. */
    readonly run: RecordedRun,
    entry: ReproducedEntry
  ) {
    this.#entry = entry;
  }

  /** Id of the new run. */
  get id(): string {
    return this.run.id;
  }

  /** Folder of the new run. */
  get dir(): string {
    return this.run.dir;
  }

  /** Id of the run that was run again. */
  get rerunOf(): string {
    return this.#entry.of;
  }

  /** Whether the new run gave the same: scalars, return value and outcome. */
  get reproduced(): boolean {
    return this.#entry.reproduced;
  }

  /** Largest absolute difference by tag, over all steps. */
  get differences(): Record<string, number> {
    return Object.fromEntries(
      Object.entries(this.#entry.differences).map(([tag, value]) => [
        tag,
        Number(value)
      ])
    );
  }

  /** Largest absolute difference of all tags; NaN where one run has NaN and the other a number. */
  get difference(): number {
    return largestDifference(this.#entry.differences);
  }

  /** Why the two cannot be compared, and what differs beside the scalars: a sentence each. */
  get reasons(): readonly string[] {
    return this.#entry.reasons ?? [];
  }

  /** What came of it, in a line. */
  get summary(): string {
    return reproductionLine(this.#entry);
  }

  /** Shown when a cell ends with it. */
  [inspect.custom](): string {
    return [
      `Run ${this.id} · ${this.run.name} · ${this.run.status}`,
      this.summary,
      ...this.reasons.map(reason => `  ${reason}`)
    ].join('\n');
  }

  toJSON(): object {
    const { id, dir, rerunOf, reproduced, reasons } = this;
    const { status } = this.run;
    const { tolerance, changed = [], differences } = this.#entry;
    return {
      id,
      dir,
      status,
      rerunOf,
      reproduced,
      tolerance,
      changed,
      differences,
      reasons
    };
  }
}
