import { readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { cpus, hostname, release, totalmem, type, userInfo } from 'node:os';
import type { EnvironmentEntry } from '../format/journal';
import type { ActiveRun } from './active-run';
import { askForFacts, type FactsRequest } from './facts';
import type { Kernel } from './kernel';
import { LoadedModules } from './loaded-modules';

/** Environment variables that say how a computation went and hold no secrets; `$TRIALBOOK_ENV` names more. */
const ALLOWED_VARIABLES = [
  'CUDA_VISIBLE_DEVICES',
  'LANG',
  'NODE_ENV',
  'OMP_NUM_THREADS',
  'SLURM_ARRAY_TASK_ID',
  'SLURM_JOB_ID',
  'TF_CPP_MIN_LOG_LEVEL',
  'TZ'
];

type Facts = Omit<EnvironmentEntry, 'type' | 'time'>;

let machine: Facts | undefined;
const versions = new Map<string, string | undefined>();

const modules = new LoadedModules();

/**
 * Records what is known at once, and asks for what takes longer, which another thread adds to the run: git, GPU, hashes of
 * packages, local modules, the script. What the call itself loads is added at its end.
 * @param places of the project.
 */
export function recordEnvironment(
  run: ActiveRun,
  kernel: Kernel,
  places: Pick<FactsRequest, 'folder' | 'root' | 'notebook' | 'launcher'>
): void {
  machine ??= machineFacts();
  const loaded = modules.take(kernel.loadedFiles());
  const { count } = modules;
  run.recorder.entry({
    type: 'environment',
    time: Date.now(),
    ...machine,
    packages: packageVersions(loaded),
    env: allowedVariables(process.env)
  });
  const { id, dir, home } = run.facts;
  const { notebook } = places;
  const cell = kernel.currentCell();
  const request = {
    ...places,
    dir,
    run: id,
    home,
    ...(notebook !== undefined && {
      notebookName: relative(home, notebook).split(sep).join('/')
    }),
    ...(cell && {
      launcher: { id: cell.id, count: cell.count, ...places.launcher }
    })
  };
  askForFacts({ ...request, moment: 'start', loaded });
  run.onEnd(() => {
    const more = modules.take(kernel.loadedFiles());
    if (modules.count > count) {
      packageVersions(more);
      askForFacts({ ...request, moment: 'end', loaded: more });
    }
  });
}

function machineFacts(): Facts {
  const [cpu] = cpus();
  return {
    ...(userName() !== undefined && { user: userName() }),
    host: hostname(),
    os: `${type()} ${release()}`,
    node: process.versions.node,
    ...(cpu && { cpu: { model: cpu.model, cores: cpus().length } }),
    memory: totalmem()
  };
}

/** A user without a name, as in some containers, is no reason to fail. */
function userName(): string | undefined {
  try {
    return userInfo().username;
  } catch {
    return undefined;
  }
}

function allowedVariables(env: NodeJS.ProcessEnv): Record<string, string> {
  const more = env.TRIALBOOK_ENV?.split(/[\s,]+/) ?? [];
  const names = [...ALLOWED_VARIABLES, ...more];
  return Object.fromEntries(
    names.flatMap(name => {
      const value = env[name];
      return value === undefined ? [] : [[name, value]];
    })
  );
}

const packages: Record<string, string> = {};

/** Adds the versions of the installed packages of which files were loaded, and returns all that are known. */
function packageVersions(files: readonly string[]): Record<string, string> {
  for (const file of files) {
    const match =
      /^(.*[\\/]node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+))[\\/]/.exec(file);
    if (match) {
      const version = versionOf(match[1]);
      if (version !== undefined) {
        packages[match[2].replace('\\', '/')] = version;
      }
    }
  }
  return packages;
}

function versionOf(folder: string): string | undefined {
  if (!versions.has(folder)) {
    versions.set(folder, readVersion(folder));
  }
  return versions.get(folder);
}

function readVersion(folder: string): string | undefined {
  try {
    const text = readFileSync(join(folder, 'package.json'), 'utf8');
    const { version } = JSON.parse(text) as { version?: unknown };
    return typeof version === 'string' ? version : undefined;
  } catch {
    return undefined;
  }
}
