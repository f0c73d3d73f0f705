/** Runs the demo from a clone of what is committed, in an empty folder, with an empty npm cache. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from './places.mjs';
import { runCommand } from './run-command.mjs';

export async function freshClone(say) {
  const folder = mkdtempSync(join(tmpdir(), 'trialbook-fresh-'));
  const clone = join(folder, 'trialbook');
  const env = { TRIALBOOK_NPM_CACHE: join(folder, 'npm-cache') };
  try {
    await runCommand('git', [
      'clone',
      '--quiet',
      '--no-hardlinks',
      root,
      clone
    ]);
    say('First start of the demo');
    const first = await runCommand('npm', ['run', 'demo', '--', '--once'], {
      cwd: clone,
      env
    });
    expectRun(first);
    say('Second start of the demo');
    const began = Date.now();
    const second = await runCommand('npm', ['run', 'demo', '--', '--once'], {
      cwd: clone,
      env
    });
    expectRun(second);
    if (/Installing|Building|Creating/.test(second)) {
      throw new Error(`The second start did again what was done:\n${second}`);
    }
    say(`The second start took ${Math.round((Date.now() - began) / 1000)} s`);
    const status = await runCommand('git', ['status', '--porcelain'], {
      cwd: clone
    });
    if (status.trim() !== '') {
      throw new Error(`The demo changed files of the project:\n${status}`);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function expectRun(output) {
  for (const expected of [
    /run +[0-9a-z]{12} {2}train.* completed/,
    /flags +.*lr=0\.05/,
    /scalars +.*loss/,
    /folder +\//
  ]) {
    if (!expected.test(output)) {
      throw new Error(`The demo did not print ${expected}:\n${output}`);
    }
  }
}
