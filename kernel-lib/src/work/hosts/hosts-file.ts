/** `trialbook.hosts.yml`: which launchers there are, and what each has. */
import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { TrialbookError } from '../../errors';
import {
  SchemaCheck,
  type Problem,
  type Schema,
  type Yaml
} from '../../format/schema-check';
import {
  parseRequirement,
  RequirementError,
  type Requirement
} from '../../plan/requirements';
import { refusedOption } from '../slurm/options';

export const HOSTS_FILE = 'trialbook.hosts.yml';

/** Bytes of the largest file that is read. */
const SIZE_LIMIT = 1024 * 1024;

/** A launcher as its file declares it. */
export interface HostLauncher {
  name: string;
  on: 'process' | 'slurm';
  /** What a job may ask of it; what is not said does not matter. */
  has?: Requirement;
  /** What a job has to ask for at least, so that small jobs keep off large machines. */
  least?: Requirement;
  tags: string[];
  priority: number;
  /** Of a process launcher: what each of its workers has. */
  workers?: (number | string)[];
  /** Of Slurm, as are those below: options of `sbatch`. */
  options: Record<string, string>;
  /** How GPUs are asked for: `gpu`, or `gpu:a100`. */
  gres: string;
  limit?: number;
  /** Milliseconds. */
  notice?: number;
  requeues?: number;
}

/**
 * The nearest file from a folder upwards, else the one in the user's configuration folder.
 * @param env for `XDG_CONFIG_HOME`.
 */
export function findHostsFile(
  from: string,
  env: NodeJS.ProcessEnv = process.env
): string | undefined {
  for (let dir = resolve(from); ; dir = dirname(dir)) {
    const file = join(dir, HOSTS_FILE);
    if (existsSync(file)) {
      return file;
    }
    if (dir === dirname(dir)) {
      break;
    }
  }
  const file = join(configFolder(env), HOSTS_FILE);
  return existsSync(file) ? file : undefined;
}

/** `trialbook` in the user's configuration folder. */
export function configFolder(env: NodeJS.ProcessEnv = process.env): string {
  return join(env.XDG_CONFIG_HOME || join(homedir(), '.config'), 'trialbook');
}

/**
 * Reads a file.
 * @throws TrialbookError BAD_HOSTS with every error's line and column.
 */
export function loadHosts(file: string): HostLauncher[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    throw new TrialbookError(
      'BAD_HOSTS',
      `${file} cannot be read: ${(cause as Error).message}`,
      { cause }
    );
  }
  return parseHosts(text, file);
}

/**
 * The launchers that a text declares, in its order.
 * @param file its name, for messages.
 * @throws TrialbookError BAD_HOSTS
 */
export function parseHosts(text: string, file: string): HostLauncher[] {
  if (text.length > SIZE_LIMIT) {
    throw new TrialbookError('BAD_HOSTS', `${file} is larger than 1 MiB.`);
  }
  // Loaded when it is needed: most sweeps have no such file.
  const yaml = require('yaml') as Yaml;
  const lines = new yaml.LineCounter();
  const document = yaml.parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false
  });
  const broken = document.errors.map(({ pos, message }): Problem => {
    const { line, col } = lines.linePos(pos[0]);
    return { line, column: col, message };
  });
  throwIfAny(broken, file);
  const check = new SchemaCheck({
    yaml,
    schema: schema(),
    document,
    lines
  });
  throwIfAny(check.problems, file);
  const content = contentOf(() => document.toJS({ maxAliasCount: 100 }), file);
  const launchers = Object.entries(content.launchers).map(([name, raw]) =>
    launcherOf(name, raw, (key, message) =>
      check.at(['launchers', name, ...key], message)
    )
  );
  throwIfAny(check.problems, file);
  return launchers;
}

let loaded: Schema | undefined;

/** The published schema is the one that is checked against. */
function schema(): Schema {
  loaded ??= JSON.parse(
    readFileSync(
      join(__dirname, '../../../schema/trialbook.hosts.schema.json'),
      'utf8'
    )
  ) as Schema;
  return loaded;
}

/** As the schema has it. */
interface RawLauncher {
  on: 'process' | 'slurm';
  has?: string;
  least?: string;
  tags?: string[];
  priority?: number;
  workers?: (number | string)[];
  partition?: string;
  gres?: string;
  limit?: number;
  notice?: string;
  requeues?: number;
  options?: Record<string, string | number | boolean>;
}

function contentOf(read: () => unknown, file: string) {
  try {
    return read() as { launchers: Record<string, RawLauncher> };
  } catch (error) {
    throw new TrialbookError(
      'BAD_HOSTS',
      `${file}: ${(error as Error).message}`
    );
  }
}

function launcherOf(
  name: string,
  raw: RawLauncher,
  wrong: (path: string[], message: string) => void
): HostLauncher {
  const { on, tags = [], priority = 0, workers, gres = 'gpu' } = raw;
  const own = SLURM_KEYS.filter(key => raw[key] !== undefined);
  if (on === 'process' && own.length > 0) {
    wrong([own[0]], `"${own[0]}" is for launchers on slurm`);
  }
  if (on === 'slurm' && workers) {
    wrong(['workers'], '"workers" is for launchers on process; see "limit"');
  }
  for (const key of ['limit', 'requeues'] as const) {
    const value = raw[key] ?? 1;
    if (!Number.isSafeInteger(value) || value < (key === 'limit' ? 1 : 0)) {
      wrong([key], `"${key}" has to be a whole number`);
    }
  }
  return {
    name,
    on,
    has: requirementOf(raw.has, message => wrong(['has'], message)),
    least: requirementOf(raw.least, message => wrong(['least'], message)),
    tags,
    priority,
    workers,
    options: optionsOf(raw, wrong),
    gres,
    limit: raw.limit,
    notice:
      raw.notice === undefined
        ? undefined
        : requirementOf(`duration=${raw.notice}`, () =>
            wrong(['notice'], '"notice" has to be a time, such as 5m')
          )?.duration,
    requeues: raw.requeues
  };
}

const SLURM_KEYS = [
  'partition',
  'gres',
  'limit',
  'notice',
  'requeues',
  'options'
] as const;

function optionsOf(
  { partition, options = {} }: RawLauncher,
  wrong: (path: string[], message: string) => void
): Record<string, string> {
  const found: Record<string, string> = partition ? { partition } : {};
  for (const [name, value] of Object.entries(options)) {
    const why = refusedOption(name);
    if (why !== undefined) {
      wrong(['options', name], why);
    } else if (value !== false) {
      found[name] = value === true ? '' : String(value);
    }
  }
  return found;
}

function requirementOf(
  text: string | undefined,
  wrong: (message: string) => void
): Requirement | undefined {
  if (text === undefined) {
    return undefined;
  }
  try {
    const [first, ...others] = parseRequirement(text);
    if (others.length > 0) {
      wrong('only one alternative can be said here; make a launcher for each');
    }
    return first;
  } catch (error) {
    if (!(error instanceof RequirementError)) {
      throw error;
    }
    wrong(
      `at character ${error.column} of ${JSON.stringify(text)}: ${error.reason}`
    );
    return undefined;
  }
}

function throwIfAny(problems: readonly Problem[], file: string): void {
  if (problems.length > 0) {
    throw new TrialbookError(
      'BAD_HOSTS',
      problems
        .map(
          ({ line, column, message }) =>
            `${file}:${line}:${column}: ${message.replace(/\.?$/, '.')}`
        )
        .join('\n')
    );
  }
}
