/** What a cell shows of an experiment while it goes on. */
import { sep } from 'node:path';
import { plainText } from '../../format/plain-text';
import { SWEEP_CARD_MIME, type SweepCard } from '../../format/sweep-card';
import { currentKernel } from '../../run/current-kernel';
import type { Display, MimeBundle } from '../../run/kernel';
import { progressHtml, progressLine } from '../sweep/sweep-card';
import type { ExperimentPlan } from './experiment-plan';
import { failureLine } from './failed';

/** Milliseconds between two looks of the cell. */
const REDRAW = 500;

/** Failures that are named. */
const NAMED = 5;

/** The output of the cell, replaced as the experiment goes on. */
export class ExperimentCard {
  readonly #plan: ExperimentPlan;
  readonly #place: string;
  readonly #kernel = currentKernel();
  readonly #began = Date.now();
  #display: Display | undefined;
  #timer: NodeJS.Timeout | undefined;

  /** @param place of the home, as the notebook's folder sees it. */
  constructor(plan: ExperimentPlan, place: string) {
    this.#plan = plan;
    this.#place = place;
    plan.onProgress(() => {
      this.#timer ??= setTimeout(
        () => this.#draw(),
        this.#display ? REDRAW : 0
      );
    });
  }

  finish(): void {
    clearTimeout(this.#timer);
    if (this.#plan.progress.total > 0) {
      this.#draw();
    }
  }

  #draw(): void {
    this.#timer = undefined;
    const { name, progress, failures } = this.#plan;
    const elapsed = Date.now() - this.#began;
    const shown = { ...progress, elapsed };
    const head = progressLine(shown, `Experiment ${name}`, 'tasks');
    const more = [
      ...failures.slice(0, NAMED).map(failureLine),
      ...(failures.length > NAMED
        ? [`And ${failures.length - NAMED} more.`]
        : [])
    ].map(plainText);
    const bundle = {
      ...this.#card([head, ...more]),
      'text/html': progressHtml(shown, head, more),
      'text/plain': [head, ...more].join('\n')
    };
    if (this.#display) {
      this.#display.update(bundle);
    } else {
      this.#display = this.#kernel.display(bundle);
    }
  }

  /** For viewers that can follow the home. */
  #card(lines: string[]): MimeBundle {
    const { name, progress, first } = this.#plan;
    const card: SweepCard | undefined = first && {
      version: 1,
      batch: first.batch,
      name,
      home: this.#place.split(sep).join('/') || '.',
      time: first.time,
      counts: { ...progress.counts },
      lines
    };
    return card ? { [SWEEP_CARD_MIME]: card } : {};
  }
}
