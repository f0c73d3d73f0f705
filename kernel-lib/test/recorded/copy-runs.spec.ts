import {
  appendFileSync,
  existsSync,
  readFileSync,
  renameSync,
  symlinkSync,
  writeFileSync
} from 'node:fs';
import * as path from 'node:path';
import { listRuns } from '../../src/recorded/catalogue';
import { copyRuns } from '../../src/recorded/copy-runs';
import { importRuns } from '../../src/recorded/import';
import { trialbook, trialbookJson } from '../cli/trialbook';
import { newFolder, runScript } from '../run/script';

/** A folder with a home of two runs, the newest labelled. */
async function recorded() {
  const { folder } = await runScript(`
    function train({ lr = 0.1 } = {}) {
      for (let step = 0; step < 3; step++) log({ loss: lr / (step + 1), '=cmd': 1 }, step);
      fs.writeFileSync('model.json', '{}');
      console.log('done', lr);
    }
    await run(train);
    await run(train, { lr: 0.5 }, { label: 'best' });`);
  return { folder, home: path.join(folder, 'runs') };
}

const shown = (home: string) => listRuns(home).map(({ dir: _, ...run }) => run);

describe('trialbook export', () => {
  it('copies runs to a folder that is a home, and import brings them back', async () => {
    const { folder, home } = await recorded();
    expect(
      trialbookJson(['export', ':', 'shared'], { cwd: folder })
    ).toMatchObject([{ outcome: 'copied' }, { outcome: 'copied' }]);
    const shared = path.join(folder, 'shared');
    expect(shown(shared)).toEqual(shown(home));
    const [{ run, dir }] = listRuns(home);
    for (const file of [
      'model.json',
      'trialbook/journal.jsonl',
      'trialbook/output.jsonl'
    ]) {
      expect(readFileSync(path.join(shared, run, file))).toEqual(
        readFileSync(path.join(dir, file))
      );
    }
    const other = path.join(newFolder(), 'runs');
    const back = trialbookJson(['import', 'shared', '--home', other], {
      cwd: folder
    });
    expect(back).toMatchObject([
      { outcome: 'imported' },
      { outcome: 'imported' }
    ]);
    expect(shown(other)).toEqual(shown(home));
  });

  it('gives imported runs tags, and a label to those that have none', async () => {
    const { home } = await recorded();
    const other = path.join(newFolder(), 'runs');
    importRuns(home, other, { label: 'old', tags: ['moved'] });
    expect(listRuns(other).map(({ label, tags }) => [label, tags])).toEqual([
      ['best', ['moved']],
      ['old', ['moved']]
    ]);
  });

  it('copies the runs that are named, each once', async () => {
    const { folder, home } = await recorded();
    trialbook(['export', 'latest', 'shared'], { cwd: folder });
    const again = trialbook(['export', ':', 'shared'], { cwd: folder });
    expect(again.stdout).toMatch(/known/);
    expect(shown(path.join(folder, 'shared'))).toHaveLength(2);
    expect(listRuns(home)).toHaveLength(2);
  });

  it('writes the points as CSV, with nothing that a spreadsheet would compute', async () => {
    const { folder, home } = await recorded();
    const { stdout } = trialbook(['export', '1', '--scalars', 'points.csv'], {
      cwd: folder
    });
    expect(stdout).toBe('6 points of 1 run are in points.csv\n');
    const lines = readFileSync(path.join(folder, 'points.csv'), 'utf8')
      .trim()
      .split('\n');
    const [{ run }] = listRuns(home);
    expect(lines[0]).toBe('run,name,tag,step,wall_time,value');
    expect(lines[1]).toMatch(
      new RegExp(`^${run},train,loss,0,\\d{10}(\\.\\d+)?,0\\.5$`)
    );
    expect(lines[4]).toContain(",'=cmd,0,");
  });

  it.each([[['export']], [['export', '1']]])(
    'says what %j lacks',
    async args => {
      const { folder } = await recorded();
      const { status, stderr } = trialbook(args, { cwd: folder });
      expect(status).toBe(2);
      expect(stderr).toContain('Name the runs, and then the folder');
    }
  );

  it('refuses to copy a home into itself', async () => {
    const { folder } = await recorded();
    const { status, stderr } = trialbook(['export', '1', 'runs'], {
      cwd: folder
    });
    expect(status).toBe(1);
    expect(stderr).toContain('Name another folder');
  });
});

describe('copyRuns() of a hostile home', () => {
  it('follows no links out of it, and says so', async () => {
    const { folder, home } = await recorded();
    writeFileSync(path.join(folder, 'secret'), 'secret');
    const [run] = listRuns(home);
    symlinkSync(path.join(folder, 'secret'), path.join(run.dir, 'copy-me'));
    const target = path.join(newFolder(), 'runs');
    expect(copyRuns([run], home, target)).toEqual([
      {
        run: run.run,
        outcome: 'copied',
        reasons: ['1 links, or folders too deep, were left out: copy-me']
      }
    ]);
    expect(existsSync(path.join(target, run.run, 'copy-me'))).toBe(false);
  });

  it('copies no folder that a link stands for', async () => {
    const { home } = await recorded();
    const [{ run, dir }] = listRuns(home);
    const elsewhere = path.join(newFolder(), 'elsewhere');
    renameSync(dir, elsewhere);
    symlinkSync(elsewhere, dir);
    const target = path.join(newFolder(), 'runs');
    const results = importRuns(home, target);
    expect(results.find(result => result.run === run)).toMatchObject({
      outcome: 'left out',
      reasons: [expect.stringContaining('leads out of')]
    });
    expect(existsSync(path.join(target, run))).toBe(false);
  });

  it('takes no folder for a run whose name is no id', async () => {
    const { home } = await recorded();
    appendFileSync(
      path.join(home, 'feed.jsonl'),
      '\n{"type":"created","time":1,"run":"../x","name":"x","flags":{}}\n'
    );
    const target = path.join(newFolder(), 'runs');
    expect(importRuns(home, target)).toHaveLength(2);
    expect(existsSync(path.join(target, '..', 'x'))).toBe(false);
  });

  it('leaves out runs whose folder is gone', async () => {
    const { home } = await recorded();
    appendFileSync(
      path.join(home, 'feed.jsonl'),
      '\n{"type":"created","time":1,"run":"aaaaaaaaaaaa","name":"x","flags":{}}\n'
    );
    const results = importRuns(home, path.join(newFolder(), 'runs'));
    expect(results.find(({ run }) => run === 'aaaaaaaaaaaa')).toMatchObject({
      outcome: 'left out'
    });
  });
});
