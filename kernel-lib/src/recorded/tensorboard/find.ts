/** Finds the TensorBoard program. */
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { TrialbookError } from '../../errors';

const NAME = process.platform === 'win32' ? 'tensorboard.exe' : 'tensorboard';

/**
 * Path of the program: the one given, else the one of the active environment, else the first on the PATH.
 * @throws TrialbookError TENSORBOARD with the way to get it.
 */
export function findTensorBoard(
  given?: string,
  env: NodeJS.ProcessEnv = process.env
): string {
  if (given !== undefined) {
    if (isProgram(given)) {
      return given;
    }
    throw new TrialbookError(
      'TENSORBOARD',
      `${given} is no program that can be started: --tensorboard takes the path of TensorBoard's own program.`
    );
  }
  const folders = [
    ...[env.VIRTUAL_ENV, env.CONDA_PREFIX].flatMap(dir =>
      dir ? [join(dir, process.platform === 'win32' ? 'Scripts' : 'bin')] : []
    ),
    ...(env.PATH ?? '').split(delimiter).filter(dir => dir !== '')
  ];
  const found = folders.map(dir => join(dir, NAME)).find(isProgram);
  if (found === undefined) {
    throw new TrialbookError(
      'TENSORBOARD',
      'TensorBoard was not found, neither in the active Python environment nor on the PATH. Install it with "pip install tensorboard", or say where it is with --tensorboard PATH.'
    );
  }
  return found;
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
