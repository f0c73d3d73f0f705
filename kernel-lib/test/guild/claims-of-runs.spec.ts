/** What Guild AI claims of runs, done by Trialbook in its own way. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import {
  recordRuns,
  startTrialbook,
  trialbook,
  trialbookJson
} from '../cli/trialbook';
import { startKernel } from '../kernel/kernelspecs';
import { readRunFolder, runFolders } from '../kernel/recorded-run';
import { projectWith, runsOf } from '../project/cli';
import { newFolder, runScript, startScript } from '../run/script';

jest.setTimeout(60_000);

describe('what Guild does with runs', () => {
  it('G4 who ran it, where and with what is recorded, without secrets, and attributes of one’s own', async () => {
    const { stdout } = await runScript(
      `const r = await run(function train() { currentRun().set('instance', 'large'); });
       console.log(r.dir);`,
      { env: { MY_SECRET: 'hush', API_TOKEN: 'hush' } }
    );
    const { dir, record } = readRunFolder(stdout.trim());
    expect(record).toMatchObject({
      attributes: { instance: 'large' },
      environment: {
        user: expect.any(String),
        host: expect.any(String),
        os: expect.any(String),
        node: process.versions.node,
        cpu: { cores: expect.any(Number) },
        memory: expect.any(Number)
      }
    });
    expect(
      readFileSync(path.join(dir, 'trialbook/journal.jsonl'), 'utf8')
    ).not.toContain('hush');
  });

  it('G5 checkpoints that are written by relative path are files of the run', async () => {
    const { folder } = await recordRuns(
      [{}],
      `function train() { fs.mkdirSync('checkpoints'); fs.writeFileSync('checkpoints/1.json', '[1]'); log('loss', 1); }`
    );
    const { files } = trialbookJson<{ files: { path: string }[] }>(['ls'], {
      cwd: folder
    });
    expect(files.map(file => file.path)).toEqual([
      'checkpoints/1.json',
      expect.stringContaining('tfevents')
    ]);
    expect(
      trialbook(['cat', '1', 'checkpoints/1.json'], { cwd: folder }).stdout
    ).toBe('[1]');
  });

  it('G6 a run that has ended is labelled', async () => {
    const { folder, ids } = await recordRuns([{}, {}]);
    trialbook(['label', '1:2', '--set', 'good'], { cwd: folder });
    expect(
      trialbookJson(['label', '1', '--append', 'best'], { cwd: folder })
    ).toEqual([{ run: ids[1], label: 'good best' }]);
    expect(
      trialbookJson<{ label: string }[]>(['runs'], { cwd: folder }).map(
        ({ label }) => label
      )
    ).toEqual(['good best', 'good']);
  });

  it('G7 runs go to a folder and come from it; storage on other machines is not there yet', async () => {
    const { folder, ids } = await recordRuns([{ lr: 0.1 }, { lr: 0.2 }]);
    const store = path.join(newFolder(), 'store');
    const elsewhere = newFolder();
    trialbook(['export', ':', store], { cwd: folder });
    trialbook(['import', store], { cwd: elsewhere });
    const listed = () =>
      trialbookJson<{ id: string; flags: object; scalars: object }[]>(
        ['runs'],
        { cwd: elsewhere }
      );
    expect(listed().map(({ id }) => id)).toEqual([...ids].reverse());
    expect(listed()[0]).toMatchObject({
      flags: { lr: 0.2 },
      scalars: { loss: { step: 4 } }
    });
    trialbook(['import', store], { cwd: elsewhere });
    expect(listed()).toHaveLength(2);
  });

  it('G8 the source is stored, from a notebook too: its cells as they were executed', async () => {
    const { client, folder } = await startKernel('ours');
    try {
      const cells = [
        'import { run, log } from "trialbook";',
        'function train({ lr = 0.1 } = {}) { log("loss", lr); }',
        'await run(train);'
      ];
      for (const [index, code] of cells.entries()) {
        const { status } = await client.execute(code, { cellId: `c${index}` });
        expect(status).toBe('ok');
      }
      const [dir] = runFolders(path.join(folder, 'runs'));
      expect(readRunFolder(dir).cells.map(({ code }) => code)).toEqual(cells);
    } finally {
      await client.kill();
    }
  });

  it('G9 a run under way is watched, and its output followed as it comes', async () => {
    const folder = newFolder();
    const script = startScript(
      folder,
      `await run(async function train() {
         console.log('under way');
         while (!fs.existsSync('go')) await new Promise(resolve => setTimeout(resolve, 5));
         log('loss', 0.25);
         console.log('over');
       });`
    );
    await script.printed('under way');
    const follow = startTrialbook(['output', '-f'], { cwd: folder });
    const watch = startTrialbook(['watch', '1', '--interval', '0.05'], {
      cwd: folder
    });
    await follow.printed('under way');
    await watch.printed('running');
    expect(follow.stdout()).not.toContain('over');
    const [dir] = runFolders(path.join(folder, 'runs'));
    writeFileSync(path.join(dir, 'go'), '');
    expect(await follow.ended).toBe(0);
    expect(await watch.ended).toBe(0);
    expect(follow.stdout()).toBe('under way\nover\n');
    expect(watch.stdout()).toMatch(/completed .*loss 0\.25/);
    await script.ended;
  });

  it('G13 the home: an option, the environment variable, the nearest one, else runs beside the project', () => {
    const folder = projectWith({ 'trialbook.yml': 'operations: {}' });
    const below = path.join(folder, 'deep', 'er');
    mkdirSync(below, { recursive: true });
    const home = (args: string[] = [], env: Record<string, string> = {}) =>
      trialbookJson<{ home: { place: string; dir: string } }>(
        ['doctor', ...args],
        { cwd: below, env: { HOME: folder, ...env } }
      ).home;
    const env = { TRIALBOOK_HOME: path.join(folder, 'mine') };
    expect(home()).toMatchObject({
      place: 'project',
      dir: path.join(folder, 'runs')
    });
    expect(home([], env)).toMatchObject({ dir: env.TRIALBOOK_HOME });
    expect(home(['--home', 'x'], env)).toMatchObject({
      place: 'option',
      dir: path.join(below, 'x')
    });
    trialbook(['run', '--', 'node', '-e', '0'], { cwd: folder });
    expect(home()).toMatchObject({
      place: 'nearest',
      dir: path.join(folder, 'runs')
    });
  });

  it('G14 ops, ls, runs, export, import, watch and label are commands; the view is the panel', () => {
    const folder = projectWith({
      'trialbook.yml': 'operations: { train: node train.js }',
      'train.js': `require('node:fs').writeFileSync('out.txt', 'x');`
    });
    const call = (...args: string[]) => {
      const { status, stdout, stderr } = trialbook(args, { cwd: folder });
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
      return stdout;
    };
    expect(call('ops')).toContain('train');
    call('run', 'train');
    expect(call('ls')).toContain('out.txt');
    expect(call('label', '1', '--set', 'mine')).toContain('mine');
    expect(call('runs')).toMatch(/train .*mine/);
    expect(call('watch', '--once')).toBe('No run is under way.\n');
    call('export', '1', 'store');
    expect(call('import', 'store')).not.toBe('');
    expect(call('runs', '--home', 'store')).toMatch(/train .*mine/);
  });

  it('G17 run(fn) records parameters as flags, works in the new run folder, and gives run and value', async () => {
    const { stdout, folder } = await runScript(`
      const before = process.cwd();
      const r = await run(function train({ lr = 0.1, steps = 5 } = {}) {
        fs.writeFileSync('model.json', '{}');
        return { cwd: process.cwd(), product: lr * steps };
      }, { lr: 2 });
      console.log(JSON.stringify({ id: r.id, dir: r.dir, value: r.value, back: process.cwd() === before }));`);
    const { id, dir, value, back } = JSON.parse(stdout) as {
      id: string;
      dir: string;
      value: unknown;
      back: boolean;
    };
    expect(value).toEqual({ cwd: dir, product: 10 });
    expect(back).toBe(true);
    expect(dir).toBe(path.join(folder, 'runs', id));
    expect(existsSync(path.join(dir, 'model.json'))).toBe(true);
    expect(readRunFolder(dir).record).toMatchObject({
      flags: { lr: 2, steps: 5 },
      defaults: ['steps'],
      status: 'completed'
    });
  });

  it('G19 the source snapshot stands in the run folder, as it was when the run started', () => {
    const folder = projectWith({
      'trialbook.yml': 'operations: { train: node train.js }',
      'train.js': 'console.log(require("./lib/net.js"));',
      'lib/net.js': 'module.exports = 1;'
    });
    trialbook(['run', 'train'], { cwd: folder });
    writeFileSync(path.join(folder, 'lib/net.js'), 'module.exports = 2;');
    const [{ dir }] = runsOf(folder);
    expect(
      readFileSync(path.join(dir, 'trialbook/source/files/lib/net.js'), 'utf8')
    ).toBe('module.exports = 1;');
    const { files } = trialbookJson<{ files: { path: string }[] }>(
      ['ls', '--source'],
      { cwd: folder }
    );
    expect(files.map(file => file.path)).toContain(
      'trialbook/source/files/train.js'
    );
  });
});
