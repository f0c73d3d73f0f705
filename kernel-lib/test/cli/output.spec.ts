/** output, cat, open: what a run printed and wrote. */
import {
  chmodSync,
  mkdirSync,
  readFileSync,
  renameSync,
  symlinkSync,
  writeFileSync
} from 'node:fs';
import * as path from 'node:path';
import type { OutputChunk } from '../../src/format';
import { listRuns } from '../../src/recorded/catalogue';
import { followOutput } from '../../src/recorded/follow-output';
import { newFolder, startScript } from '../run/script';
import {
  recordRuns,
  startTrialbook,
  trialbook,
  trialbookJson,
  type Recorded
} from './trialbook';

const ESC = String.fromCharCode(27);

let recorded: Recorded;
let run: string;
let dir: string;

beforeAll(async () => {
  recorded = await recordRuns(
    [{}],
    `function train() {
      console.log('first');
      process.stderr.write('careful\\n');
      process.stdout.write('\\x1b[31mred\\x1b[0m \\x1b]0;owned\\x07\\r\\n');
      process.stdout.write('no end');
      fs.writeFileSync('notes.txt', 'hello \\x1b[2J\\n');
      fs.mkdirSync('deep');
      fs.writeFileSync('deep/data.bin', Buffer.from([0, 255, 1]));
    }`
  );
  run = recorded.ids[0];
  dir = path.join(recorded.home, run);
});

const call = (...args: string[]) => trialbook(args, { cwd: recorded.folder });
const json = <T>(...args: string[]) =>
  trialbookJson<T>(args, { cwd: recorded.folder });

describe('trialbook output', () => {
  it('prints what the run printed, as text', () => {
    expect(call('output')).toMatchObject({
      stdout: 'first\ncareful\nred \\x1b]0;owned\\x07\nno end',
      status: 0
    });
  });

  it('prints one stream, times, or the very bytes', () => {
    expect(call('output', '1', '--stream', 'stderr').stdout).toBe('careful\n');
    expect(call('output', '--raw').stdout).toContain(`${ESC}[31mred${ESC}[0m `);
    expect(call('output', '--times').stdout).toMatch(
      /^\d\d:\d\d:\d\d\.\d{3} {2}first\n.* {2}careful\n.* {2}red .*\n.* {2}no end\n$/
    );
    expect(call('output', '--stream', 'stdin')).toMatchObject({ status: 2 });
  });

  it('prints the pieces as JSON', () => {
    const chunks = json<OutputChunk[]>('output', run);
    expect(chunks[0]).toMatchObject({ stream: 'stdout', text: 'first\n' });
    expect(chunks.map(({ text }) => text).join('')).toContain('careful\n');
  });

  it('is empty for a run that printed nothing', async () => {
    const { folder } = await recordRuns([{}], 'function train() {}');
    expect(trialbook(['output'], { cwd: folder })).toMatchObject({
      stdout: '',
      status: 0
    });
    expect(trialbookJson(['output'], { cwd: folder })).toEqual([]);
  });

  it('follows a run until it has ended', async () => {
    const folder = newFolder();
    const script = startScript(
      folder,
      `await run(async function train() {
         console.log('under way');
         while (!fs.existsSync('go')) await new Promise(resolve => setTimeout(resolve, 5));
         console.log('over');
       });`
    );
    await script.printed('under way');
    const home = path.join(folder, 'runs');
    const [{ run: id, dir }] = listRuns(home);
    const followed = startTrialbook(['output', '-f'], { cwd: folder });
    const asJson = startTrialbook(['output', '-f', '--json'], { cwd: folder });
    await followed.printed('under way\n');
    await asJson.printed('under way');
    const waiting = new AbortController();
    const seen: string[] = [];
    for await (const { text } of followOutput(
      { home, dir, run: id },
      { signal: waiting.signal }
    )) {
      seen.push(text);
      waiting.abort();
    }
    expect(seen.join('')).toBe('under way\n');
    writeFileSync(path.join(dir, 'go'), '');
    expect(await followed.ended).toBe(0);
    expect(followed.stdout()).toBe('under way\nover\n');
    await asJson.ended;
    expect(
      asJson
        .stdout()
        .trim()
        .split('\n')
        .map(line => (JSON.parse(line) as OutputChunk).text)
    ).toEqual(['under way\n', 'over\n']);
    await script.ended;
  });

  it('ends in peace when nobody reads it', async () => {
    const { folder } = await recordRuns(
      [{}],
      `function train() { for (let i = 0; i < 50000; i++) console.log('line', i); }`
    );
    const followed = startTrialbook(['output'], { cwd: folder });
    await followed.printed('line 0');
    followed.child.stdout?.destroy();
    expect(await followed.ended).toBe(0);
    expect(followed.stderr()).toBe('');
  });
});

describe('trialbook cat', () => {
  it('prints a file byte for byte', () => {
    expect(call('cat', '1', 'notes.txt').stdout).toBe(`hello ${ESC}[2J\n`);
    expect(json('cat', '1', 'notes.txt')).toEqual({
      run,
      path: 'notes.txt',
      size: 11,
      text: `hello ${ESC}[2J\n`
    });
    expect(json('cat', '1', 'deep/data.bin')).toEqual({
      run,
      path: 'deep/data.bin',
      size: 3,
      base64: 'AP8B'
    });
  });

  it('prints the output of the run', () => {
    expect(call('cat', '1', '--output').stdout).toBe(call('output').stdout);
  });

  it('prints nothing outside the run folder', () => {
    symlinkSync(newFolder(), path.join(dir, 'away'));
    symlinkSync('/etc/hostname', path.join(dir, 'host'));
    for (const [name, code] of [
      ['../feed.jsonl', 'OUTSIDE_HOME'],
      ['deep/../../feed.jsonl', 'OUTSIDE_HOME'],
      ['deep\\..\\..\\feed.jsonl', 'OUTSIDE_HOME'],
      ['/etc/hostname', 'OUTSIDE_HOME'],
      ['host', 'OUTSIDE_HOME'],
      ['away', 'OUTSIDE_HOME'],
      ['away/x', 'FILE_NOT_FOUND'],
      ['none.txt', 'FILE_NOT_FOUND'],
      ['deep', 'FILE_NOT_FOUND'],
      ['', 'FILE_NOT_FOUND']
    ]) {
      expect([name, json('cat', '1', name)]).toMatchObject([
        name,
        { error: { code } }
      ]);
    }
    expect(call('cat', '1')).toMatchObject({ status: 2 });
  });

  it('follows a link that stays in the run folder', () => {
    symlinkSync('notes.txt', path.join(dir, 'same.txt'));
    expect(call('cat', '1', 'same.txt').status).toBe(0);
  });

  it('reads no run folder that is a link out of the home', async () => {
    const other = await recordRuns();
    const outside = path.join(newFolder(), 'elsewhere');
    renameSync(path.join(other.home, other.ids[0]), outside);
    symlinkSync(outside, path.join(other.home, other.ids[0]));
    for (const args of [['cat', '1', 'model.json'], ['output'], ['open']]) {
      expect(trialbookJson(args, { cwd: other.folder })).toMatchObject({
        error: { code: 'OUTSIDE_HOME' }
      });
    }
  });
});

describe('trialbook open', () => {
  /** A folder with a program that notes what it was asked to open. */
  function openers(): { bin: string; opened(): string[] } {
    const bin = newFolder();
    const log = path.join(bin, 'log');
    writeFileSync(log, '');
    for (const name of ['xdg-open', 'open']) {
      const file = path.join(bin, name);
      writeFileSync(file, `#!/bin/sh\necho "$#:$1" >> "${log}"\n`);
      chmodSync(file, 0o755);
    }
    return {
      bin,
      opened: () => readFileSync(log, 'utf8').split('\n').filter(Boolean)
    };
  }

  const openWith = (bin: string, ...args: string[]) =>
    trialbook(['open', ...args], {
      cwd: recorded.folder,
      env: { PATH: bin }
    });

  async function until(settled: () => boolean): Promise<void> {
    while (!settled()) {
      await new Promise(resolve => setTimeout(resolve, 10));
    }
  }

  it('opens the folder or a file with the program of the system', async () => {
    const { bin, opened } = openers();
    expect(openWith(bin).stdout).toBe(`Opened ${dir}\n`);
    await until(() => opened().length === 1);
    openWith(bin, '1', 'notes.txt');
    await until(() => opened().length === 2);
    expect(opened()).toEqual([`1:${dir}`, `1:${path.join(dir, 'notes.txt')}`]);
  });

  it('hands a name over as it is, never to a shell', async () => {
    const { bin, opened } = openers();
    const name = '$(touch owned); `touch owned` & -x.txt';
    writeFileSync(path.join(dir, name), '');
    openWith(bin, '1', name);
    await until(() => opened().length === 1);
    expect(opened()).toEqual([`1:${path.join(dir, name)}`]);
  });

  it('opens nothing that the system would run', () => {
    const { bin, opened } = openers();
    writeFileSync(path.join(dir, 'go.desktop'), '[Desktop Entry]');
    writeFileSync(path.join(dir, 'program'), '#!/bin/sh\n');
    chmodSync(path.join(dir, 'program'), 0o755);
    mkdirSync(path.join(dir, 'Tool.app'));
    for (const name of ['go.desktop', 'program', 'Tool.app']) {
      const { stderr, status } = openWith(bin, '1', name);
      expect(status).toBe(1);
      expect(stderr).toContain('is a program');
    }
    expect(opened()).toEqual([]);
  });

  it('prints the path only', () => {
    expect(call('open', '--print').stdout).toBe(`${dir}\n`);
    expect(json('open', '1', 'deep', '--print')).toEqual({
      run,
      path: path.join(dir, 'deep'),
      opened: false
    });
    expect(json('open', '1', '../..')).toMatchObject({
      error: { code: 'OUTSIDE_HOME' }
    });
  });

  it('says so when the system has no such program', () => {
    const { stderr, status } = openWith(newFolder());
    expect(status).toBe(1);
    expect(stderr).toContain('--print');
  });
});
