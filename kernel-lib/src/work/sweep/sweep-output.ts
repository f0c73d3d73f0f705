/** What a cell shows of a sweep while it goes on, and keeps of it. */
import { sep } from 'node:path';
import {
  waitsAtLauncher,
  type Batch,
  type Job,
  type QueueFold
} from '../../format/queue';
import { SWEEP_CARD_MIME, type SweepCard } from '../../format/sweep-card';
import { listRuns } from '../../recorded/catalogue';
import { currentKernel } from '../../run/current-kernel';
import type { Display } from '../../run/kernel';
import { bestRun } from './best';
import { flagsLine, sweepHtml, sweepText } from './sweep-card';

/** Milliseconds between two looks of the cell. */
const REDRAW = 500;

/** The output of the cell, replaced as the sweep goes on. */
export class SweepOutput {
  readonly #home: string;
  /** The home as the notebook's folder sees it. */
  readonly #place: string;
  readonly #batch: string;
  readonly #jobs: readonly string[];
  readonly #began = Date.now();
  readonly #kernel = currentKernel();
  #display: Display | undefined;
  #fold: QueueFold | undefined;
  #before: number | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(
    home: string,
    place: string,
    batch: string,
    jobs: readonly string[]
  ) {
    this.#home = home;
    this.#place = place.split(sep).join('/') || '.';
    this.#batch = batch;
    this.#jobs = jobs;
  }

  show(fold: QueueFold): void {
    this.#fold = fold;
    if (this.#before === undefined) {
      this.#before = fold.batches.get(this.#batch)?.counts.completed ?? 0;
      this.#draw();
    } else {
      this.#timer ??= setTimeout(() => this.#draw(), REDRAW);
    }
  }

  finish(): void {
    clearTimeout(this.#timer);
    this.#draw();
  }

  #draw(): void {
    this.#timer = undefined;
    const batch = this.#fold?.batches.get(this.#batch);
    if (!batch) {
      return;
    }
    const jobs = this.#jobs.flatMap(id => this.#fold?.jobs.get(id) ?? []);
    const progress = {
      name: batch.name,
      label: batch.label,
      counts: batch.counts,
      waiting: jobs.filter(waitsAtLauncher).length,
      before: this.#before ?? 0,
      elapsed: Date.now() - this.#began,
      failures: jobs.filter(({ state }) => state === 'failed'),
      best: this.#best(batch, jobs)
    };
    const text = sweepText(progress);
    const bundle = {
      [SWEEP_CARD_MIME]: this.#card(batch, text.split('\n')),
      'text/html': sweepHtml(progress),
      'text/plain': text
    };
    if (this.#display) {
      this.#display.update(bundle);
    } else {
      this.#display = this.#kernel.display(bundle);
    }
  }

  #card(batch: Batch, lines: string[]): SweepCard {
    const { name, label, time, counts } = batch;
    return {
      version: 1,
      batch: this.#batch,
      name,
      ...(label !== undefined && { label }),
      home: this.#place,
      time,
      counts: { ...counts },
      lines
    };
  }

  #best(batch: Batch, jobs: readonly Job[]): string | undefined {
    if (!batch.objective) {
      return undefined;
    }
    const ids = new Set(jobs.map(({ run }) => run));
    const runs = listRuns(this.#home).filter(({ run }) => ids.has(run));
    const best = bestRun(runs, batch.objective);
    const { tag } = batch.objective;
    return (
      best &&
      `${tag} ${best.scalars[tag].last} (${flagsLine(best.flags)}, ${best.run.slice(0, 6)})`
    );
  }
}
