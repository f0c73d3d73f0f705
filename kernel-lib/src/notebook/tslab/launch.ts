/**
 * The start program of the kernel "TypeScript (Trialbook)": tslab, extended before its first cell, with this package
 * importable, typed, from any folder.
 *
 * `node launch.js [--tslab DIR] --config-path CONNECTION_FILE`
 */
import { parseArgs } from 'node:util';
import { extendTslab } from './extend';
import { findTslab } from './tslab-folder';

/** Exports of `tslab/dist/main.js`. */
interface MainModule {
  startKernel(options: {
    configPath: string;
    enableFindLocal: boolean;
    jsKernel: boolean;
    globalVersion: string;
  }): void;
}

function launch(): void {
  const { values } = parseArgs({
    options: {
      tslab: { type: 'string' },
      'config-path': { type: 'string' }
    }
  });
  const configPath = values['config-path'];
  if (configPath === undefined) {
    throw new Error(
      'There is no --config-path: this program is started by Jupyter. Run "trialbook kernel install" and choose the kernel in a notebook.'
    );
  }
  const dir = findTslab(values.tslab, process.cwd());
  if (dir === undefined) {
    throw new Error(
      'tslab was not found. Run "npm install tslab" in the folder of the notebook, or "trialbook kernel install --tslab DIR" with the folder of an installed tslab.'
    );
  }
  const { load } = extendTslab(dir);
  const { startKernel } = load('./main.js') as MainModule;
  startKernel({
    configPath,
    enableFindLocal: false,
    jsKernel: false,
    globalVersion: ''
  });
}

try {
  launch();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
