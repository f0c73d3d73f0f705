import { relative, sep } from 'node:path';
import { CARD_MIME, type RunCard } from '../format/card';
import type { RecordedFlags } from '../format/values';
import type { ActiveRun } from './active-run';
import { cardSvg } from './card-svg';
import { cardText } from './card-text';
import type { Display, Kernel, MimeBundle } from './kernel';
import type { Started } from './start';

/** Flags whose JSON is longer are left out of the card; the run has them. */
const FLAG_LIMIT = 500;

/** The output of the cell that started a run: shown at its start, replaced at its end. */
export class Card {
  readonly #started: Started;
  readonly #defaults: string[];
  readonly #flags: RecordedFlags;
  readonly #display: Display | undefined;

  constructor(started: Started, defaults: string[], kernel: Kernel) {
    this.#started = started;
    this.#flags = shortFlags(started.run.facts.recordedFlags);
    this.#defaults = defaults.filter(name => Object.hasOwn(this.#flags, name));
    this.#display = kernel.display(this.#bundle());
  }

  /** Shows how the run ended. */
  finish(): void {
    this.#display?.update(this.#bundle());
  }

  #bundle(): MimeBundle {
    const card = this.#card();
    return {
      [CARD_MIME]: card,
      'image/svg+xml': cardSvg(card),
      'text/plain': cardText(card)
    };
  }

  #card(): RunCard {
    const { run, home, base } = this.#started;
    const { facts, status, started, ended, error } = run;
    return {
      version: 1,
      run: facts.id,
      name: facts.name,
      ...(facts.label !== undefined && { label: facts.label }),
      home: relative(base, home.dir).split(sep).join('/') || '.',
      ...(home.isNew && { newHome: true }),
      status,
      started,
      ...(ended !== undefined && { ended }),
      ...(error && { error: `${error.name}: ${error.message}`.slice(0, 500) }),
      flags: this.#flags,
      ...(this.#defaults.length > 0 && { defaults: this.#defaults }),
      ...cardScalars(run)
    };
  }
}

function cardScalars(run: ActiveRun): Pick<RunCard, 'scalars'> {
  const entries: [string, NonNullable<RunCard['scalars']>[string]][] = [];
  for (const [tag, { last, step, sparkline }] of run.recorder.scalars.tags) {
    if (!sparkline) {
      break;
    }
    entries.push([tag, { last, step, sparkline: sparkline.values() }]);
  }
  return entries.length > 0 ? { scalars: Object.fromEntries(entries) } : {};
}

function shortFlags(flags: RecordedFlags): RecordedFlags {
  return Object.fromEntries(
    Object.entries(flags).filter(
      ([, value]) => (JSON.stringify(value)?.length ?? 0) <= FLAG_LIMIT
    )
  );
}
