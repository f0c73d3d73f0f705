/** What is said on the screen while tasks are run. */
import type { Task } from '../../plan/mlrunner';

/** What happens to a command. */
export type CommandEvent = 'START' | 'SKIP' | 'FAIL';

/** Characters of the bar. */
const BAR = 30;

/** Writes lines of which the columns stand one below the other. */
export class ConsoleLines {
  readonly #tasks: readonly Task[];
  readonly #width: number;

  constructor(tasks: readonly Task[]) {
    this.#tasks = tasks;
    const names = tasks.flatMap(({ commands }) =>
      commands.map(({ name }) => name.length)
    );
    this.#width = Math.max(1, ...names);
  }

  /** `START   gpu: 0, train: 1/ 5, output/Norm_new-Moment_0.1` */
  line(
    event: CommandEvent,
    resource: string,
    command: string,
    at: number
  ): string {
    const total = this.#tasks.length;
    const number = String(at + 1).padStart(String(total).length);
    return `${event.padEnd(7)} gpu: ${resource}, ${command.padEnd(this.#width)}: ${number}/ ${total}, ${this.#tasks[at].dir}`;
  }
}

/** `[######------------------------] 3/15` */
export function progressBar(done: number, total: number): string {
  const filled = total === 0 ? BAR : Math.round((BAR * done) / total);
  return `[${'#'.repeat(filled)}${'-'.repeat(BAR - filled)}] ${done}/${total}`;
}
