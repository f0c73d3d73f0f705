/**
 * Turns at the working directory, which belongs to the whole process. A run that wants its own folder waits for its
 * turn; a nested one waits for its siblings only and gives the directory back to its parent.
 */
export class WorkingDirectory {
  #busy = false;
  readonly #waiting: (() => void)[] = [];

  /** Whether `enter` would have to wait. */
  get isBusy(): boolean {
    return this.#busy;
  }

  /**
   * Makes `dir` the working directory.
   * @returns at once when it is free, so that the call starts in the same turn; else a promise.
   */
  enter(dir: string): Turn | Promise<Turn> {
    if (!this.#busy) {
      this.#busy = true;
      return this.#take(dir);
    }
    return new Promise((resolve, reject) => {
      this.#waiting.push(() => {
        try {
          resolve(this.#take(dir));
        } catch (error) {
          this.#leave();
          reject(error as Error);
        }
      });
    });
  }

  #take(dir: string): Turn {
    const before = process.cwd();
    process.chdir(dir);
    return new Turn(() => {
      try {
        process.chdir(before);
      } catch {
        // The directory before is gone: there is nothing to go back to.
      }
      this.#leave();
    });
  }

  #leave(): void {
    const next = this.#waiting.shift();
    if (next) {
      next();
    } else {
      this.#busy = false;
    }
  }
}

/** A turn at the working directory, and what nested runs take turns at within it. */
export class Turn {
  readonly nested = new WorkingDirectory();
  readonly #leave: () => void;
  #done = false;

  constructor(leave: () => void) {
    this.#leave = leave;
  }

  /** Gives the directory back. Safe to call again. */
  end(): void {
    if (!this.#done) {
      this.#done = true;
      this.#leave();
    }
  }
}

/** The turns of runs that no other run holds. */
export const outermost = new WorkingDirectory();
