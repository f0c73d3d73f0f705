import { cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { OURS, PACKAGE } from '../kernel/kernelspecs';
import { projectWith, runsOf, trialbook } from './cli';

jest.setTimeout(120_000);

const EXAMPLE = path.resolve(PACKAGE, '..', 'examples', 'project');

describe('examples/project', () => {
  const folder = projectWith();
  const data = path.join(folder, '.jupyter');
  const env = { JUPYTER_PATH: data };

  beforeAll(() => {
    cpSync(EXAMPLE, folder, {
      recursive: true,
      filter: from => path.basename(from) !== 'runs'
    });
    const spec = path.join(data, 'kernels', 'trialbook');
    mkdirSync(spec, { recursive: true });
    writeFileSync(
      path.join(spec, 'kernel.json'),
      JSON.stringify({ ...OURS, language: 'typescript' })
    );
    mkdirSync(path.join(folder, 'node_modules'));
    symlinkSync(
      path.dirname(require.resolve('esbuild/package.json')),
      path.join(folder, 'node_modules', 'esbuild'),
      'dir'
    );
  });

  it('lists its operations', async () => {
    const { stdout } = await trialbook(folder, ['ops']);
    expect(stdout).toContain('check  Prepares, trains, and fails');
  });

  it('serves as a regression test that holds, and fails when the fit is poor', async () => {
    const good = await trialbook(folder, ['run', 'check']);
    expect(good.code).toBe(0);
    const poor = await trialbook(folder, ['run', 'check', 'lr=0.01']);
    expect(poor.code).toBe(3);
    expect(poor.stderr).toContain('loss < 0.02 does not hold');
  });

  it('runs its notebook on the files of another operation', async () => {
    const { code, stdout, stderr } = await trialbook(
      folder,
      ['run', 'report', 'bins=2'],
      env
    );
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: expect.stringContaining('cell 4/4') as string
    });
    expect(stdout).toMatch(
      /^mean: 1\.\d+ \(step 0\)\nmean: 2\.\d+ \(step 1\)\n$/
    );
    const report = runsOf(folder).at(-1);
    expect(report?.scalars.mean).toHaveLength(2);
  });
});
