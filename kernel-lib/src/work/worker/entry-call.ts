/** What a worker calls for a job, and with what: the flags, with the results of other jobs in their places. */
import { join } from 'node:path';
import { TrialbookError } from '../../errors';
import { reviveValue } from '../../format/revive-value';
import { isTaskMaker, withResults, type TaskResult } from '../../plan';
import { readRun } from '../../recorded/read-run';
import type { AnyFunction } from '../../run/flags/closure';
import type { WorkerInput } from '../queue/job-words';

/**
 * The function of what a bundle gives: itself, or that of a type of tasks, which takes all parameters by name.
 * @throws TypeError when there is none.
 */
export function functionOfEntry(entry: unknown, name: string): AnyFunction {
  if (isTaskMaker(entry)) {
    const run = entry.run as (params: unknown) => unknown;
    const call = (params: unknown) => run(params);
    return Object.defineProperty(call, 'name', { value: entry.typeName });
  }
  if (typeof entry !== 'function') {
    throw new TypeError(
      `The code of ${name} has no function. A task has to be exported by its module: export const … = task('${name}', …).`
    );
  }
  return entry as AnyFunction;
}

/**
 * Puts results into the flags.
 * @throws TrialbookError RUN_NOT_FOUND when a run that gave one was deleted; BAD_PARAMETERS when one does not fit, or cannot
 * be read from its record.
 */
export function withInputs(
  home: string,
  entry: unknown,
  flags: Record<string, unknown>,
  inputs: readonly WorkerInput[]
): Record<string, unknown> {
  const results = inputs.map(input => resultOf(home, input));
  return withResults(entry, flags, inputs, results);
}

function resultOf(home: string, { from, run, path }: WorkerInput): TaskResult {
  const dir = join(home, run ?? '');
  const record = run === undefined ? undefined : readRecord(dir);
  if (record?.status !== 'completed') {
    throw new TrialbookError(
      'RUN_NOT_FOUND',
      `It needs the result of ${from}, whose run ${(run ?? '').slice(0, 6)} was deleted. Run the experiment again: both are made anew.`
    );
  }
  const value =
    record.value === undefined
      ? ({ exact: true, value: undefined } as const)
      : reviveValue(record.value);
  if (!value.exact && path !== true) {
    throw new TrialbookError(
      'BAD_PARAMETERS',
      `The result of ${from} cannot be handed on: it is, or holds, what JSON has no words for, or it is too large. Write it to a file, return the file's name, and give that as a path().`
    );
  }
  return { dir, value: value.exact ? value.value : undefined };
}

function readRecord(dir: string) {
  try {
    return readRun(dir);
  } catch {
    return undefined;
  }
}
