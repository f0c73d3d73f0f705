import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import type { Diagnosis, Finding } from '../../src/notebook/doctor';
import {
  extensionFinding,
  labFinding
} from '../../src/notebook/doctor/jupyter';
import { newFolder, PACKAGE } from '../run/script';
import { recordRuns, trialbook, trialbookJson } from './trialbook';

/** A Python environment whose programs answer as they are told. */
function environment(programs: Record<string, string>): string {
  const prefix = newFolder();
  mkdirSync(path.join(prefix, 'bin'));
  for (const [name, script] of Object.entries(programs)) {
    const file = path.join(prefix, 'bin', name);
    writeFileSync(file, `#!/bin/sh\n${script}\n`);
    chmodSync(file, 0o755);
  }
  return prefix;
}

const JUPYTER = `case "$*" in
  "lab --version") echo 4.6.4;;
  "labextension list") echo "JupyterLab v4.6.4" >&2; echo "        jupyterlab-trialbook v0.1.0 enabled OK" >&2;;
esac`;

describe('trialbook doctor', () => {
  const findings = (args: string[], cwd: string, env: Record<string, string>) =>
    Object.fromEntries(
      trialbookJson<Diagnosis>(['doctor', ...args], {
        cwd,
        env: { PATH: '', HOME: cwd, ...env }
      }).findings.map((finding): [string, Finding] => [finding.name, finding])
    );

  it('finds what is there', async () => {
    const { folder, home } = await recordRuns();
    const prefix = environment({ jupyter: JUPYTER, tensorboard: '' });
    trialbook(['kernel', 'install', '--prefix', prefix]);
    const found = findings([], folder, { VIRTUAL_ENV: prefix });
    expect(Object.values(found).filter(({ ok }) => !ok)).toEqual([]);
    expect(found.home.text).toBe(`${home} (1 run)`);
    expect(found.kernels.text).toContain('TypeScript (Trialbook)');
    expect(found.JupyterLab.text).toContain('4.6.4');
    expect(found.extension.text).toBe('jupyterlab-trialbook 0.1.0 enabled');
    expect(found.TensorBoard.text).toBe(path.join(prefix, 'bin/tensorboard'));
  });

  it('says of each thing that is missing how to get it', () => {
    const folder = newFolder();
    const { stdout, status } = trialbook(['doctor'], {
      cwd: folder,
      env: { PATH: '', HOME: folder }
    });
    // Without them Trialbook still records.
    expect(status).toBe(0);
    expect(stdout).toMatch(/^ok +Node\.js/m);
    expect(stdout).toMatch(
      /^missing +kernels .*\n +npx trialbook kernel install/m
    );
    expect(stdout).toMatch(/^missing +JupyterLab .*\n +.*pip install/m);
    expect(stdout).toMatch(
      /^missing +TensorBoard .*\n.*pip install tensorboard$/m
    );
  });

  it('says which home is used, and where it looked', () => {
    const folder = newFolder();
    const env = { PATH: '', HOME: folder, TRIALBOOK_HOME: 'mine' };
    const { stdout } = trialbook(['doctor'], { cwd: folder, env });
    expect(stdout).toMatch(/^ {2}--home +-$/m);
    expect(stdout).toContain('→ $TRIALBOOK_HOME');
    expect(stdout).toContain(path.join(folder, 'mine'));
    expect(
      trialbookJson<Diagnosis>(['doctor', '--home', 'other'], {
        cwd: folder,
        env
      }).home
    ).toMatchObject({ place: 'option', dir: path.join(folder, 'other') });
  });

  it('fails when the home cannot be made', () => {
    const folder = newFolder();
    writeFileSync(path.join(folder, 'file'), '');
    const { stdout, status } = trialbook(['doctor', '--home', 'file/home'], {
      cwd: folder,
      env: { PATH: '', HOME: folder }
    });
    expect(status).toBe(1);
    expect(stdout).toMatch(/^missing +home .*cannot be made/m);
  });

  it('notices a kernel whose program is gone', () => {
    const prefix = environment({});
    trialbook(['kernel', 'install', '--prefix', prefix]);
    const spec = path.join(
      prefix,
      'share/jupyter/kernels/trialbook/kernel.json'
    );
    writeFileSync(
      spec,
      JSON.stringify({
        argv: [path.join(PACKAGE, 'gone'), 'x'],
        display_name: 'Mine\u001b[2J',
        language: 'typescript',
        metadata: { trialbook: true }
      })
    );
    const env = { PATH: '', HOME: prefix, VIRTUAL_ENV: prefix };
    const { stdout } = trialbook(['doctor'], { cwd: newFolder(), env });
    expect(stdout).toContain('Mine\\x1b[2J');
    expect(stdout).toMatch(
      /^missing +kernels .*not there\n +Install it again/m
    );
  });
});

describe('what Jupyter prints', () => {
  it('tells a JupyterLab that is too old, or none', () => {
    expect(labFinding('jupyter', '4.6.1\n')).toMatchObject({ ok: true });
    expect(labFinding('jupyter', '4.10.0\n')).toMatchObject({ ok: true });
    expect(labFinding('jupyter', '4.5.9\n')).toMatchObject({ ok: false });
    expect(labFinding('jupyter', '5.0.0\n')).toMatchObject({ ok: false });
    expect(labFinding('jupyter', 'no such command\n')).toMatchObject({
      ok: false,
      text: expect.stringContaining('has no JupyterLab') as string
    });
  });

  it('tells an extension that is enabled, disabled or missing', () => {
    const line = '        jupyterlab-trialbook v0.1.0';
    expect(extensionFinding(`${line} enabled OK`)).toMatchObject({ ok: true });
    expect(extensionFinding(`${line} disabled OK`)).toMatchObject({
      ok: false,
      cure: 'jupyter labextension enable jupyterlab-trialbook'
    });
    expect(extensionFinding('JupyterLab v4.6.4')).toMatchObject({ ok: false });
  });
});
