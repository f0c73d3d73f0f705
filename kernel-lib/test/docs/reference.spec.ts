/** `npm run docs`: the reference of what the package exports, made from its source. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { ROOT } from './pages';

jest.setTimeout(120_000);

const out = mkdtempSync(path.join(tmpdir(), 'trialbook-reference-'));

afterAll(() => rmSync(out, { recursive: true, force: true }));

describe('the reference', () => {
  // A warning, such as a link in a comment that leads nowhere, is an error.
  beforeAll(() => {
    const typedoc = path.join(ROOT, 'node_modules', 'typedoc', 'bin');
    execFileSync(
      process.execPath,
      [path.join(typedoc, 'typedoc'), '--out', out, '--logLevel', 'Warn'],
      { cwd: ROOT, stdio: ['ignore', 'ignore', 'inherit'] }
    );
  });

  const page = (name: string) => readFileSync(path.join(out, name), 'utf8');

  it('has the functions and classes of the library', () => {
    const exported = Object.keys(require('trialbook') as object);
    for (const name of exported) {
      expect(page('trialbook.md')).toMatch(
        new RegExp(`^### ${name}(\\(\\))?$`, 'm')
      );
    }
    expect(exported).toContain('run');
  });

  it('has the run format', () => {
    expect(page('trialbook/format.md')).toContain('### ScalarTable');
  });
});
