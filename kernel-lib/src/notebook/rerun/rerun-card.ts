/** The card of a run that another process records, shown under the cell that asked for it. */
import { dirname, relative, sep } from 'node:path';
import { CARD_MIME, type RunCard } from '../../format/card';
import { recordNumber } from '../../format/numbers';
import { sparkline } from '../../format/sparkline';
import { readRun } from '../../recorded/read-run';
import { runSeries } from '../../recorded/reproduction';
import { cardSvg } from '../../run/card-svg';
import { cardText } from '../../run/card-text';
import type { Display, Kernel, MimeBundle } from '../../run/kernel';

/** Tags and values that a card has room for. */
const TAGS = 9;
const VALUES = 64;

export class RerunCard {
  readonly #dir: string;
  readonly #base: string;
  #display: Display | undefined;

  private constructor(dir: string, base: string) {
    this.#dir = dir;
    this.#base = base;
  }

  /** Shows the run as it stands; viewers that know the card follow its files. */
  static show(dir: string, kernel: Kernel): RerunCard {
    const notebook = kernel.notebookPath();
    const card = new RerunCard(
      dir,
      notebook === undefined ? process.cwd() : dirname(notebook)
    );
    card.#display = kernel.display(card.#bundle());
    return card;
  }

  /** Shows how the run ended. */
  finish(): void {
    this.#display?.update(this.#bundle());
  }

  #bundle(): MimeBundle {
    const card = readCard(this.#dir, this.#base);
    return {
      [CARD_MIME]: card,
      'image/svg+xml': cardSvg(card),
      'text/plain': cardText(card)
    };
  }
}

function readCard(dir: string, base: string): RunCard {
  const run = readRun(dir);
  const { id, name, label, status, started, created, ended, error } = run;
  return {
    version: 1,
    run: id,
    name,
    ...(label !== undefined && { label }),
    home: relative(base, dirname(dir)).split(sep).join('/') || '.',
    status: status === 'lost' ? 'running' : status,
    started: started ?? created ?? Date.now(),
    ...(ended !== undefined && { ended }),
    ...(error && { error: `${error.name}: ${error.message}`.slice(0, 500) }),
    flags: run.flags,
    ...(run.defaults.length > 0 && { defaults: run.defaults }),
    ...cardScalars(dir)
  };
}

function cardScalars(dir: string): Pick<RunCard, 'scalars'> {
  const entries = [...runSeries(dir).values()]
    .slice(0, TAGS)
    .map(({ tag, steps, values, length }) => [
      tag,
      {
        last: recordNumber(values[length - 1]),
        step: steps[length - 1],
        sparkline: sparkline(values, VALUES)
      }
    ]);
  return entries.length > 0 ? { scalars: Object.fromEntries(entries) } : {};
}
