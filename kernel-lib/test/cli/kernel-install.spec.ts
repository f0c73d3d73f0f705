import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync
} from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { kernelsFolder } from '../../src/notebook/kernelspec';

const PROGRAM = path.resolve(__dirname, '../../bin/trialbook.cjs');

describe('trialbook kernel', () => {
  let prefix: string;
  let kernels: string;

  beforeEach(() => {
    prefix = mkdtempSync(path.join(tmpdir(), 'trialbook-install-'));
    kernels = path.join(prefix, 'share', 'jupyter', 'kernels');
  });

  afterEach(() => rmSync(prefix, { recursive: true }));

  const trialbook = (args: string[], env: NodeJS.ProcessEnv = {}) =>
    spawnSync(process.execPath, [PROGRAM, ...args], {
      encoding: 'utf8',
      env: { PATH: process.env.PATH, HOME: prefix, ...env }
    });

  it('installs a kernel that exists, and takes it out again', () => {
    const installed = trialbook(['kernel', 'install', '--prefix', prefix]);
    const dir = path.join(kernels, 'trialbook');
    expect(installed).toMatchObject({ status: 0, stderr: '' });
    expect(installed.stdout).toContain(dir);
    const spec = JSON.parse(
      readFileSync(path.join(dir, 'kernel.json'), 'utf8')
    ) as { argv: string[] };
    expect(spec).toMatchObject({
      display_name: 'TypeScript (Trialbook)',
      language: 'typescript',
      interrupt_mode: 'signal'
    });
    expect(spec.argv.slice(0, 2).every(existsSync)).toBe(true);
    expect(spec.argv.slice(2)).toEqual(['--config-path', '{connection_file}']);
    expect(existsSync(path.join(dir, 'logo-svg.svg'))).toBe(true);
    const again = trialbook(['kernel', 'install', '--prefix', prefix]);
    expect(again.status).toBe(0);
    const removed = trialbook(['kernel', 'uninstall', '--prefix', prefix]);
    expect(removed).toMatchObject({ status: 0, stderr: '' });
    expect(existsSync(dir)).toBe(false);
  });

  it('prints JSON when asked to, errors too', () => {
    const installed = trialbook(
      [
        ...['kernel', 'install', '--json', '--sys-prefix'],
        ...['--name', 'other', '--display-name', 'Other']
      ],
      { VIRTUAL_ENV: prefix }
    );
    expect(JSON.parse(installed.stdout)).toMatchObject({
      name: 'other',
      displayName: 'Other',
      dir: path.join(kernels, 'other')
    });
    const absent = trialbook(['kernel', 'uninstall', '--json']);
    expect(absent.status).toBe(1);
    expect(JSON.parse(absent.stdout)).toMatchObject({
      error: { code: 'KERNEL_INSTALL' }
    });
  });

  it('leaves other kernels alone', () => {
    const other = path.join(kernels, 'python3');
    mkdirSync(other, { recursive: true });
    writeFileSync(path.join(other, 'kernel.json'), '{}');
    for (const words of ['install', 'uninstall']) {
      const refused = trialbook([
        ...['kernel', words, '--prefix', prefix, '--name', 'python3']
      ]);
      expect(refused.status).toBe(1);
      expect(refused.stdout).toBe('');
    }
    expect(readFileSync(path.join(other, 'kernel.json'), 'utf8')).toBe('{}');
  });

  it.each([
    [['kernel', 'install', '--sys-prefix'], 1, 'No Python environment'],
    [['kernel', 'install', '--user', '--sys-prefix'], 2, 'Choose one of'],
    [['kernel', 'install', '--name', '..'], 2, 'cannot name a kernel'],
    [['kernel', 'install', '--colour'], 2, 'Usage:'],
    [['kernel', 'install', '--tslab', '/nowhere'], 1, 'no tslab in /nowhere'],
    [['nonsense'], 2, 'There is no command']
  ])('%j: exit code %d, "%s"', (args, status, words) => {
    const refused = trialbook(args);
    expect(refused.status).toBe(status);
    expect(refused.stderr).toContain(words);
  });
});

describe('kernelsFolder()', () => {
  it('follows the variables of Jupyter', () => {
    const user = (env: NodeJS.ProcessEnv, platform: NodeJS.Platform) =>
      kernelsFolder({ kind: 'user' }, env, platform);
    expect(user({ JUPYTER_DATA_DIR: '/data' }, 'linux')).toBe('/data/kernels');
    expect(user({ XDG_DATA_HOME: '/xdg' }, 'linux')).toBe(
      '/xdg/jupyter/kernels'
    );
    expect(user({}, 'darwin')).toMatch(/\/Library\/Jupyter\/kernels$/);
    expect(kernelsFolder({ kind: 'environment' }, { CONDA_PREFIX: '/c' })).toBe(
      '/c/share/jupyter/kernels'
    );
  });
});
