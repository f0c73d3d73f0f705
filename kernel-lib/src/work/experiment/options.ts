/** What may be said of an experiment. */
import { TrialbookError } from '../../errors';
import type { SweepOptions } from '../sweep/options';

/** Where and how a task is made. */
export type MakingOptions = Pick<
  SweepOptions,
  | 'workers'
  | 'on'
  | 'requirements'
  | 'slurm'
  | 'notice'
  | 'requeues'
  | 'retries'
  | 'backoff'
  | 'timeout'
  | 'priority'
  | 'tokens'
>;

/** How the tasks of an experiment are made. All of it is optional. */
export interface ExperimentOptions
  extends MakingOptions,
    Pick<SweepOptions, 'home'> {
  /** Words to find its runs by. */
  tags?: readonly string[];
  /**
   * Whether the code of a task, and of those it needs, is part of its identity: another code makes it again then. Without
   * it a result stays, and a warning tells when the code has changed since.
   * @default false
   */
  strictCode?: boolean;
  /** Whether the cell shows how far it is. @default true */
  display?: boolean;
  /** Whether the call waits for the tasks; without it they go on by themselves. @default true */
  wait?: boolean;
}

/** What may be said of one task, instead of what the experiment says. */
export interface SubmitOptions extends MakingOptions {
  /** Tasks that have to be completed first, beside those whose results are parameters of it. */
  after?: readonly object[];
}

const NAME = /^[\p{L}\p{N}][\p{L}\p{N}_.+ -]{0,99}$/u;

/** @throws TrialbookError BAD_OPTION */
export function checkExperimentName(name: unknown): asserts name is string {
  if (typeof name !== 'string' || !NAME.test(name) || name.endsWith('.')) {
    throw new TrialbookError(
      'BAD_OPTION',
      `${JSON.stringify(name)} cannot be the name of an experiment, which names a folder: up to 100 letters, digits, spaces and _ - . + are possible, a letter or digit first.`
    );
  }
}
