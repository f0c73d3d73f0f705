import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cpus, hostname, release, totalmem, type, userInfo } from 'node:os';
import { RUN_FILES } from '../format/layout';
import type { EnvironmentEntry } from '../format/journal';
import type { ActiveRun } from './active-run';
import { askForFacts } from './facts';

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

/**
 * Records what is known at once, and asks for what takes longer (git, GPU), which another thread adds to the journal.
 * @param base a folder of the project
 */
export function recordEnvironment(run: ActiveRun, base: string): void {
  machine ??= machineFacts();
  run.recorder.entry({
    type: 'environment',
    time: Date.now(),
    ...machine,
    packages: loadedPackages(),
    env: allowedVariables(process.env)
  });
  askForFacts({
    folder: base,
    journal: join(run.facts.dir, RUN_FILES.journal)
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

/** Versions of the packages from which a module was loaded. */
function loadedPackages(): Record<string, string> {
  const packages: Record<string, string> = {};
  for (const file of Object.keys(require.cache)) {
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
