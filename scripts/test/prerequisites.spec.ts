import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  writeFileSync
} from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';

const SCRIPTS = path.resolve(__dirname, '..');

describe.each(['demo.mjs', 'test.mjs', 'bench.mjs'])(
  '%s without a prerequisite',
  script => {
    let bin: string;

    beforeEach(() => {
      bin = mkdtempSync(path.join(tmpdir(), 'trialbook-bin-'));
      symlinkSync(process.execPath, path.join(bin, 'node'));
    });

    afterEach(() => rmSync(bin, { recursive: true }));

    /** A program on the PATH, which holds Node and nothing else. */
    function program(name: string, prints: string): void {
      const file = path.join(bin, name);
      writeFileSync(file, `#!/bin/sh\necho '${prints}'\n`);
      chmodSync(file, 0o755);
    }

    function start() {
      const { status, stdout, stderr } = spawnSync(
        process.execPath,
        [path.join(SCRIPTS, script)],
        { env: { PATH: bin }, encoding: 'utf8' }
      );
      const said = stderr.trim().split('\n');
      return { status, said, installs: /Installing|Creating/.test(stdout) };
    }

    it('says in one sentence that Python is missing, and installs nothing', () => {
      expect(start()).toEqual({
        status: 1,
        said: [
          expect.stringMatching(
            /needs? Python 3\.10 or newer .*none was found on the PATH: install it/
          )
        ],
        installs: false
      });
    });

    it('says in one sentence that Python is too old', () => {
      program('python3', '3.8 1');
      expect(start()).toMatchObject({
        status: 1,
        said: [expect.stringMatching(/python3 is 3\.8: install it/)]
      });
    });

    it('says in one sentence that the venv module is missing', () => {
      program('python3', '3.11 0');
      expect(start()).toMatchObject({
        status: 1,
        said: [
          expect.stringMatching(
            /lacks its venv module: install it .*python3-venv/
          )
        ]
      });
    });
  }
);

describe('a Node that is too old', () => {
  it('is told in one sentence', () => {
    const { stdout } = spawnSync(
      process.execPath,
      [
        '--input-type=module',
        '-e',
        `import { checkNode } from ${JSON.stringify(path.join(SCRIPTS, 'setup/prerequisites.mjs'))};
         checkNode('20.0.0');
         try { checkNode('18.20.1'); } catch (error) { console.log(error.message); }`
      ],
      { encoding: 'utf8' }
    );
    expect(stdout).toBe(
      'Trialbook needs Node.js 20 or newer, this is 18.20.1: install it from https://nodejs.org.\n'
    );
  });
});
