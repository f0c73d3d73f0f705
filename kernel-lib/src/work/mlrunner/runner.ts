/** Runs the tasks of mlrunner's file: a worker for each resource, the commands of a task one after the other. */
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { ChildProcess } from 'node:child_process';
import type { Task, TaskCommand } from '../../plan/mlrunner';
import { runVariables } from '../../project/run-variables';
import { signalGroup } from '../../project/signals';
import type { ActiveRun } from '../../run/active-run';
import { takeLock } from '../queue/file-lock';
import { shellLine, startCommand } from './command-process';
import { ConsoleLines } from './console-lines';
import { followLog } from './follow-log';
import { readStat, writeParams, writeState } from './task-files';
import { flagsOf, startTaskRun, TaskFailed, type TaskPlace } from './task-run';

/** How tasks are run. */
export interface RunnerOptions {
  tasks: readonly Task[];
  resource: readonly string[];
  time: string;
  /** Where runs are recorded; `base` is the working directory of the commands. */
  place: TaskPlace;
  /** Commands that are finished are run again. @default false */
  force?: boolean;
  /** All tasks write to one folder. @default false */
  noSubdir?: boolean;
  /** A line for people. */
  print(line: string): void;
  /** How many commands are dealt with. */
  progress?(done: number): void;
  /** What commands print, as it comes. */
  echo?(chunk: Buffer): void;
  /** Ends what runs, and begins no more. */
  signal?: AbortSignal;
}

/** What came of it: folders of tasks, each once. */
export interface RunnerResult {
  /** Commands that were run and ended well. */
  finished: number;
  skipped: string[];
  failed: string[];
  /** Ids of the runs, in the order in which they ended. */
  runs: string[];
}

/** Runs all; never rejects because of a command. */
export async function runTasks(options: RunnerOptions): Promise<RunnerResult> {
  const runner = new Runner(options);
  await Promise.all(options.resource.map(each => runner.work(each)));
  return runner.result();
}

class Runner {
  readonly #options: RunnerOptions;
  readonly #lines: ConsoleLines;
  readonly #skipped = new Set<string>();
  readonly #failed = new Set<string>();
  readonly #runs: string[] = [];
  #finished = 0;
  #next = 0;
  #done = 0;

  constructor(options: RunnerOptions) {
    this.#options = options;
    this.#lines = new ConsoleLines(options.tasks);
  }

  result(): RunnerResult {
    return {
      finished: this.#finished,
      skipped: [...this.#skipped],
      failed: [...this.#failed],
      runs: this.#runs
    };
  }

  /** One worker: takes the next task as long as there is one. */
  async work(resource: string): Promise<void> {
    const { tasks, signal } = this.#options;
    while (this.#next < tasks.length && !signal?.aborted) {
      const at = this.#next++;
      await this.#task(at, resource);
    }
  }

  async #task(at: number, resource: string): Promise<void> {
    const task = this.#options.tasks[at];
    let run: ActiveRun | undefined;
    const begin = () => {
      if (!run) {
        run = startTaskRun(task, this.#options.place);
        this.#runs.push(run.facts.id);
      }
      return run;
    };
    try {
      for (const command of task.commands) {
        this.#options.signal?.throwIfAborted();
        if (!(await this.#command(at, command, resource, begin))) {
          break;
        }
      }
      run?.complete(undefined);
    } catch (error) {
      this.#failed.add(task.dir);
      if (this.#options.signal?.aborted || run?.readStop()) {
        run?.terminate('it was stopped');
      } else {
        run?.fail(error);
      }
    }
  }

  /** @returns whether the next command may begin: not when another process is at this one. */
  async #command(
    at: number,
    command: TaskCommand,
    resource: string,
    begin: () => ActiveRun
  ): Promise<boolean> {
    const { tasks, place, force, print } = this.#options;
    const { dir } = tasks[at];
    const folder = resolve(place.base, dir);
    mkdirSync(folder, { recursive: true });
    const key = this.#keyOf(tasks[at], command);
    // Whoever holds it runs the command; the state alone does not tell whether that process is still there.
    const lock = takeLock(join(folder, `.${key}.lock`));
    try {
      if (!lock || (readStat(folder)[key] === 'finished' && !force)) {
        print(this.#lines.line('SKIP', resource, command.name, at));
        this.#skipped.add(dir);
        return lock !== undefined;
      }
      print(this.#lines.line('START', resource, command.name, at));
      await this.#perform(tasks[at], command, resource, begin());
      this.#finished++;
      return true;
    } catch (error) {
      print(this.#lines.line('FAIL', resource, command.name, at));
      throw error;
    } finally {
      lock?.release();
      this.#options.progress?.(++this.#done);
    }
  }

  /** @throws TaskFailed when it does not end well. */
  async #perform(
    task: Task,
    command: TaskCommand,
    resource: string,
    run: ActiveRun
  ): Promise<void> {
    const { place, time, noSubdir, echo } = this.#options;
    const folder = resolve(place.base, task.dir);
    const key = this.#keyOf(task, command);
    const name = `log.${command.name}.${time}${noSubdir ? `.${task.name}` : ''}`;
    const log = join(folder, name);
    await writeParams(folder, {
      params: flagsOf(task),
      name: task.name,
      output: task.dir,
      time,
      scripts: {
        [key]: shellLine(command.script, resource, `${task.dir}/${name}`)
      }
    });
    await writeState(folder, key, 'running');
    let how: string | undefined = 'could not be started';
    try {
      const { id: runId, dir, home } = run.facts;
      const child = startCommand({
        script: command.script,
        resource,
        log,
        folder: place.base,
        env: runVariables({
          run: runId,
          dir,
          home,
          flags: flagsOf(task),
          from: place.base
        })
      });
      const unfollow = followLog(log, chunk => {
        run.output('stdout', chunk);
        echo?.(chunk);
      });
      try {
        how = await this.#ended(child, run);
      } finally {
        unfollow();
      }
    } finally {
      await writeState(folder, key, how === undefined ? 'finished' : 'failed');
    }
    if (how !== undefined) {
      throw new TaskFailed(command.name, `${task.dir}/${name}`, how);
    }
  }

  /** @returns how it ended, in words; undefined when it ended well. */
  async #ended(
    child: ChildProcess,
    run: ActiveRun
  ): Promise<string | undefined> {
    const { signal } = this.#options;
    const end = () => signalGroup(child, 'SIGTERM');
    signal?.addEventListener('abort', end);
    const watch = setInterval(() => run.readStop() && end(), 200);
    try {
      const [code, by] = (await once(child, 'exit')) as [
        number | null,
        NodeJS.Signals | null
      ];
      return code === 0
        ? undefined
        : code === null
          ? `was ended by ${by}`
          : `ended with exit code ${code}`;
    } finally {
      clearInterval(watch);
      signal?.removeEventListener('abort', end);
    }
  }

  /** In one folder for all, the commands of different tasks are told apart. */
  #keyOf(task: Task, { name }: TaskCommand): string {
    return this.#options.noSubdir ? `${name}.${task.name}` : name;
  }
}
