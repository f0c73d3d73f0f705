/** The folder in which the notebooks in miniature are. */
import {
  mkdirSync,
  mkdtempSync,
  realpathSync,
  symlinkSync,
  writeFileSync
} from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { FILES } from './notebooks/notebook';

/** Makes it, with the modules that the cells import, and the packages. */
export function madeUpFolder(): string {
  const folder = realpathSync(
    mkdtempSync(path.join(tmpdir(), 'trialbook-slice-'))
  );
  for (const [name, text] of Object.entries(FILES)) {
    writeFileSync(path.join(folder, name), text);
  }
  mkdirSync(path.join(folder, 'node_modules', '@types'), { recursive: true });
  for (const name of ['yaml', 'zod', '@types/node']) {
    symlinkSync(
      path.dirname(require.resolve(`${name}/package.json`)),
      path.join(folder, 'node_modules', name),
      'dir'
    );
  }
  return folder;
}
