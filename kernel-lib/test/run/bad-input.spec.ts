import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync
} from 'node:fs';
import * as path from 'node:path';
import { LineReader, ScalarTable, type OutputChunk } from '../../src/format';
import { newFolder, readPoints, runScript } from './script';

describe('a home that cannot be written to', () => {
  it.each([
    [
      'a file in its place',
      (folder: string) => writeFileSync(path.join(folder, 'runs'), '')
    ],
    [
      'a file above it',
      (folder: string) => writeFileSync(path.join(folder, 'up'), '')
    ]
  ])('is an error before anything is called: %s', async (name, prepare) => {
    const folder = newFolder();
    prepare(folder);
    const home = name === 'a file above it' ? "{ home: 'up/runs' }" : '{}';
    const { stdout } = await runScript(
      `let called = false;
       const error = await run(() => { called = true; }, {}, ${home}).catch(e => e);
       console.log(error.code, called); console.log(error.message);`,
      { folder }
    );
    const [first, message] = stdout.split('\n');
    expect(first).toBe('HOME_NOT_WRITABLE false');
    expect(message).toMatch(
      /cannot be written to \(.+\)\. .*choose another with the option `home` or \$TRIALBOOK_HOME\./
    );
  });

  it('is an error when its permissions forbid it', async () => {
    const folder = newFolder();
    mkdirSync(path.join(folder, 'runs'));
    chmodSync(folder, 0o755);
    chmodSync(path.join(folder, 'runs'), 0o555);
    const code = `const error = await run(() => 1).catch(e => e); console.log(error.code);`;
    // The superuser may write anywhere, so the test gives up its rights first.
    const drop =
      process.getuid?.() === 0
        ? 'process.setgid(65534); process.setuid(65534);'
        : '';
    const { stdout } = await runScript(drop + code, { folder });
    expect(stdout).toBe('HOME_NOT_WRITABLE\n');
  });
});

/** Making a small disk needs the superuser. */
const describeWithDisk = process.getuid?.() === 0 ? describe : describe.skip;

describeWithDisk('a full disk', () => {
  let mount: string;

  beforeEach(() => {
    mount = newFolder();
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', mount]);
  });

  afterEach(() => {
    execFileSync('umount', ['-l', mount]);
  });

  it('while a run is under way is reported once, the call goes on, and the files stay whole', async () => {
    const { stdout, stderr } = await runScript(
      `const r = await run(function work() {
         for (let i = 0; i < 100000; i++) log('x', i, i);
         fs.rmSync(process.env.MOUNT + '/filler');
         for (let i = 0; i < 1000; i++) log('y', i, i);
         const until = Date.now() + 60; while (Date.now() < until);
         log('y', 1000, 1000);
         return 'trained';
       }, {}, { home: process.env.MOUNT + '/runs', cwd: 'keep' });
       console.log(r.value, r.status, r.dir);`,
      { env: { MOUNT: mount }, folder: prepareFiller(mount) }
    );
    const [value, status, dir] = stdout.trim().split(' ');
    expect([value, status]).toEqual(['trained', 'completed']);
    expect(stderr.match(/the disk is full/g)).toHaveLength(1);
    const table = new ScalarTable();
    const events =
      readdirSync(dir).find(name => name.includes('tfevents')) ?? '';
    table.append(readFileSync(path.join(dir, events)));
    expect(table.problems).toEqual([]);
    expect(table.series.get('x')?.length).toBeGreaterThan(1000);
    expect(table.series.get('y')?.steps.at(-1)).toBe(1000);
  });

  it('before a run starts is an error, and leaves no half-made run', async () => {
    execFileSync('sh', [
      '-c',
      `dd if=/dev/zero of=${mount}/filler bs=64k count=100 2>/dev/null || true`
    ]);
    const { stdout } = await runScript(
      `const error = await run(() => 1, {}, { home: process.env.MOUNT + '/runs' }).catch(e => e); console.log(error.code + ' ' + /Free some space/.test(error.message));`,
      { env: { MOUNT: mount } }
    );
    expect(stdout).toBe('HOME_NOT_WRITABLE true\n');
  });
});

/** Leaves about half a megabyte free. */
function prepareFiller(mount: string): string {
  execFileSync(
    'dd',
    ['if=/dev/zero', `of=${mount}/filler`, 'bs=64k', 'count=8'],
    { stdio: 'ignore' }
  );
  return newFolder();
}

describe('odd input', () => {
  it('takes ten megabytes of output in one line', async () => {
    const { stdout } = await runScript(
      `const r = await run(function work() { process.stdout.write('😀'.repeat(2_621_440) + '\\n'); return 1; }); fs.writeFileSync('dir', r.dir);`,
      { folder: newFolder() }
    );
    expect(Buffer.byteLength(stdout)).toBe(10 * 1024 * 1024 + 1);
  });

  it('records that output whole, in pieces, no character cut in two', async () => {
    const { folder } = await runScript(
      `await run(function work() { console.log('😀'.repeat(100_000)); });`
    );
    const [id] = readdirSync(path.join(folder, 'runs')).filter(
      name => !name.includes('.')
    );
    const bytes = readFileSync(
      path.join(folder, 'runs', id, 'trialbook', 'output.jsonl')
    );
    const chunks = new LineReader().push(bytes) as OutputChunk[];
    expect(chunks.length).toBeGreaterThan(5);
    expect(chunks.every(({ text }) => text.isWellFormed())).toBe(true);
    expect(chunks.map(({ text }) => text).join('')).toBe(
      '😀'.repeat(100_000) + '\n'
    );
  });

  it('takes tags with slashes, unicode, control characters and lone surrogates', async () => {
    const tags = [
      'train/loss',
      'größe',
      '損失',
      'a b\tc',
      'nul\u0000',
      'esc\u001b[31m',
      '',
      '__proto__',
      'constructor',
      '😀',
      'x'.repeat(5000)
    ];
    const { stdout } = await runScript(
      `const tags = ${JSON.stringify(tags)};
       const r = await run(function work() { tags.forEach((tag, i) => log(tag, i)); log(String.fromCharCode(0xd800), 99); });
       console.log(path.join(r.dir, fs.readdirSync(r.dir).find(name => name.includes('tfevents'))));`
    );
    const points = readPoints(stdout.trim());
    for (const [index, tag] of tags.slice(0, -1).entries()) {
      expect(Object.getOwnPropertyDescriptor(points, tag)?.value).toEqual([
        [0, index]
      ]);
    }
    expect(points['x'.repeat(1000)]).toEqual([[0, 10]]);
    expect(points['\ufffd']).toEqual([[0, 99]]);
  });

  it('takes steps that go backwards, and keeps the order', async () => {
    const { stdout } = await runScript(
      `const r = await run(function work() { for (const step of [5, 3, 3, -2, 2 ** 40, Number.MAX_SAFE_INTEGER]) log('x', step, step); });
       console.log(path.join(r.dir, fs.readdirSync(r.dir).find(name => name.includes('tfevents'))));`
    );
    const steps = [5, 3, 3, -2, 2 ** 40, Number.MAX_SAFE_INTEGER];
    expect(readPoints(stdout.trim()).x).toEqual(
      steps.map(step => [step, step])
    );
  });

  it('takes 100 000 tags, in a feed line of 4 096 bytes at most', async () => {
    const { stdout, folder } = await runScript(
      `const r = await run(function work() { for (let i = 0; i < 100_000; i++) log('tag/' + i, i); });
       console.log(path.join(r.dir, fs.readdirSync(r.dir).find(name => name.includes('tfevents'))));`
    );
    expect(Object.keys(readPoints(stdout.trim()))).toHaveLength(100_000);
    const feed = readFileSync(
      path.join(folder, 'runs', 'feed.jsonl'),
      'utf8'
    ).split('\n');
    expect(
      Math.max(...feed.map(line => Buffer.byteLength(line)))
    ).toBeLessThanOrEqual(4094);
  });

  it('takes cyclic, hostile and huge flags without bloating the files', async () => {
    const { stdout, stderr } = await runScript(
      `const loop = { a: [] }; loop.a.push(loop);
       const hostile = new Proxy({}, { ownKeys() { throw new Error('no'); }, get() { throw new Error('no'); } });
       const getter = { get x() { throw new Error('no'); } };
       const r = await run(function work(flags) { return 'ok'; }, { loop, hostile, getter, text: 'x'.repeat(1e7), buffer: Buffer.alloc(1e8), list: new Array(1e6).fill(1), big: 2n ** 4000n });
       console.log(JSON.stringify([r.value, Object.keys(readRun(r.dir).flags), path.join(r.dir, 'trialbook/journal.jsonl')]));`
    );
    expect(stderr).toBe('');
    const [value, names, journal] = JSON.parse(stdout) as [
      string,
      string[],
      string
    ];
    expect(value).toBe('ok');
    expect(names).toEqual([
      'loop',
      'hostile',
      'getter',
      'text',
      'buffer',
      'list',
      'big'
    ]);
    expect(statSync(journal).size).toBeLessThan(64 * 1024);
  });
});
