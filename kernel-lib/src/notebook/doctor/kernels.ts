/** The kernels for TypeScript that Jupyter would find. */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fieldsOf, textOf, textsOf } from '../../format/untrusted';
import { isOwnKernelspec, kernelsFolder } from '../kernelspec';

/** A kernelspec. */
export interface FoundKernel {
  dir: string;
  displayName: string;
  /** Whether Trialbook installed it. */
  isOurs: boolean;
  /** Whether the programs that it starts are there. */
  works: boolean;
}

/** Folders in which Jupyter looks, the first ones first. */
function kernelFolders(env: NodeJS.ProcessEnv): string[] {
  const prefix = env.VIRTUAL_ENV || env.CONDA_PREFIX;
  return [
    ...new Set([
      ...(env.JUPYTER_PATH ?? '')
        .split(delimiter)
        .filter(Boolean)
        .map(dir => join(dir, 'kernels')),
      ...(prefix ? [kernelsFolder({ kind: 'prefix', prefix })] : []),
      kernelsFolder({ kind: 'user' }, env),
      '/usr/local/share/jupyter/kernels',
      '/usr/share/jupyter/kernels'
    ])
  ];
}

/** Kernels whose language is TypeScript. */
export function findKernels(env: NodeJS.ProcessEnv): FoundKernel[] {
  return kernelFolders(env).flatMap(folder =>
    namesIn(folder).flatMap(name => readKernel(join(folder, name)))
  );
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}

function readKernel(dir: string): FoundKernel[] {
  try {
    const spec = fieldsOf(
      JSON.parse(readFileSync(join(dir, 'kernel.json'), 'utf8'))
    );
    const argv = textsOf(spec?.argv) ?? [];
    const isOurs = isOwnKernelspec(dir);
    return textOf(spec?.language)?.toLowerCase() === 'typescript'
      ? [
          {
            dir,
            displayName: textOf(spec?.display_name) ?? dir,
            isOurs,
            works: !isOurs || argv.slice(0, 2).every(path => existsSync(path))
          }
        ]
      : [];
  } catch {
    return [];
  }
}
