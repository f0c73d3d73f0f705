/** How Node runs a script of the project. */
import { existsSync } from 'node:fs';
import { TrialbookError } from '../errors';
import { bundleModule } from './bundle';
import type { FlagValues } from './flag-text';

export interface ScriptCommand {
  argv: string[];
  /** Removes what was made for it. */
  remove(): void;
}

/**
 * JavaScript as it is, TypeScript as a bundle; so is what gets other values for its variables.
 * @throws TrialbookError BAD_PROJECT
 */
export async function scriptCommand(
  path: string,
  globals: FlagValues = {}
): Promise<ScriptCommand> {
  if (!existsSync(path)) {
    throw new TrialbookError('BAD_PROJECT', `There is no file ${path}.`);
  }
  if (!/\.[cm]?tsx?$/.test(path) && Object.keys(globals).length === 0) {
    return { argv: [process.execPath, path], remove: () => undefined };
  }
  const { file, remove } = await bundleModule(path, globals);
  return {
    argv: [process.execPath, '--enable-source-maps', file],
    remove
  };
}
