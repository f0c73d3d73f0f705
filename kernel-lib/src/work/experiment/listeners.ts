/** Who wants to hear of the tasks of an experiment. */
import type { TaskOutcome } from './task-outcome';

/** Hears of a task; what it gives is awaited. */
export type OutcomeListener = (outcome: TaskOutcome) => unknown;

type Kind = 'completed' | 'failed';

/** Calls one after the other, in the order of what happened. */
export class Listeners {
  readonly #all: Record<Kind, OutcomeListener[]> = {
    completed: [],
    failed: []
  };
  readonly #byKey = new Map<string, [Kind, OutcomeListener][]>();
  readonly #fail: (error: unknown) => void;
  #calls: Promise<void> = Promise.resolve();
  #open = 0;

  /** @param fail is told what a listener throws. */
  constructor(fail: (error: unknown) => void) {
    this.#fail = fail;
  }

  /** Whether calls are under way. */
  get isBusy(): boolean {
    return this.#open > 0;
  }

  /** @param key of the task; of all without it. */
  add(kind: Kind, key: string | undefined, listener: OutcomeListener): void {
    if (key === undefined) {
      this.#all[kind].push(listener);
    } else {
      const known = this.#byKey.get(key) ?? [];
      this.#byKey.set(key, [...known, [kind, listener]]);
    }
  }

  tell(kind: Kind, outcome: TaskOutcome): void {
    const own = this.#byKey.get(outcome.key) ?? [];
    const listeners = [
      ...own.filter(([each]) => each === kind).map(([, call]) => call),
      ...this.#all[kind]
    ];
    listeners.forEach(listener => this.call(() => listener(outcome)));
  }

  call(listener: () => unknown): void {
    this.#open++;
    this.#calls = this.#calls
      .then(async () => {
        await listener();
      })
      .catch(error => this.#fail(error))
      .finally(() => this.#open--);
  }

  /** Fulfilled when the calls so far are over. */
  get done(): Promise<void> {
    return this.#calls;
  }
}
