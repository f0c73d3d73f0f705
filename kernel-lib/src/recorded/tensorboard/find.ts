/** Finds the TensorBoard program. */
import { TrialbookError } from '../../errors';
import { findProgram, isProgram } from '../../store/find-program';

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
  const found = findProgram('tensorboard', env);
  if (found === undefined) {
    throw new TrialbookError(
      'TENSORBOARD',
      'TensorBoard was not found, neither in the active Python environment nor on the PATH. Install it with "pip install tensorboard", or say where it is with --tensorboard PATH.'
    );
  }
  return found;
}
