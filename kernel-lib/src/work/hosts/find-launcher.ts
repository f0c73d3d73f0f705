/** Finds where a job can go that asks for something. */
import { availableParallelism, totalmem } from 'node:os';
import { dirname } from 'node:path';
import { TrialbookError } from '../../errors';
import type { BatchLauncher } from '../../format/queue';
import { plainText } from '../../format/plain-text';
import {
  parseRequirement,
  requirementText,
  type Requirement
} from '../../plan/requirements';
import { currentKernel } from '../../run/current-kernel';
import { firstDirectory } from '../../run/start';
import { optionsFor } from '../slurm/options';
import {
  configFolder,
  findHostsFile,
  HOSTS_FILE,
  loadHosts,
  type HostLauncher
} from './hosts-file';
import { isMet } from './match';

/** Workers of this machine. */
export interface ProcessLauncher {
  on: 'process';
  /** Its name in `trialbook.hosts.yml`. */
  name?: string;
  /** How many workers have room for what was asked for, or what each of them has: see the option `workers` of a sweep. */
  workers?: number | (number | string)[];
}

/** Where a job goes, with what it asks for. Hand it to `sweep()` as `on`. */
export type LauncherChoice = ProcessLauncher | BatchLauncher;

export interface FindLauncherOptions {
  /** Where the search for `trialbook.hosts.yml` begins. @default the notebook's folder, or the working directory */
  from?: string;
}

/**
 * The launcher that has what is asked for: of the alternatives the first that any launcher has, of several launchers the one
 * with the highest priority, then the one that is declared first. The launchers are those of the nearest
 * `trialbook.hosts.yml` from the notebook's folder upwards, else of the one in the user's configuration folder; without
 * any, there is this machine.
 *
 * @param requirement as `parseRequirement()` reads it.
 * @param tags those that the launcher has to have; its name and what it is on count as tags.
 * @throws TrialbookError BAD_REQUIREMENT, BAD_HOSTS; NO_LAUNCHER that says what there is.
 * @example await sweep(train, { lr: [0.1, 0.01] }, { on: findLauncher('duration=1h & cuda(mem=4G)', ['slurm']) });
 */
export function findLauncher(
  requirement: string,
  tags: readonly string[] = [],
  { from = defaultFolder() }: FindLauncherOptions = {}
): LauncherChoice {
  return chooseLauncher(parseRequirement(requirement), tags, from);
}

/** As `findLauncher()`, of alternatives; one that asks for nothing goes anywhere. */
export function chooseLauncher(
  alternatives: readonly Requirement[],
  tags: readonly string[],
  from: string
): LauncherChoice {
  const file = findHostsFile(from);
  const launchers = file === undefined ? launchersHere(tags) : loadHosts(file);
  for (const asked of alternatives) {
    const [found] = launchers
      .filter(
        launcher =>
          hasTags(launcher, tags) && isMet(asked, launcher.has, launcher.least)
      )
      .sort((a, b) => b.priority - a.priority);
    if (found) {
      return choiceOf(found, asked);
    }
  }
  const wanted = tags.length > 0 ? `, with the tags ${tags.join(', ')}` : '';
  const where =
    file === undefined
      ? `There is no ${HOSTS_FILE} from ${from} upwards or in ${configFolder()}, so there is only`
      : `In ${file} there are:`;
  throw new TrialbookError(
    'NO_LAUNCHER',
    plainText(
      `No launcher has what is asked for: ${requirementText(alternatives)}${wanted}. ${where} ${launchers.map(describe).join('; ')}.`
    )
  );
}

function defaultFolder(): string {
  const notebook = currentKernel().notebookPath();
  return notebook === undefined ? firstDirectory : dirname(notebook);
}

/** Without a file: this machine, and Slurm's own default for who asks for Slurm. */
function launchersHere(tags: readonly string[]): HostLauncher[] {
  const machine = thisMachine();
  return tags.length === 1 && tags[0] === 'slurm'
    ? [{ ...machine, name: 'slurm', on: 'slurm', has: undefined }]
    : [machine];
}

function thisMachine(): HostLauncher {
  return {
    name: 'this machine',
    on: 'process',
    has: machineHas(),
    tags: [],
    priority: 0,
    options: {},
    gres: 'gpu'
  };
}

function machineHas(): Requirement {
  return {
    cores: availableParallelism(),
    memory: totalmem(),
    accelerators: []
  };
}

function hasTags(
  { name, on, tags: own }: HostLauncher,
  tags: readonly string[]
): boolean {
  return tags.every(tag => tag === name || tag === on || own.includes(tag));
}

function choiceOf(
  {
    name,
    on,
    has,
    workers,
    options,
    gres,
    limit,
    notice,
    requeues
  }: HostLauncher,
  asked: Requirement
): LauncherChoice {
  const room = workers ?? roomFor(asked, has);
  return on === 'process'
    ? { on, name, ...(room !== undefined && { workers: room }) }
    : {
        on,
        name,
        options: { ...options, ...optionsFor(asked, gres) },
        ...(limit !== undefined && { limit }),
        ...(notice !== undefined && { notice }),
        ...(requeues !== undefined && { requeues })
      };
}

function describe({ name, on, has, tags }: HostLauncher): string {
  const what = has ? requirementText([has]) : 'anything';
  const words = tags.length > 0 ? ` (${tags.join(', ')})` : '';
  return name === 'this machine'
    ? `${name} with ${what}`
    : `"${name}" on ${on}${words} with ${what}`;
}

/** How many runs that need as much have room side by side; undefined when they say nothing of it. */
function roomFor(
  { cores, memory }: Requirement,
  has: Requirement | undefined
): number | undefined {
  const times = [
    cores && has?.cores ? has.cores / cores : Infinity,
    memory && has?.memory ? has.memory / memory : Infinity
  ];
  const most = Math.floor(Math.min(...times, has?.cores ?? Infinity));
  return (cores || memory) && Number.isFinite(most) && most >= 1
    ? most
    : undefined;
}
