/** An experiment that has ended. */
import { inspect } from 'node:util';
import { listRuns } from '../../recorded/catalogue';
import {
  OUTPUT_BUNDLE,
  type Displayable,
  type OutputBundle
} from '../../recorded/displayable';
import { RunTable } from '../../recorded/table/run-table';
import { currentKernel } from '../../run/current-kernel';
import type { ExperimentPlan } from './experiment-plan';
import type { TaskOutcome } from './task-outcome';

/** See `experiment()`. As last expression of a cell it shows its runs as a table. */
export class Experiment<R = unknown> implements Displayable {
  readonly name: string;
  /** Absolute path of its folder. */
  readonly dir: string;
  /** All its tasks, those that others needed too. */
  readonly outcomes: readonly TaskOutcome[];
  /** How many tasks were new; the others were there. */
  readonly made: number;
  /** What has changed since results that were there already, in sentences. */
  readonly warnings: readonly string[];
  readonly #home: string;

  /** Use `experiment()` to make one. */
  constructor(
    plan: ExperimentPlan,
    home: string,
    /** What its function gave. */
    readonly value: R
  ) {
    this.name = plan.name;
    this.dir = plan.dir;
    this.outcomes = plan.outcomes;
    this.made = plan.made;
    this.warnings = plan.warnings;
    this.#home = home;
  }

  /** Tasks that are not completed. */
  get failures(): TaskOutcome[] {
    return this.outcomes.filter(({ state }) => state !== 'completed');
  }

  /** The runs of the completed tasks, in the order in which they were submitted. */
  get runs(): RunTable {
    const runs = new Map(listRuns(this.#home).map(run => [run.run, run]));
    const listed = this.outcomes
      .filter(({ state }) => state === 'completed')
      .flatMap(({ run }) => runs.get(run?.id ?? '') ?? []);
    return new RunTable(listed, {
      home: this.#home,
      show: bundle => currentKernel().display(bundle) !== undefined
    });
  }

  [OUTPUT_BUNDLE](): OutputBundle {
    return this.runs[OUTPUT_BUNDLE]();
  }

  /** Shown when a cell of a kernel without HTML ends with it. */
  [inspect.custom](): string {
    return this.runs[OUTPUT_BUNDLE]()['text/plain'];
  }
}
