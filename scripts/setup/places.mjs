/** Where things are in the checkout. Everything that is installed stays inside it. */
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';

export const root = fileURLToPath(new URL('../..', import.meta.url)).replace(
  /[\\/]$/,
  ''
);

const inRoot = (...parts) => join(root, ...parts);
const isWindows = process.platform === 'win32';

export const places = {
  cache: inRoot('.cache'),
  venv: inRoot('.venv'),
  /** A program of the Python environment. */
  bin: name =>
    inRoot(
      '.venv',
      isWindows ? 'Scripts' : 'bin',
      isWindows ? `${name}.exe` : name
    ),
  python: inRoot('.venv', isWindows ? 'Scripts/python.exe' : 'bin/python'),
  jupyterShare: inRoot('.venv', 'share', 'jupyter'),
  labextension: inRoot('extension', 'labextension'),
  examples: inRoot('examples'),
  browsers: inRoot('.cache', 'browsers')
};

/** Environment for all that is started: caches and settings inside the checkout, the user's own left alone. */
export function environment(extra = {}) {
  return {
    ...process.env,
    npm_config_cache:
      process.env.TRIALBOOK_NPM_CACHE ?? inRoot('.cache', 'npm'),
    PIP_CACHE_DIR: inRoot('.cache', 'pip'),
    PIP_DISABLE_PIP_VERSION_CHECK: '1',
    PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD: '1',
    PLAYWRIGHT_BROWSERS_PATH: places.browsers,
    JUPYTER_CONFIG_DIR: inRoot('.cache', 'jupyter', 'config'),
    JUPYTER_DATA_DIR: inRoot('.cache', 'jupyter', 'data'),
    JUPYTER_RUNTIME_DIR: inRoot('.cache', 'jupyter', 'runtime'),
    IPYTHONDIR: inRoot('.cache', 'ipython'),
    ...extra
  };
}
