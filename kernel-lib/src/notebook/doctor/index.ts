/** Whether everything that Trialbook works with is there, and how to get what is not. */
import {
  accessSync,
  constants,
  existsSync,
  readFileSync,
  statSync
} from 'node:fs';
import { dirname, join } from 'node:path';
import { FEED_FILE, HOME_FILE } from '../../format/layout';
import { listRuns } from '../../recorded/catalogue';
import { explainHome, type HomeReason } from '../../store/find-home';
import { findProgram } from '../../store/find-program';
import { findTslab, OWN_ROOT } from '../tslab/tslab-folder';
import { findJupyter } from './jupyter';
import { findKernels } from './kernels';

/** One thing that was looked for. */
export interface Finding {
  name: string;
  ok: boolean;
  /** Whether Trialbook does not work without it. */
  needed: boolean;
  /** What was found, or what is missing. */
  text: string;
  /** What to do when it is missing. */
  cure?: string;
}

/** What the doctor found. */
export interface Diagnosis {
  findings: Finding[];
  home: HomeReason;
}

export interface DoctorOptions {
  home?: string;
  /** Folder to look from. */
  from: string;
  env?: NodeJS.ProcessEnv;
}

/** Oldest Node.js that the library is made for. */
const NODE = 20;

/** Looks for everything. Never throws. */
export async function examine({
  home: asked,
  from,
  env = process.env
}: DoctorOptions): Promise<Diagnosis> {
  const home = explainHome({ home: asked, from, env });
  return {
    home,
    findings: [
      examineNode(),
      examineHome(home.dir),
      examineTslab(from),
      examineKernel(env),
      ...(await findJupyter(env)),
      examineTensorBoard(env)
    ]
  };
}

function examineNode(): Finding {
  const major = Number(process.versions.node.split('.')[0]);
  return {
    name: 'Node.js',
    ok: major >= NODE,
    needed: true,
    text: `${process.versions.node} (${process.execPath})`,
    ...(major < NODE && { cure: `Install Node.js ${NODE} or newer.` })
  };
}

function examineHome(dir: string): Finding {
  const found = (ok: boolean, text: string, cure?: string): Finding => ({
    name: 'home',
    ok,
    needed: true,
    text: `${dir} (${text})`,
    ...(cure !== undefined && { cure })
  });
  if (!existsSync(join(dir, HOME_FILE))) {
    return canHold(existing(dir))
      ? found(true, 'not there yet; the first run makes it')
      : found(
          false,
          'not there, and cannot be made',
          `Make ${existing(dir)} a folder that can be written to, or name another home with --home or $TRIALBOOK_HOME.`
        );
  }
  if (!isWritable(dir) || !isWritable(join(dir, FEED_FILE))) {
    return found(
      false,
      'cannot be written to',
      'Make the folder writable, or name another home with --home or $TRIALBOOK_HOME.'
    );
  }
  const runs = listRuns(dir).length;
  return found(true, runs === 1 ? '1 run' : `${runs} runs`);
}

/** The nearest folder upwards that is there. */
function existing(dir: string): string {
  return existsSync(dir) || dirname(dir) === dir ? dir : existing(dirname(dir));
}

function canHold(path: string): boolean {
  return statSync(path).isDirectory() && isWritable(path);
}

function isWritable(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

function examineTslab(from: string): Finding {
  const dir = findTslab(undefined, from);
  return dir === undefined
    ? {
        name: 'tslab',
        ok: false,
        needed: false,
        text: `not found beside ${from}, nor beside ${OWN_ROOT}`,
        cure: 'In the folder of your notebooks: npm install tslab'
      }
    : {
        name: 'tslab',
        ok: true,
        needed: false,
        text: `${versionOf(dir)} (${dir})`
      };
}

function versionOf(dir: string): string {
  try {
    const { version } = JSON.parse(
      readFileSync(join(dir, 'package.json'), 'utf8')
    ) as { version?: unknown };
    return typeof version === 'string' ? version : 'of no known version';
  } catch {
    return 'of no known version';
  }
}

function examineKernel(env: NodeJS.ProcessEnv): Finding {
  const kernels = findKernels(env);
  const ours = kernels.filter(({ isOurs }) => isOurs);
  const broken = ours.find(({ works }) => !works);
  const names = kernels.map(
    ({ displayName, dir }) => `${displayName} (${dir})`
  );
  return {
    name: 'kernels',
    ok: ours.length > 0 && broken === undefined,
    needed: false,
    text:
      names.length === 0
        ? 'none for TypeScript'
        : broken === undefined
          ? names.join('; ')
          : `${broken.displayName} (${broken.dir}) starts a program that is not there`,
    ...(ours.length === 0
      ? { cure: 'npx trialbook kernel install adds "TypeScript (Trialbook)".' }
      : broken !== undefined && {
          cure: 'Install it again: npx trialbook kernel install'
        })
  };
}

function examineTensorBoard(env: NodeJS.ProcessEnv): Finding {
  const program = findProgram('tensorboard', env);
  return program === undefined
    ? {
        name: 'TensorBoard',
        ok: false,
        needed: false,
        text: 'not found',
        cure: 'For "trialbook tensorboard": pip install tensorboard'
      }
    : { name: 'TensorBoard', ok: true, needed: false, text: program };
}
