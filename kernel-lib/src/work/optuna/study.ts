/** A study of Optuna, which a process of its own keeps. */
import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { TrialbookError } from '../../errors';
import type { AskedParameter } from '../../plan/sweep';

const SCRIPT = join(__dirname, '..', '..', '..', 'python', 'optuna_study.py');

/** What a study is about. */
export interface StudyFacts {
  /** File of its journal. */
  storage: string;
  name: string;
  direction: 'minimize' | 'maximize';
  sampler: string;
  pruner: string;
  seed?: number;
}

/** A trial as the study knows it. */
export interface StudyTrial {
  number: number;
  state: 'RUNNING' | 'COMPLETE' | 'PRUNED' | 'FAIL' | 'WAITING';
  /** Values as they were suggested. */
  params: Record<string, number>;
}

/** What a trial came to. */
export type TrialEnd =
  | { state: 'complete'; value: number }
  | { state: 'pruned' | 'fail' };

/** Answers come in the order of the requests. */
export class Study {
  readonly #child: ChildProcess;
  readonly #waiting: {
    resolve(answer: Record<string, unknown>): void;
    reject(error: Error): void;
  }[] = [];
  #words = '';
  #gone: Error | undefined;

  /** Use `Study.open()`. */
  private constructor(python: string) {
    this.#child = spawn(python, [SCRIPT], {
      stdio: ['pipe', 'pipe', 'pipe'],
      env: process.env
    });
    const { stdin, stdout, stderr } = this.#child;
    stdin?.on('error', () => undefined);
    stderr?.on('data', data => {
      this.#words = (this.#words + String(data)).slice(-2000);
    });
    if (stdout) {
      createInterface({ input: stdout }).on('line', line => this.#take(line));
    }
    this.#child.once('error', error => this.#end(error.message));
    this.#child.once('close', () => this.#end('it has ended'));
  }

  /**
   * Opens the study, made when there is none.
   * @throws TrialbookError OPTUNA
   */
  static async open(
    python: string,
    facts: StudyFacts
  ): Promise<{ study: Study; trials: StudyTrial[] }> {
    const study = new Study(python);
    try {
      const { trials } = await study.#ask({ op: 'open', ...facts });
      return { study, trials: trials as StudyTrial[] };
    } catch (error) {
      study.close();
      throw error;
    }
  }

  /** @returns the number of a new trial. */
  async ask(): Promise<number> {
    return Number((await this.#ask({ op: 'ask' })).number);
  }

  async suggest(number: number, parameter: AskedParameter): Promise<number> {
    const answer = await this.#ask({ op: 'suggest', number, ...parameter });
    return Number(answer.value);
  }

  /** @returns whether the trial is to end now. */
  async report(
    number: number,
    points: readonly (readonly [step: number, value: number])[]
  ): Promise<boolean> {
    return (await this.#ask({ op: 'report', number, points })).prune === true;
  }

  async tell(number: number, end: TrialEnd): Promise<void> {
    await this.#ask({ op: 'tell', number, ...end });
  }

  /** What was told is on the disk by then. */
  close(): void {
    this.#child.stdin?.end();
  }

  #ask(request: object): Promise<Record<string, unknown>> {
    return new Promise((resolve, reject) => {
      if (this.#gone) {
        reject(this.#gone);
        return;
      }
      this.#waiting.push({ resolve, reject });
      this.#child.stdin?.write(JSON.stringify(request) + '\n');
    });
  }

  #take(line: string): void {
    const waiting = this.#waiting.shift();
    try {
      const answer = JSON.parse(line) as Record<string, unknown>;
      if (typeof answer.error === 'string') {
        waiting?.reject(failed(answer.error));
      } else {
        waiting?.resolve(answer);
      }
    } catch {
      waiting?.reject(failed(`it said ${line.slice(0, 200)}`));
    }
  }

  #end(why: string): void {
    const words = this.#words.trim().split('\n').at(-1);
    this.#gone = failed(words || why);
    this.#waiting
      .splice(0)
      .forEach(({ reject }) => reject(this.#gone as Error));
  }
}

function failed(why: string): TrialbookError {
  return new TrialbookError(
    'OPTUNA',
    `Optuna failed: ${why}. What was told to it is kept; the same line goes on from there.`
  );
}
