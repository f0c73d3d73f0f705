import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Path of a program: in the active Python environment, else the first on the PATH; `undefined` when there is none. */
export function findProgram(
  name: string,
  env: NodeJS.ProcessEnv = process.env
): string | undefined {
  const isWindows = process.platform === 'win32';
  const folders = [
    ...[env.VIRTUAL_ENV, env.CONDA_PREFIX].flatMap(dir =>
      dir ? [join(dir, isWindows ? 'Scripts' : 'bin')] : []
    ),
    ...(env.PATH ?? '').split(delimiter).filter(dir => dir !== '')
  ];
  return folders
    .map(dir => join(dir, isWindows ? `${name}.exe` : name))
    .find(isProgram);
}

/** Whether a file can be started. */
export function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
