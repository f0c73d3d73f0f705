/** `trialbook tensorboard`, with the real TensorBoard. */
import { spawn } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  writeFileSync
} from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { eventFiles } from '../../src/store/event-files';
import { findTensorBoard } from '../../src/recorded/tensorboard/find';
import { LogDir, readableName } from '../../src/recorded/tensorboard/logdir';
import { PACKAGE, newFolder, runScript } from '../run/script';

jest.setTimeout(60_000);

const BIN = path.resolve(__dirname, '../../../.venv/bin');
const PROGRAM = path.join(BIN, 'tensorboard');

/** The command, until its test ends it. */
function start(folder: string, ...args: string[]) {
  const child = spawn(
    process.execPath,
    [path.join(PACKAGE, 'bin', 'trialbook.cjs'), 'tensorboard', ...args],
    { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] }
  );
  let printed = '';
  child.stdout.setEncoding('utf8');
  child.stderr.setEncoding('utf8');
  const ended = new Promise<{ code: number | null; stderr: string }>(
    resolve => {
      let stderr = '';
      child.stderr.on('data', text => (stderr += String(text)));
      child.once('close', code => resolve({ code, stderr }));
    }
  );
  const url = new Promise<string>((resolve, reject) => {
    child.stdout.on('data', text => {
      printed += String(text);
      const found = /http:\S+/.exec(printed);
      if (found) {
        resolve(found[0]);
      }
    });
    void ended.then(({ stderr }) => reject(new Error(stderr)));
  });
  url.catch(() => undefined);
  return { child, ended, url, printed: () => printed };
}

/** Asks until the answer is as wanted; TensorBoard reads at intervals. */
async function eventually<T>(
  url: string,
  wanted: (answer: T) => boolean
): Promise<T> {
  for (;;) {
    const answer = (await (await fetch(url)).json()) as T;
    if (wanted(answer)) {
      return answer;
    }
    await new Promise(resolve => setTimeout(resolve, 200));
  }
}

const readText = (file: string) => readFileSync(file, 'utf8').trim();

/** Looks until it is so. */
async function eventuallyTrue(isSo: () => boolean): Promise<void> {
  while (!isSo()) {
    await new Promise(resolve => setTimeout(resolve, 20));
  }
}

const TRAIN = `
  function train({ lr = 0.1 } = {}) {
    for (let step = 0; step < 5; step++) log('val/loss', lr / (step + 1), step);
  }`;

describe('trialbook tensorboard', () => {
  it('shows runs under readable names, their points, flags, and runs that come later', async () => {
    const folder = newFolder();
    await runScript(
      `${TRAIN} await run(train, { lr: 0.5 }, { label: 'größer ../π' });`,
      { folder }
    );
    const board = start(folder, '--tensorboard', PROGRAM, '--interval', '1');
    const url = await board.url;
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/);
    type Tags = Record<string, Record<string, unknown>>;
    const tags = await eventually<Tags>(
      `${url}data/plugin/scalars/tags`,
      answer => Object.keys(answer).length === 1
    );
    const [name] = Object.keys(tags);
    expect(name).toMatch(/^[0-9a-z]{6} train größer \.\._π$/);
    const query = new URLSearchParams({ run: name, tag: 'val/loss' });
    const points = await (
      await fetch(`${url}data/plugin/scalars/scalars?${query}`)
    ).json();
    expect(
      (points as number[][]).map(([, step, value]) => [step, value])
    ).toEqual(
      [0, 1, 2, 3, 4].map(step => [step, Math.fround(0.5 / (step + 1))])
    );
    await runScript(`${TRAIN} await run(train);`, { folder });
    const later = await eventually<Tags>(
      `${url}data/plugin/scalars/tags`,
      answer => Object.keys(answer).length === 2
    );
    expect(Object.keys(later)).toContain(name);
    const answer = await fetch(`${url}data/plugin/hparams/experiment`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ experimentName: '' })
    });
    const { hparamInfos } = (await answer.json()) as {
      hparamInfos: { name: string }[];
    };
    expect(hparamInfos.map(info => info.name)).toEqual(['lr']);
    board.child.kill('SIGINT');
    const { stderr } = await board.ended;
    expect(stderr).toBe('');
  });

  it('says what to do when TensorBoard is missing', async () => {
    const folder = newFolder();
    await runScript(`${TRAIN} await run(train);`, { folder });
    const board = start(folder, '--tensorboard', path.join(folder, 'nothing'));
    expect(await board.ended).toEqual({
      code: 1,
      stderr: expect.stringContaining(
        '--tensorboard takes the path'
      ) as unknown as string
    });
    expect(() => findTensorBoard(undefined, { PATH: folder })).toThrow(
      /pip install tensorboard/
    );
  });

  it('passes on what a TensorBoard says that does not start', async () => {
    const folder = newFolder();
    await runScript(`${TRAIN} await run(train);`, { folder });
    const program = path.join(folder, 'broken');
    writeFileSync(program, '#!/bin/sh\necho "no protobuf here" >&2\nexit 3\n');
    chmodSync(program, 0o755);
    const before = readdirSync(tmpdir()).filter(isLogDir).length;
    const { code, stderr } = await start(folder, '--tensorboard', program)
      .ended;
    expect(code).toBe(1);
    expect(stderr).toContain('it ended with 3. It said:\nno protobuf here');
    expect(readdirSync(tmpdir()).filter(isLogDir)).toHaveLength(before);
  });

  it('leaves nothing behind when it is ended before TensorBoard is up', async () => {
    const folder = newFolder();
    await runScript(`${TRAIN} await run(train);`, { folder });
    const program = path.join(folder, 'slow');
    writeFileSync(
      program,
      `#!/bin/sh\necho "$2" > "${folder}/logdir"\nexec sleep 60\n`
    );
    chmodSync(program, 0o755);
    const board = start(folder, '--tensorboard', program);
    const told = path.join(folder, 'logdir');
    await eventuallyTrue(() => existsSync(told) && readText(told) !== '');
    board.child.kill('SIGTERM');
    expect((await board.ended).code).toBe(1);
    expect(existsSync(readText(told))).toBe(false);
  });

  it.each(['--host=0.0.0.0', '--bind_all'])(
    'is for this machine only, and refuses %s',
    async arg => {
      const folder = newFolder();
      await runScript(`${TRAIN} await run(train);`, { folder });
      const args = ['--tensorboard', PROGRAM, '--', arg];
      const { code, stderr } = await start(folder, ...args).ended;
      expect(code).toBe(1);
      expect(stderr).toContain('started on 127.0.0.1 only');
    }
  );

  it.each(['70000', '-1', 'x', '1.5'])('refuses the port %s', async port => {
    const folder = newFolder();
    await runScript(`${TRAIN} await run(train);`, { folder });
    const { code, stderr } = await start(folder, `--port=${port}`).ended;
    expect(code).toBe(2);
    expect(stderr).toContain('--port takes a whole number from 0 to 65535');
  });
});

const isLogDir = (name: string) => name.startsWith('trialbook-tensorboard-');

describe('findTensorBoard()', () => {
  it('takes the active environment before the PATH', () => {
    expect(
      findTensorBoard(undefined, {
        VIRTUAL_ENV: path.dirname(BIN),
        PATH: '/usr/bin'
      })
    ).toBe(PROGRAM);
    expect(findTensorBoard(undefined, { PATH: BIN })).toBe(PROGRAM);
  });
});

describe('readableName()', () => {
  it.each([
    ['slashes', ['k3m9q2', 'a/b', '..\\c'], 'k3m9q2 a_b .._c'],
    ['control characters', ['k3m9q2', 'a\0b\x1b[1m'], 'k3m9q2 a_b_[1m'],
    ['a name of dots', ['k3m9q2', '..'], 'k3m9q2'],
    ['no label', ['k3m9q2', 'train', ''], 'k3m9q2 train'],
    ['length', ['k3m9q2', 'x'.repeat(300)], `k3m9q2 ${'x'.repeat(53)}`]
  ])('makes a folder name of %s', (_, [id, name, label], expected) => {
    expect(readableName(id, name, label)).toBe(expected);
  });
});

describe('LogDir', () => {
  const run = (id: string, dir: string) => ({
    run: id,
    name: 'train',
    label: undefined,
    dir
  });

  it('links event files of folders in the run too, and what comes later', () => {
    const dir = newFolder();
    const target = mkdtempSync(path.join(tmpdir(), 'trialbook-logdir-'));
    const logdir = new LogDir(target);
    logdir.add([run('k3m9q2x7b4na', dir)]);
    expect(readdirSync(target)).toEqual([]);
    writeFileSync(path.join(dir, 'events.out.tfevents.1'), '');
    logdir.add([run('k3m9q2x7b4na', dir)]);
    logdir.add([run('k3m9q2x7b4na', dir)]);
    expect(eventFilesAt(target)).toEqual([
      'k3m9q2 train/events.out.tfevents.1'
    ]);
  });

  it('tells runs apart whose short ids are the same', () => {
    const logdir = new LogDir(
      mkdtempSync(path.join(tmpdir(), 'trialbook-logdir-'))
    );
    const runs = ['k3m9q2x7b4na', 'k3m9q2x7b4nb'].map(id => {
      const dir = newFolder();
      writeFileSync(path.join(dir, 'x.tfevents.1'), '');
      return run(id, dir);
    });
    logdir.add(runs);
    expect([...logdir.names.values()]).toEqual([
      'k3m9q2 train',
      'k3m9q2x7b4nb train'
    ]);
  });
});

/** The files, whether links or not, relative to the folder. */
function eventFilesAt(dir: string): string[] {
  expect(eventFiles(dir)).toEqual([]);
  return readdirSync(dir)
    .flatMap(run =>
      readdirSync(path.join(dir, run)).map(file => `${run}/${file}`)
    )
    .filter(file => existsSync(path.join(dir, file)));
}
