/** Submits attempts to Slurm, each once, however often this process dies or Slurm is away. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { SLURM_DIR } from '../../format/layout';
import type { BatchLauncher } from '../../format/queue';
import { jobName } from './attempt-files';
import { slurm } from './commands';
import { batchScript, sbatchArguments } from './script';
import { readSqueue, SQUEUE_FORMAT } from './states';

/** Milliseconds until the next try: at first, and at most. */
const SOON = 500;
const LATE = 30_000;

/**
 * Milliseconds for which an `sbatch` may still be under way whose process has died: only then does "Slurm does not know it"
 * mean that it was not submitted.
 */
const UNDER_WAY = 10_000;

/** Attempts to submit. */
export interface Order {
  key: string;
  launcher: BatchLauncher;
  /** Whether it may have been submitted already. */
  isUncertain: boolean;
  /** When the last try may have begun: milliseconds since 1970. */
  since: number;
}

/** What the submitter asks and tells. */
export interface SubmitterEvents {
  /** Which attempts of a key, none of which Slurm has, are still wanted. */
  wanted(key: string): number[];
  submitted(key: string, id: string): void;
  /** Slurm does not want it. @param why a sentence. */
  refused(key: string, why: string): void;
}

/** See the head of this file. */
export class Submitter {
  readonly #home: string;
  readonly #events: SubmitterEvents;
  readonly #orders = new Map<string, Order>();
  #isBusy = false;
  #complaint = '';
  #delay = SOON;
  #timer: NodeJS.Timeout | undefined;

  constructor(home: string, events: SubmitterEvents) {
    this.#home = home;
    this.#events = events;
  }

  add(order: Order): void {
    if (!this.#orders.has(order.key)) {
      this.#orders.set(order.key, order);
      // After the queue has been read again.
      setImmediate(() => this.#work());
    }
  }

  has(key: string): boolean {
    return this.#orders.has(key);
  }

  /** Whether attempts of this key are for sure not at Slurm. */
  isUntouched(key: string): boolean {
    return this.#orders.get(key)?.isUncertain === false;
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#orders.clear();
  }

  #work(): void {
    if (this.#isBusy) {
      return;
    }
    this.#isBusy = true;
    clearTimeout(this.#timer);
    void this.#workThrough().then(isDone => {
      this.#isBusy = false;
      if (isDone) {
        this.#delay = SOON;
      } else {
        this.#timer = setTimeout(() => this.#work(), this.#delay);
        this.#delay = Math.min(this.#delay * 2, LATE);
      }
    });
  }

  /** @returns whether nothing is left that has to be tried again. */
  async #workThrough(): Promise<boolean> {
    for (const order of this.#orders.values()) {
      if (!(await this.#place(order))) {
        return false;
      }
      this.#orders.delete(order.key);
      this.#delay = SOON;
    }
    return true;
  }

  /** @returns false when it has to be tried again. */
  async #place(order: Order): Promise<boolean> {
    const { key } = order;
    if (order.isUncertain) {
      const found = await find(key);
      if (typeof found === 'string') {
        this.#events.submitted(key, found);
        return true;
      }
      if (!found || Date.now() - order.since < UNDER_WAY) {
        return false;
      }
    }
    const indexes = this.#events.wanted(key);
    if (indexes.length === 0) {
      return true;
    }
    order.isUncertain = true;
    order.since = Date.now();
    mkdirSync(join(this.#home, SLURM_DIR), { recursive: true });
    const said = await slurm(
      'sbatch',
      sbatchArguments(this.#home, { ...order, indexes }),
      batchScript(this.#home, key)
    );
    const [, id] = /^(\d+)(?:;.*)?$/m.exec(said.stdout) ?? [];
    if (said.ok && id !== undefined) {
      this.#events.submitted(key, id);
      return true;
    }
    if (said.isTemporary) {
      this.#complain(said.stderr);
      return false;
    }
    this.#events.refused(key, refusal(said.stderr));
    return true;
  }

  /** For `supervisor.log`: once, until it is something else. */
  #complain(stderr: string): void {
    if (stderr !== this.#complaint) {
      this.#complaint = stderr;
      console.error(new Date().toISOString(), 'Slurm is asked again:', stderr);
    }
  }
}

/** The id of the array of that key; true when Slurm has none, false when it cannot be asked. */
async function find(key: string): Promise<string | boolean> {
  const { ok, stdout } = await slurm('squeue', [
    '--noheader',
    '--array',
    '--states=all',
    '--me',
    `--name=${jobName(key)}`,
    `--format=${SQUEUE_FORMAT}`
  ]);
  const [found] = readSqueue(stdout).values();
  return ok ? (found?.id ?? true) : false;
}

function refusal(stderr: string): string {
  const lines = stderr
    .split('\n')
    .map(line => line.replace(/^sbatch: (error: )?/, '').trim())
    .filter(line => line !== '');
  return `Slurm refused it: ${lines.join('; ') || 'sbatch gave no reason'}`;
}
