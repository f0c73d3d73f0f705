/** A task as a tracked run: its parameters are the flags, its commands one after the other the work. */
import { TrialbookError } from '../../errors';
import type { Task } from '../../plan/mlrunner';
import type { FlagValues } from '../../project/flag-text';
import { plainKernel } from '../../run/current-kernel';
import type { ActiveRun } from '../../run/active-run';
import { nextCallPlace } from '../../run/call-place';
import { startRun } from '../../run/start';

const kernel = { ...plainKernel, name: 'command', version: undefined };

/** Where and as what a task is recorded. */
export interface TaskPlace {
  /** Absolute path of the home. */
  home: string;
  /** Where the user is. */
  base: string;
  /** Name of its run. */
  name: string;
  /** What was called, for people. */
  command: readonly string[];
  tags?: readonly string[];
}

/** @throws TrialbookError HOME_NOT_WRITABLE */
export function startTaskRun(task: Task, place: TaskPlace): ActiveRun {
  const { run } = startRun(
    place.name,
    { args: [], flags: flagsOf(task), defaults: [] },
    {
      home: place.home,
      ...(task.name !== '' && { label: task.name }),
      ...(place.tags?.length && { tags: [...place.tags] })
    },
    kernel,
    {
      kind: 'command',
      command: [...place.command],
      place: nextCallPlace(kernel),
      base: place.base,
      ownSignals: true
    }
  );
  run.setStatus('running');
  return run;
}

/** The parameters with their values, as Python would have them. */
export function flagsOf({ params }: Task): FlagValues {
  return Object.fromEntries(
    [...params].map(([name, { value }]) => [name, value])
  ) as FlagValues;
}

/** The end of a run whose command did not end well. */
export class TaskFailed extends TrialbookError {
  constructor(command: string, log: string, how: string) {
    super(
      'COMMAND_FAILED',
      `The command "${command}" ${how}. Its log is ${log}.`
    );
    this.name = 'TaskFailed';
    // Our own stack says nothing about the command.
    delete this.stack;
  }
}
