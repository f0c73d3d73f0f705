/** Where the runs of a sweep are made. */
import { TrialbookError } from '../../errors';
import type { BatchLauncher } from '../../format/queue';
import { parseRequirement } from '../../plan/requirements';
import { findProgram } from '../../store/find-program';
import { chooseLauncher, type LauncherChoice } from '../hosts/find-launcher';
import { refusedOption } from '../slurm/options';
import { workerNames, type SweepOptions } from './options';

/** What a batch says of it. */
export interface Launching {
  workers: string[];
  launcher?: BatchLauncher;
}

/**
 * @param from folder in which the search for `trialbook.hosts.yml` begins.
 * @throws TrialbookError BAD_OPTION, BAD_REQUIREMENT, BAD_HOSTS, NO_LAUNCHER
 */
export function launchingOf(options: SweepOptions, from: string): Launching {
  const choice = choiceOf(options, from);
  if (choice.on === 'process') {
    return { workers: workerNames(options.workers ?? choice.workers) };
  }
  if (findProgram('sbatch') === undefined) {
    throw new TrialbookError(
      'NO_LAUNCHER',
      "Slurm's command sbatch was not found. Start the kernel on a machine of the cluster, with Slurm's commands on the PATH."
    );
  }
  const limit = limitOf(options.workers);
  checkWhole(options, 'notice');
  checkWhole(options, 'requeues');
  return {
    workers: [],
    launcher: {
      ...choice,
      options: { ...choice.options, ...slurmOptions(options.slurm) },
      ...(limit !== undefined && { limit }),
      ...(options.notice !== undefined && { notice: options.notice }),
      ...(options.requeues !== undefined && { requeues: options.requeues })
    }
  };
}

function choiceOf(
  { on, requirements }: SweepOptions,
  from: string
): LauncherChoice {
  if (typeof on === 'object') {
    if (requirements !== undefined) {
      throw new TrialbookError(
        'BAD_OPTION',
        'The option `requirements` is of no use when `on` is a launcher that was found already. Hand it to findLauncher() instead.'
      );
    }
    return on;
  }
  if (on !== undefined && on !== 'process' && on !== 'slurm') {
    throw new TrialbookError(
      'BAD_OPTION',
      `The option \`on\` has to be 'process', 'slurm', or what findLauncher() gives, not ${JSON.stringify(on)}.`
    );
  }
  if (requirements === undefined && on !== 'slurm') {
    return { on: 'process' };
  }
  const alternatives =
    requirements === undefined
      ? [{ accelerators: [] }]
      : parseRequirement(requirements);
  return chooseLauncher(alternatives, on === undefined ? [] : [on], from);
}

function checkWhole(options: SweepOptions, name: 'notice' | 'requeues'): void {
  const value = options[name] ?? 0;
  if (!Number.isSafeInteger(value) || value < 0) {
    throw new TrialbookError(
      'BAD_OPTION',
      `The option \`${name}\` has to be a whole number from 0 on, not ${value}.`
    );
  }
}

function limitOf(workers: SweepOptions['workers']): number | undefined {
  if (typeof workers === 'object') {
    throw new TrialbookError(
      'BAD_OPTION',
      'On Slurm the option `workers` is how many runs are made at once: a number. What each of them has is asked for by `requirements`.'
    );
  }
  return workers === undefined ? undefined : workerNames(workers).length;
}

function slurmOptions(given: SweepOptions['slurm'] = {}) {
  const found: Record<string, string> = {};
  for (const [name, value] of Object.entries(given)) {
    const why = refusedOption(name);
    if (why !== undefined) {
      throw new TrialbookError(
        'BAD_OPTION',
        `In the option \`slurm\`, ${why}.`
      );
    }
    if (value !== false) {
      found[name] = value === true ? '' : String(value);
    }
  }
  return found;
}
