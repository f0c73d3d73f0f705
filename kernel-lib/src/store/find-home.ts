/** Which folder is the home, and why. */
import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import {
  DEFAULT_HOME,
  ENVIRONMENT_HOME,
  HOME_FILE,
  PROJECT_FILES
} from '../format/layout';

/** Where to look for a home. */
export interface HomeOptions {
  /** The home itself, absolute or relative to `from`. */
  home?: string;
  /** Folder of the notebook, or the working directory of a script. */
  from: string;
  /** The environment, for `TRIALBOOK_HOME` and the active Python environment. */
  env?: NodeJS.ProcessEnv;
}

/** One place where a home is looked for. */
export interface HomeStep {
  /**
   * - `option`: named in the call.
   * - `variable`: named by `$TRIALBOOK_HOME`.
   * - `nearest`: the nearest folder upwards that is a home, or has one named `runs`.
   * - `environment`: `trialbook-runs` in the active Python environment, if it is there.
   * - `project`: `runs` beside the nearest project file upwards.
   * - `beside`: `runs` beside the notebook, or in the working directory.
   */
  place: HomePlace;
  /** What is found there, absolute; `undefined` when nothing is. */
  dir?: string;
}

/** Places in the order in which they are looked at. */
const HOME_PLACES = [
  'option',
  'variable',
  'nearest',
  'environment',
  'project',
  'beside'
] as const satisfies readonly HomePlace[];

/** Where a home is looked for. */
export type HomePlace =
  | 'option'
  | 'variable'
  | 'nearest'
  | 'environment'
  | 'project'
  | 'beside';

/** A home and why it is the one. */
export interface HomeReason {
  /** Absolute path; the folder need not exist. */
  dir: string;
  /** The first place that had one. */
  place: HomePlace;
  /** Every place in order, those after the one that counts too. */
  steps: HomeStep[];
}

/**
 * The home's folder: the one given, `$TRIALBOOK_HOME`, the nearest existing home upwards, the one of the active Python
 * environment, else `runs/` beside the project file or the notebook. The folder need not exist.
 */
export function homeDir(options: HomeOptions): string {
  for (const place of HOME_PLACES) {
    const dir = LOOK[place](options);
    if (dir !== undefined) {
      return dir;
    }
  }
  return join(resolve(options.from), DEFAULT_HOME);
}

/** The home's folder as `homeDir` finds it, with all that was looked at. */
export function explainHome(options: HomeOptions): HomeReason {
  const steps = HOME_PLACES.map((place): HomeStep => {
    const dir = LOOK[place](options);
    return dir === undefined ? { place } : { place, dir };
  });
  const chosen = steps.find(({ dir }) => dir !== undefined);
  return {
    dir: homeDir(options),
    place: chosen?.place ?? 'beside',
    steps
  };
}

const LOOK: Readonly<
  Record<HomePlace, (options: HomeOptions) => string | undefined>
> = {
  option: ({ home, from }) => (home ? resolve(from, home) : undefined),
  variable: ({ from, env = process.env }) =>
    env.TRIALBOOK_HOME ? resolve(from, env.TRIALBOOK_HOME) : undefined,
  nearest: ({ from }) => upwards(from, homeIn),
  environment({ env = process.env }) {
    const prefix = env.VIRTUAL_ENV || env.CONDA_PREFIX;
    const dir = prefix && join(resolve(prefix), ENVIRONMENT_HOME);
    return dir && existsSync(dir) ? dir : undefined;
  },
  project: ({ from }) =>
    upwards(from, dir =>
      PROJECT_FILES.some(name => existsSync(join(dir, name)))
        ? join(dir, DEFAULT_HOME)
        : undefined
    ),
  beside: ({ from }) => join(resolve(from), DEFAULT_HOME)
};

function homeIn(dir: string): string | undefined {
  return [dir, join(dir, DEFAULT_HOME)].find(candidate =>
    existsSync(join(candidate, HOME_FILE))
  );
}

/** What the nearest folder has to offer, from this one up to the root. */
function upwards(
  from: string,
  look: (dir: string) => string | undefined
): string | undefined {
  for (let dir = resolve(from); ; dir = dirname(dir)) {
    const found = look(dir);
    if (found !== undefined || dir === dirname(dir)) {
      return found;
    }
  }
}
