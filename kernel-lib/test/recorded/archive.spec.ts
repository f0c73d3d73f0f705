import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { spawnSync } from 'node:child_process';
import { listRuns } from '../../src/recorded/catalogue';
import { trialbook, trialbookJson } from '../cli/trialbook';
import { newFolder, runScript } from '../run/script';
import { zipOf } from '../store/archive/made-up-zip';

async function recorded() {
  const { folder } = await runScript(`
    function train({ lr = 0.1 } = {}) {
      for (let step = 0; step < 3; step++) log({ loss: lr / (step + 1) }, step);
      fs.writeFileSync('model.json', '{}');
    }
    await run(train);
    await run(train, { lr: 0.5 }, { label: 'best' });`);
  return { folder, home: path.join(folder, 'runs') };
}

const shown = (home: string) => listRuns(home).map(({ dir: _, ...run }) => run);

describe('trialbook export to a zip archive', () => {
  it('packs a home, which import brings into another one with the same ids', async () => {
    const { folder, home } = await recorded();
    expect(
      trialbookJson(['export', ':', 'shared.zip'], { cwd: folder })
    ).toMatchObject([{ outcome: 'copied' }, { outcome: 'copied' }]);
    // Nothing but the archive is left.
    expect(readdirSync(folder).filter(name => /shared/.test(name))).toEqual([
      'shared.zip'
    ]);
    const other = path.join(newFolder(), 'runs');
    const bring = ['import', 'shared.zip', '--home', other];
    expect(
      trialbookJson([...bring, '--dry-run'], { cwd: folder })
    ).toMatchObject([{ outcome: 'imported' }, { outcome: 'imported' }]);
    expect(existsSync(other)).toBe(false);
    trialbookJson(bring, { cwd: folder });
    expect(shown(other)).toEqual(shown(home));
    const [{ run, dir }] = listRuns(home);
    for (const file of ['model.json', 'trialbook/journal.jsonl']) {
      expect(readFileSync(path.join(other, run, file))).toEqual(
        readFileSync(path.join(dir, file))
      );
    }
    expect(trialbookJson(bring, { cwd: folder })).toMatchObject([
      { outcome: 'known' },
      { outcome: 'known' }
    ]);
    expect(readdirSync(other).filter(name => name.startsWith('.'))).toEqual([]);
  });

  it('is read by other programs', async () => {
    const { folder } = await recorded();
    trialbookJson(['export', '1', 'one.zip'], { cwd: folder });
    const { stdout, status } = spawnSync(
      'python3',
      ['-m', 'zipfile', '-l', 'one.zip'],
      { cwd: folder, encoding: 'utf8' }
    );
    expect(status).toBe(0);
    expect(stdout).toMatch(/trialbook\/journal\.jsonl/);
    expect(stdout).toMatch(/model\.json/);
  });

  it('does not replace a file', async () => {
    const { folder } = await recorded();
    writeFileSync(path.join(folder, 'mine.zip'), 'mine');
    const { stderr, status } = trialbook(['export', '1', 'mine.zip'], {
      cwd: folder
    });
    expect(status).toBe(1);
    expect(stderr).toMatch(/mine\.zip is there already/);
    expect(readFileSync(path.join(folder, 'mine.zip'), 'utf8')).toBe('mine');
  });
});

describe('trialbook import of a zip archive', () => {
  it('takes the folder itself packed, and archives of another name', async () => {
    const { folder, home } = await recorded();
    trialbookJson(['export', ':', 'shared'], { cwd: folder });
    const packed = spawnSync(
      'python3',
      ['-m', 'zipfile', '-c', 'shared.archive', 'shared'],
      { cwd: folder }
    );
    expect(packed.status).toBe(0);
    const other = path.join(newFolder(), 'runs');
    trialbookJson(['import', 'shared.archive', '--home', other], {
      cwd: folder
    });
    expect(shown(other)).toEqual(shown(home));
  });

  it.each([
    ['../evil.txt', 0o100644],
    ['link', 0o120777]
  ])('writes nothing when a member is %s', async (name, mode) => {
    const folder = newFolder();
    const home = path.join(folder, 'runs');
    const archive = path.join(folder, 'evil.zip');
    writeFileSync(
      archive,
      zipOf([
        { name: 'trialbook.json', data: '{}' },
        { name, mode, data: '/etc/passwd' }
      ])
    );
    const { stderr, status } = trialbook(['import', archive, '--home', home]);
    expect(status).toBe(1);
    expect(stderr).toMatch(/evil\.zip/);
    expect(readdirSync(folder).sort()).toEqual(['evil.zip', 'runs']);
    expect(listRuns(home)).toEqual([]);
    expect(
      readdirSync(home).filter(entry => /^\.|link|evil/.test(entry))
    ).toEqual([]);
  });

  it('says what an archive without runs lacks', () => {
    const folder = newFolder();
    writeFileSync(
      path.join(folder, 'a.zip'),
      zipOf([{ name: 'a.txt', data: 'a' }])
    );
    const { stderr, status } = trialbook(['import', 'a.zip'], { cwd: folder });
    expect(status).toBe(1);
    expect(stderr).toMatch(/holds no runs/);
    expect(stderr).toMatch(/a\.zip/);
  });
});
