/**
 * The kernelspec of the kernel "TypeScript (Trialbook)", and the folders in which Jupyter looks for kernelspecs.
 * https://jupyter-client.readthedocs.io/en/stable/kernels.html#kernel-specs
 */
import {
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  writeFileSync
} from 'node:fs';
import { homedir } from 'node:os';
import * as path from 'node:path';
import { TrialbookError } from '../errors';
import { OWN_ROOT } from './tslab/tslab-folder';

/** Whose kernels: the user's, those of the active Python environment, or those below a folder. */
export type KernelsPlace =
  | { kind: 'user' }
  | { kind: 'environment' }
  | { kind: 'prefix'; prefix: string };

export interface KernelspecOptions {
  /** Folder name of the kernelspec. */
  name: string;
  displayName: string;
  /** Folder of the tslab to start; without it the notebook's own, else the one beside this package. */
  tslab?: string;
}

/** Marks a kernelspec as ours. */
const MARK = 'trialbook';

/** Jupyter's rule for the names of kernels. */
const NAME = /^[a-z0-9][a-z0-9._-]*$/i;

const LOGO = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64" width="64" height="64">
  <rect x="4" y="4" width="56" height="56" rx="10" fill="#1f6f8b"/>
  <path d="M14 48V22l11 12 9-16 8 13 8-17" fill="none" stroke="#fff" stroke-width="5" stroke-linecap="round" stroke-linejoin="round"/>
</svg>
`;

/**
 * The folder that holds kernelspecs.
 * @throws TrialbookError `KERNEL_INSTALL` when no Python environment is active.
 */
export function kernelsFolder(
  place: KernelsPlace,
  env: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform
): string {
  switch (place.kind) {
    case 'user':
      return path.join(userData(env, platform), 'kernels');
    case 'prefix':
      return path.join(path.resolve(place.prefix), 'share/jupyter/kernels');
    case 'environment': {
      const prefix = env.VIRTUAL_ENV ?? env.CONDA_PREFIX;
      if (!prefix) {
        throw new TrialbookError(
          'KERNEL_INSTALL',
          'No Python environment is active. Activate the one that holds Jupyter, or name its folder with --prefix DIR.'
        );
      }
      return path.join(prefix, 'share', 'jupyter', 'kernels');
    }
  }
}

/** Jupyter's data folder of the user, as `jupyter_core.paths.jupyter_data_dir` finds it. */
function userData(env: NodeJS.ProcessEnv, platform: NodeJS.Platform): string {
  if (env.JUPYTER_DATA_DIR) {
    return env.JUPYTER_DATA_DIR;
  }
  const home = homedir();
  if (platform === 'darwin') {
    return path.join(home, 'Library', 'Jupyter');
  }
  if (platform === 'win32') {
    return env.APPDATA
      ? path.join(env.APPDATA, 'jupyter')
      : path.join(home, '.jupyter', 'data');
  }
  const data = env.XDG_DATA_HOME ?? path.join(home, '.local', 'share');
  return path.join(data, 'jupyter');
}

/**
 * Writes the kernelspec, over an older one of ours.
 * @returns Its folder.
 * @throws TrialbookError `KERNEL_INSTALL`.
 */
export function installKernelspec(
  folder: string,
  options: KernelspecOptions
): string {
  const dir = specFolder(folder, options.name);
  if (existsSync(dir) && !isOwnKernelspec(dir)) {
    throw new TrialbookError(
      'KERNEL_INSTALL',
      `${dir} is another kernel. Choose another name with --name.`
    );
  }
  try {
    mkdirSync(dir, { recursive: true });
    const spec = JSON.stringify(kernelspec(options), undefined, 2);
    writeFileSync(path.join(dir, 'kernel.json'), `${spec}\n`);
    writeFileSync(path.join(dir, 'logo-svg.svg'), LOGO);
  } catch (cause) {
    throw new TrialbookError(
      'KERNEL_INSTALL',
      `${dir} cannot be written (${reason(cause)}). Choose another place: --user, --sys-prefix or --prefix DIR.`,
      { cause }
    );
  }
  return dir;
}

/**
 * Removes a kernelspec of ours.
 * @returns The folder it was in.
 * @throws TrialbookError `KERNEL_INSTALL` when there is none.
 */
export function removeKernelspec(folder: string, name: string): string {
  const dir = specFolder(folder, name);
  if (!isOwnKernelspec(dir)) {
    throw new TrialbookError(
      'KERNEL_INSTALL',
      `There is no kernel of Trialbook in ${dir}. "jupyter kernelspec list" shows where kernels are.`
    );
  }
  try {
    rmSync(dir, { recursive: true });
  } catch (cause) {
    throw new TrialbookError(
      'KERNEL_INSTALL',
      `${dir} cannot be removed (${reason(cause)}). Remove it by hand.`,
      { cause }
    );
  }
  return dir;
}

function kernelspec({ displayName, tslab }: KernelspecOptions) {
  const program = path.join(OWN_ROOT, 'dist', 'notebook', 'tslab', 'launch.js');
  return {
    argv: [
      process.execPath,
      program,
      ...(tslab === undefined ? [] : ['--tslab', tslab]),
      '--config-path',
      '{connection_file}'
    ],
    display_name: displayName,
    language: 'typescript',
    interrupt_mode: 'signal',
    metadata: { debugger: false, [MARK]: true }
  };
}

function specFolder(folder: string, name: string): string {
  if (!NAME.test(name)) {
    throw new TrialbookError(
      'USAGE',
      `"${name}" cannot name a kernel: use letters, digits, ".", "_" and "-".`
    );
  }
  return path.join(folder, name.toLowerCase());
}

/** Whether the kernelspec in a folder is one of Trialbook. */
export function isOwnKernelspec(dir: string): boolean {
  try {
    const spec = JSON.parse(
      readFileSync(path.join(dir, 'kernel.json'), 'utf8')
    ) as { metadata?: Record<string, unknown> };
    return spec.metadata?.[MARK] === true;
  } catch {
    return false;
  }
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
