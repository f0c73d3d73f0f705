/** Installs and builds what is missing, inside the checkout; a second call finds all done and takes a moment. */
import {
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync
} from 'node:fs';
import { dirname, join } from 'node:path';
import { checkNode, findPython } from './prerequisites.mjs';
import { places, root } from './places.mjs';
import { runCommand } from './run-command.mjs';
import { digest, once } from './stamp.mjs';

/** @param say prints one line of progress. */
export async function install(say) {
  checkNode();
  const python = findPython();
  await installPackages(say);
  await Promise.all([installPython(python, say), build(say)]);
  await installKernels(say);
  linkExtension();
  configureLab();
}

async function installPackages(say) {
  const wanted = digest(['package-lock.json', 'package.json'], process.version);
  await once(
    'packages',
    wanted,
    ['node_modules/.package-lock.json'],
    async () => {
      say('Installing the npm packages (a minute or two, once)');
      // Not `npm ci`: it refuses a lock file without the binaries of platforms other than the one it was made on.
      await runCommand('npm', [
        'install',
        '--no-save',
        '--no-audit',
        '--no-fund'
      ]);
    }
  );
}

async function installPython(python, say) {
  const wanted = digest(['scripts/requirements.txt']);
  await once('python', wanted, ['.venv'], async () => {
    say(
      'Creating the Python environment with JupyterLab (a minute or two, once)'
    );
    if (!existsSync(places.python)) {
      rmSync(places.venv, { recursive: true, force: true });
      await runCommand(python, ['-m', 'venv', places.venv]);
    }
    await runCommand(places.python, [
      '-m',
      'pip',
      'install',
      '--quiet',
      '-r',
      join(root, 'scripts', 'requirements.txt')
    ]);
  });
}

async function build(say) {
  const library = digest([
    'kernel-lib',
    'tsconfig.base.json',
    'package-lock.json'
  ]);
  await once('kernel-lib', library, ['kernel-lib/dist/index.js'], async () => {
    say('Building the library');
    await runCommand('npm', ['run', 'build:kernel-lib']);
  });
  const extension = digest(
    ['extension', 'style', 'package.json', 'tsconfig.base.json'],
    library
  );
  await once(
    'extension',
    extension,
    ['extension/labextension/package.json'],
    async () => {
      say('Building the JupyterLab extension');
      await runCommand('npm', ['run', 'build:extension']);
    }
  );
}

async function installKernels(say) {
  const kernels = join(places.jupyterShare, 'kernels');
  const wanted = digest(
    ['package-lock.json', 'kernel-lib/src/cli', 'kernel-lib/src/notebook'],
    root + process.execPath
  );
  await once(
    'kernels',
    wanted,
    [
      '.venv/share/jupyter/kernels/tslab',
      '.venv/share/jupyter/kernels/trialbook'
    ],
    async () => {
      say('Installing the kernels');
      writeKernel(join(kernels, 'tslab'));
      await runCommand(process.execPath, [
        join(root, 'kernel-lib', 'bin', 'trialbook.cjs'),
        'kernel',
        'install',
        '--prefix',
        places.venv
      ]);
    }
  );
}

/** The stock kernel, as `tslab install` would declare it, with programs by their full paths. */
function writeKernel(folder) {
  mkdirSync(folder, { recursive: true });
  const spec = {
    argv: [
      process.execPath,
      join(root, 'node_modules', 'tslab', 'bin', 'tslab'),
      'kernel',
      '--config-path',
      '{connection_file}'
    ],
    display_name: 'TypeScript',
    language: 'typescript'
  };
  writeFileSync(
    join(folder, 'kernel.json'),
    JSON.stringify(spec, null, 2) + '\n'
  );
}

/** JupyterLab finds the extension through a link, so that a new build needs no copy. */
function linkExtension() {
  const { name } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const link = join(places.jupyterShare, 'labextensions', name);
  mkdirSync(dirname(link), { recursive: true });
  rmSync(link, { recursive: true, force: true });
  symlinkSync(places.labextension, link, 'junction');
  const facts = {
    packageManager: 'npm',
    packageName: name,
    uninstallInstructions: `Delete the folder labextensions/${name}.`
  };
  writeFileSync(
    join(places.labextension, 'install.json'),
    JSON.stringify(facts, null, 2) + '\n'
  );
}

/** JupyterLab does not ask whether it may fetch news. */
function configureLab() {
  const folder = join(places.cache, 'jupyter', 'config', 'labconfig');
  mkdirSync(folder, { recursive: true });
  const config = {
    disabledExtensions: { '@jupyterlab/apputils-extension:announcements': true }
  };
  writeFileSync(join(folder, 'page_config.json'), JSON.stringify(config));
}
