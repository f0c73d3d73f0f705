/** Runs a file of mlrunner from its text to its end. */
import { copyFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { TrialbookError } from '../../errors';
import { readParamsFile, tasksOf, type TaskPlan } from '../../plan/mlrunner';
import { runTasks, type RunnerResult } from './runner';

/** What of a file is run, and how. */
export interface RunFileOptions {
  /** Path of the file. */
  file: string;
  /** Absolute path of the home. */
  home: string;
  /** Where the user is: the working directory of the commands, from which `output` is seen. */
  base: string;
  /** Folder of the folders of the tasks. @default 'output' */
  output?: string;
  titles?: readonly string[];
  commands?: readonly string[];
  /** Instead of the file's. */
  resource?: readonly string[];
  force?: boolean;
  sample?: number;
  noSubdir?: boolean;
  /** The first task only, in any case, with its output on the screen. */
  debug?: boolean;
  /** Shows what would be run, and leaves no trace. */
  dryRun?: boolean;
  tags?: readonly string[];
  print(line: string): void;
  progress?(done: number, total: number): void;
  echo?(chunk: Buffer): void;
  signal?: AbortSignal;
}

/** What came of a file. */
export interface RunFileResult extends RunnerResult {
  tasks: number;
  commands: number;
  orphans: readonly string[];
}

/**
 * @throws TrialbookError BAD_PARAMETERS with line and column, USAGE, FILE_NOT_FOUND or HOME_NOT_WRITABLE before anything is
 * started.
 */
export async function runParamsFile(
  options: RunFileOptions
): Promise<RunFileResult> {
  const { base, output = 'output', debug, dryRun, print } = options;
  const path = resolve(base, options.file);
  const file = readParamsFile(readText(path), basename(path));
  const time = timeText(new Date());
  const plan = tasksOf(file, {
    ...options,
    output,
    time,
    isPath: text => existsSync(resolve(base, text))
  });
  const tasks = debug ? plan.tasks.slice(0, 1) : plan.tasks;
  const commands = tasks.reduce((sum, task) => sum + task.commands.length, 0);
  const facts = { tasks: tasks.length, commands, orphans: plan.orphans };
  print(`Orphan params: ${plan.orphans.join(', ') || 'none'}`);
  print(`Tasks: ${facts.tasks}, commands to run: ${commands}`);
  if (dryRun) {
    showPlan({ ...plan, tasks }, print);
    return { ...facts, finished: 0, skipped: [], failed: [], runs: [] };
  }
  keepCopy(path, resolve(base, output), options.titles);
  const result = await runTasks({
    tasks,
    resource: options.resource?.length ? options.resource : file.resource,
    time,
    place: {
      home: options.home,
      base,
      name: basename(path).replace(/\.ya?ml$/, ''),
      command: ['trialbook', 'run', options.file],
      tags: options.tags
    },
    force: options.force === true || debug === true,
    noSubdir: options.noSubdir,
    print,
    ...(options.progress && {
      progress: done => options.progress?.(done, commands)
    }),
    ...(debug && { echo: options.echo }),
    signal: options.signal
  });
  sayEnd(result, facts.tasks, print);
  return { ...facts, ...result };
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new TrialbookError(
      'FILE_NOT_FOUND',
      `${path} cannot be read: ${(cause as Error).message}`,
      { cause }
    );
  }
}

function showPlan({ tasks }: TaskPlan, print: (line: string) => void): void {
  for (const { dir, commands } of tasks) {
    print(dir);
    commands.forEach(({ name, script }) => print(`  ${name}: ${script}`));
  }
}

/** What was run stays with what came of it. */
function keepCopy(
  path: string,
  output: string,
  titles: readonly string[] = []
): void {
  mkdirSync(output, { recursive: true });
  const name = [
    'params.yaml',
    ...titles.map(title => title.replaceAll('/', '_'))
  ];
  const copy = join(output, name.join('.'));
  if (copy !== path) {
    copyFileSync(path, copy);
  }
}

function sayEnd(
  { finished, skipped, failed }: RunnerResult,
  tasks: number,
  print: (line: string) => void
): void {
  print(
    `${finished} command${finished === 1 ? '' : 's'} finished; of ${tasks} task${tasks === 1 ? '' : 's'} ${skipped.length} had something to skip, ${failed.length} failed.`
  );
  failed.forEach(dir => print(`failed: ${dir}`));
}

/** `20220316.030151`, in local time. */
export function timeText(date: Date): string {
  const two = (value: number) => String(value).padStart(2, '0');
  return `${date.getFullYear()}${two(date.getMonth() + 1)}${two(date.getDate())}.${two(date.getHours())}${two(date.getMinutes())}${two(date.getSeconds())}`;
}
