/** watch and ls, and --where: which runs, and what of them. */
import { spawnSync } from 'node:child_process';
import { readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { sparklineText } from '../../src/format';
import { listRuns } from '../../src/recorded/catalogue';
import { RunWatcher } from '../../src/recorded/watch-runs';
import { newFolder, startScript, type Script } from '../run/script';
import {
  PROGRAM,
  recordRuns,
  startTrialbook,
  trialbook,
  trialbookJson
} from './trialbook';

describe('trialbook watch', () => {
  let folder: string;
  let home: string;
  let script: Script | undefined;

  beforeEach(() => {
    folder = newFolder();
    home = path.join(folder, 'runs');
  });

  afterEach(async () => {
    script?.child.kill('SIGKILL');
    await script?.ended;
    script = undefined;
  });

  /** A run that logs a point for each letter in the file `go`, and ends with an `x`. */
  async function start(): Promise<{ run: string; go(letters: string): void }> {
    script = startScript(
      folder,
      `await run(async function train() {
         console.log('under way');
         for (let seen = 0; ; ) {
           const text = fs.existsSync('go') ? fs.readFileSync('go', 'utf8') : '';
           for (; seen < text.length; seen++) {
             if (text[seen] === 'x') return;
             log({ loss: 1 / (seen + 1), other: seen }, seen);
           }
           await new Promise(resolve => setTimeout(resolve, 5));
         }
       }, {}, { label: 'my\\x1b[2Jlabel' });`
    );
    await script.printed('under way');
    const [{ run, dir }] = listRuns(home);
    return { run, go: letters => writeFileSync(path.join(dir, 'go'), letters) };
  }

  it('prints a line when something has changed, until the named run has ended', async () => {
    const { run, go } = await start();
    const watched = startTrialbook(['watch', '1', '--interval', '0.05'], {
      cwd: folder
    });
    await watched.printed(`${run}  train (my\\x1b[2Jlabel)  running\n`);
    go('ab');
    await watched.printed(/running {2}step 1 {2}loss 0\.5\n/);
    go('abx');
    await watched.printed(/completed {2}step 1 {2}loss 0\.5\n/);
    expect(await watched.ended).toBe(0);
    const lines = watched.stdout().trim().split('\n');
    expect(new Set(lines).size).toBe(lines.length);
  });

  it('without names goes on until it is asked to end', async () => {
    const { run, go } = await start();
    const watched = startTrialbook(['watch', '--interval', '0.05', '--json'], {
      cwd: folder
    });
    await watched.printed(run);
    go('x');
    await watched.printed('"completed"');
    watched.child.kill('SIGINT');
    expect(await watched.ended).toBe(0);
    expect(JSON.parse(watched.stdout().split('\n')[0])).toMatchObject([
      { run, status: 'running' }
    ]);
  });

  it('shows once how the runs stand', async () => {
    const { run, go } = await start();
    const watcher = new RunWatcher(home);
    go('abcd');
    while (watcher.look()[0].step !== 3) {
      await new Promise(resolve => setTimeout(resolve, 10));
    }
    expect(watcher.look()).toMatchObject([
      { run, tag: 'loss', last: 0.25, sparkline: [1, 0.5, 1 / 3, 0.25] }
    ]);
    const { stdout } = trialbook(['watch', '--once'], { cwd: folder });
    expect(stdout).toMatch(
      /^RUN +NAME +LABEL +STATUS +TIME +STEP +SCALAR +LAST/
    );
    expect(stdout).toMatch(
      /my\\x1b\[2Jlabel +running .* 3 +loss +0\.25 +█▃▁▁$/m
    );
    expect(trialbookJson(['watch', '--once'], { cwd: folder })).toMatchObject([
      { run, last: 0.25 }
    ]);
    // What a run has logged so far is shown before its end, too.
    expect(trialbook(['show'], { cwd: folder }).stdout).toMatch(
      /^ {2}loss +0\.25 +3 +0\.25 +1 +4$/m
    );
  });

  it('says that nothing is under way', async () => {
    const { folder } = await recordRuns();
    expect(trialbook(['watch', '--once'], { cwd: folder }).stdout).toBe(
      'No run is under way.\n'
    );
    expect(trialbookJson(['watch', '--once'], { cwd: folder })).toEqual([]);
    expect(
      trialbook(['watch', '--interval', 'often'], { cwd: folder })
    ).toMatchObject({ status: 2 });
  });

  it('draws the table anew in a terminal', async () => {
    const { folder } = await recordRuns();
    const { stdout, status } = spawnSync(
      'python3',
      [
        '-c',
        'import pty, sys, os; sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))',
        ...[process.execPath, PROGRAM, 'watch', '1']
      ],
      { encoding: 'utf8', cwd: folder, input: '' }
    );
    expect(status).toBe(0);
    expect(stdout).toContain('\u001b[J');
    expect(stdout).toContain('completed');
  });
});

describe('sparklineText()', () => {
  it('shows the lowest, the highest and what is not finite', () => {
    expect(sparklineText([0, 1, null, 0.5])).toBe('▁█ ▅');
    expect(sparklineText([3, 3])).toBe('▁▁');
    expect(sparklineText([])).toBe('');
    expect(sparklineText([-1e308, 1e308])).toBe('▁█');
  });
});

describe('trialbook ls', () => {
  it('lists what the run wrote, the source, or all', async () => {
    const { folder, home, ids } = await recordRuns(
      [{}],
      `function train() {
      log({ loss: 1 });
      fs.mkdirSync('out');
      fs.writeFileSync('out/plot\\x1b[2J.png', 'png');
    }`
    );
    symlinkSync('/etc/hostname', path.join(home, ids[0], 'host'));
    const paths = (...args: string[]) =>
      trialbookJson<{ files: { path: string }[] }>(['ls', ...args], {
        cwd: folder
      }).files.map(({ path }) => path);
    expect(paths()).toEqual([
      expect.stringContaining('tfevents'),
      'out/plot\u001b[2J.png'
    ]);
    expect(paths('1', '--all')).toContain('trialbook/journal.jsonl');
    for (const file of paths('--source')) {
      expect(file).toMatch(/^trialbook\/source\//);
    }
    const { stdout } = trialbook(['ls'], { cwd: folder });
    expect(stdout).toMatch(/^ *SIZE +CHANGED +TYPE +PATH$/m);
    expect(stdout).toMatch(
      /^ *3 B +\d{4}-.* image\/png +out\/plot\\x1b\[2J\.png$/m
    );
  });
});

describe('--where', () => {
  it('describes the runs to change', async () => {
    const { folder, ids } = await recordRuns([
      { lr: 0.1 },
      { lr: 0.2 },
      { lr: 0.3 }
    ]);
    const json = <T>(...args: string[]) =>
      trialbookJson<T>(args, { cwd: folder });
    expect(json('tag', '--where', 'lr>0.15', '--add', 'high')).toEqual([
      { run: ids[2], tags: ['high'] },
      { run: ids[1], tags: ['high'] }
    ]);
    expect(json('label', '2:3', '--where', 'tag:high', '--set', 'x')).toEqual([
      { run: ids[1], label: 'x' }
    ]);
    expect(json('delete', '--where', 'not tag:high')).toMatchObject([
      { run: ids[0] }
    ]);
    expect(json('restore', '--where', 'lr=0.1')).toMatchObject([
      { run: ids[0] }
    ]);
    expect(json('mark', '--where', 'lr >')).toMatchObject({
      error: { code: 'BAD_FILTER' }
    });
    expect(json('mark', '--where', 'lr > 9')).toEqual([]);
    expect(
      readFileSync(path.join(folder, 'runs/feed.jsonl'), 'utf8')
    ).not.toContain('"marked":true');
  });
});
