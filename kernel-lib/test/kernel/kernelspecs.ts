/** The two kernels of the tests, each in a folder of its own outside of the checkout. */
import {
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync
} from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { KernelClient, type KernelSpec } from './kernel-client';

/** Folder of this package. */
export const PACKAGE = path.resolve(__dirname, '..', '..');

/** Folder of the tslab of the workspace. */
export const TSLAB = path.dirname(require.resolve('tslab/package.json'));

/** tslab as it installs itself: importing the library extends it. */
export const STOCK: KernelSpec = {
  argv: [
    process.execPath,
    path.join(TSLAB, 'bin', 'tslab'),
    'kernel',
    '--config-path',
    '{connection_file}'
  ]
};

/** tslab as our kernelspec starts it. */
export const OURS: KernelSpec = {
  argv: [
    process.execPath,
    path.join(PACKAGE, 'dist', 'notebook', 'tslab', 'launch.js'),
    '--config-path',
    '{connection_file}'
  ]
};

const folders: string[] = [];

afterAll(() => {
  for (const folder of folders) {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  }
});

/** An empty folder, without any `node_modules` above it; it is removed after the tests of the file. */
export function emptyFolder(): string {
  const made = mkdtempSync(path.join(tmpdir(), 'trialbook-kernel-'));
  folders.push(made);
  return realpathSync(made);
}

/** A folder in which the library, and what stock tslab needs, is installed. */
export function projectFolder(): string {
  const folder = emptyFolder();
  mkdirSync(path.join(folder, 'node_modules', '@types'), { recursive: true });
  const link = (target: string, name: string) =>
    symlinkSync(target, path.join(folder, 'node_modules', name), 'dir');
  link(PACKAGE, 'trialbook');
  link(
    path.dirname(require.resolve('@types/node/package.json')),
    '@types/node'
  );
  return folder;
}

/** Puts a package of ours where a notebook of a folder finds it, as if its user had installed it. */
export function linkPackage(folder: string, name: string): void {
  const modules = path.join(folder, 'node_modules');
  const link = path.join(modules, name);
  mkdirSync(path.dirname(link), { recursive: true });
  symlinkSync(
    path.dirname(require.resolve(`${name}/package.json`)),
    link,
    'dir'
  );
}

/** A kernel in the folder where its users have it. */
export async function startKernel(name: 'stock' | 'ours') {
  const folder = name === 'stock' ? projectFolder() : emptyFolder();
  const spec = name === 'stock' ? STOCK : OURS;
  const notebook = path.join(folder, 'notebook.ipynb');
  const client = await KernelClient.start(spec, folder, notebook);
  return { client, folder, notebook };
}
