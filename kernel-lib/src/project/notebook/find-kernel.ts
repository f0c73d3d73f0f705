/** The kernel that a notebook names, in the folders in which Jupyter looks. */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { TrialbookError } from '../../errors';
import { kernelsFolder } from '../../notebook/kernelspec';
import { languageOf, type Notebook } from './notebook-file';

/** How a kernel is started. */
export interface FoundKernel {
  name: string;
  /** `{connection_file}` stands for the path of that file. */
  argv: string[];
  env: Record<string, string>;
  /** Whether an interrupt is a signal to the process or a message. */
  interrupt: 'signal' | 'message';
}

/** The folders, as `jupyter --paths` lists them, with those of the Python environments on the path. */
export function kernelFolders(env: NodeJS.ProcessEnv = process.env): string[] {
  const prefixes = [
    env.VIRTUAL_ENV,
    env.CONDA_PREFIX,
    ...(env.PATH ?? '')
      .split(delimiter)
      .filter(dir => existsSync(join(dir, 'python3')))
      .map(dirname),
    '/usr/local',
    '/usr'
  ];
  return [
    ...new Set([
      ...(env.JUPYTER_PATH ?? '')
        .split(delimiter)
        .filter(dir => dir !== '')
        .map(dir => join(dir, 'kernels')),
      kernelsFolder({ kind: 'user' }, env),
      ...prefixes.flatMap(prefix =>
        prefix ? [join(prefix, 'share', 'jupyter', 'kernels')] : []
      )
    ])
  ];
}

/**
 * The kernel of a notebook: the one of that name, else one of its language.
 * @throws TrialbookError NOTEBOOK that lists the kernels there are.
 */
export function findKernel(
  notebook: Notebook,
  env: NodeJS.ProcessEnv = process.env
): FoundKernel {
  const folders = kernelFolders(env);
  const { name } = notebook.metadata.kernelspec ?? {};
  const language = languageOf(notebook);
  const found = folders.flatMap(folder =>
    namesIn(folder).map(entry => ({ folder, entry }))
  );
  const specs = found.flatMap(({ folder, entry }) => {
    const spec = readSpec(folder, entry);
    return spec ? [spec] : [];
  });
  const kernel =
    specs.find(spec => spec.name === name) ??
    specs.find(spec => language !== '' && spec.language === language);
  if (!kernel) {
    const known = [...new Set(specs.map(spec => spec.name))];
    throw new TrialbookError(
      'NOTEBOOK',
      `No kernel ${JSON.stringify(name ?? language)} was found. The kernels there are: ${known.join(', ') || 'none'} (in ${folders.join(', ')}).`
    );
  }
  return kernel;
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function readSpec(
  folder: string,
  name: string
): (FoundKernel & { language: string }) | undefined {
  try {
    const spec = JSON.parse(
      readFileSync(join(folder, name, 'kernel.json'), 'utf8')
    ) as Record<string, unknown>;
    const argv = spec.argv as string[];
    return {
      name,
      argv: [programOf(argv[0], folder), ...argv.slice(1)],
      env: (spec.env ?? {}) as Record<string, string>,
      interrupt: spec.interrupt_mode === 'message' ? 'message' : 'signal',
      language: String(spec.language).toLowerCase()
    };
  } catch {
    return undefined;
  }
}

/** Jupyter starts a kernel `python` with the Python whose kernel it is. */
function programOf(program: string, folder: string): string {
  const own = join(folder, '..', '..', '..', 'bin', 'python');
  return /^python3?(?:\.\d+)?$/.test(program) && existsSync(own)
    ? own
    : program;
}
