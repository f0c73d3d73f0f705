/** What Slurm says of attempts, asked for in one call for all, and less often the longer nothing changes. */
import { isLive, readSacct, readSqueue, SQUEUE_FORMAT } from './states';
import type { SlurmState } from './states';
import { slurm } from './commands';

/** Milliseconds between two calls: at first, and at most. */
const OFTEN = 1000;
const SELDOM = 15_000;

/** Calls that have to say the same before an attempt is over: its last words may still be on the way. */
const CALLS = 2;

/** An attempt that is looked after. */
export interface Watched {
  /** `KEY.3` */
  name: string;
  /** Which attempt at its job it is. */
  number: number;
}

interface Over {
  number: number;
  calls: number;
  state?: SlurmState;
}

/** See the head of this file. */
export class Board {
  readonly #wake: () => void;
  #states = new Map<string, SlurmState>();
  readonly #over = new Map<string, Over>();
  #watched: readonly Watched[] = [];
  #delay = OFTEN;
  #asked = 0;
  #asking = false;
  #accounting: boolean | undefined;

  /** @param wake called when something is over. */
  constructor(wake: () => void) {
    this.#wake = wake;
  }

  /** Says which attempts are looked after, and asks Slurm when it is time. */
  watch(watched: readonly Watched[]): void {
    this.#watched = watched;
    const isDue = Date.now() - this.#asked >= this.#delay;
    if (watched.length > 0 && isDue && !this.#asking) {
      this.#asking = true;
      void this.#ask().finally(() => {
        this.#asked = Date.now();
        this.#asking = false;
      });
    }
  }

  /** Something has been done to attempts: the next calls follow soon. */
  expect(): void {
    this.#delay = OFTEN;
  }

  /** How Slurm has it, as far as it has said. */
  state(name: string): SlurmState | undefined {
    return this.#states.get(name);
  }

  /** The last state of an attempt that is over for sure, empty when Slurm no longer knows; undefined while it is not. */
  over({ name, number }: Watched): Partial<SlurmState> | undefined {
    const over = this.#over.get(name);
    return over && over.number === number && over.calls >= CALLS
      ? (over.state ?? {})
      : undefined;
  }

  async #ask(): Promise<void> {
    const watched = this.#watched;
    const said = await slurm('squeue', [
      '--noheader',
      '--array',
      '--states=all',
      '--me',
      `--format=${SQUEUE_FORMAT}`
    ]);
    if (!said.ok) {
      // Nothing is known, which is no reason to take anything for lost.
      this.#delay = Math.min(this.#delay * 2, 2 * SELDOM);
      return;
    }
    const states = readSqueue(said.stdout);
    const missing = watched.filter(({ name }) => !states.has(name));
    for (const [name, state] of await this.#account(missing)) {
      states.set(name, state);
    }
    const hasChanged = changed(this.#states, states);
    this.#states = states;
    const isAnyOver = this.#note(watched, states);
    this.#delay =
      hasChanged || isAnyOver ? OFTEN : Math.min(this.#delay * 1.5, SELDOM);
    if (isAnyOver) {
      this.#wake();
    }
  }

  #note(
    watched: readonly Watched[],
    states: ReadonlyMap<string, SlurmState>
  ): boolean {
    const before = new Map(this.#over);
    this.#over.clear();
    for (const { name, number } of watched) {
      const state = states.get(name);
      if (!state || !isLive(state.state)) {
        const known = before.get(name);
        const calls = known?.number === number ? known.calls + 1 : 1;
        this.#over.set(name, { number, calls, state });
      }
    }
    return this.#over.size > 0;
  }

  /** Of what the controller has forgotten, where Slurm keeps accounts. */
  async #account(
    missing: readonly Watched[]
  ): Promise<Map<string, SlurmState>> {
    if (missing.length === 0 || !(await this.#hasAccounting())) {
      return new Map();
    }
    const said = await slurm('sacct', [
      '--noheader',
      '--parsable2',
      '--allocations',
      '--array',
      '--starttime=now-7days',
      '--format=JobID,State,JobName'
    ]);
    const states = readSacct(said.stdout);
    return new Map(
      missing.flatMap(({ name }) => {
        const state = states.get(name);
        return state ? [[name, state] as const] : [];
      })
    );
  }

  async #hasAccounting(): Promise<boolean> {
    if (this.#accounting === undefined) {
      const { ok, stdout } = await slurm('scontrol', ['show', 'config']);
      if (!ok) {
        return false;
      }
      this.#accounting = /^AccountingStorageType\s*=\s*(?!\S*none)\S+/m.test(
        stdout
      );
    }
    return this.#accounting;
  }
}

function changed(
  before: ReadonlyMap<string, SlurmState>,
  after: ReadonlyMap<string, SlurmState>
): boolean {
  return (
    before.size !== after.size ||
    [...after].some(([name, { state }]) => before.get(name)?.state !== state)
  );
}
