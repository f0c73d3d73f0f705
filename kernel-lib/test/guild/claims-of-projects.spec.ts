/** What Guild AI claims of projects and operations, done by Trialbook in its own way. */
import { createHash } from 'node:crypto';
import { cpSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as path from 'node:path';
import { projectWith, runsOf, trialbook } from '../project/cli';

jest.setTimeout(60_000);

const sha256 = (text: string) =>
  createHash('sha256').update(text).digest('hex');

/** The lines of a command's `--json`. */
async function json<T>(folder: string, ...args: string[]): Promise<T> {
  const { stdout, stderr } = await trialbook(folder, [...args, '--json']);
  expect(stderr).toBe('');
  return JSON.parse(stdout) as T;
}

const PRINT = `console.log('loss: ' + process.env.FLAG_LR);`;
const WRITE = `require('node:fs').writeFileSync('points.json', '[1,2]'); console.log('rows: 2');`;
const READ = `console.log('points ' + require('node:fs').readFileSync('points.json', 'utf8'));`;

describe('what Guild does with a project', () => {
  let server: Server;
  let asked: string[] = [];
  let url: string;

  beforeAll(async () => {
    server = createServer((request, response) => {
      asked.push(request.url ?? '');
      response.end('[1,2]');
    });
    await new Promise<void>(resolve =>
      server.listen(0, '127.0.0.1', () => resolve())
    );
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });

  beforeEach(() => {
    asked = [];
  });

  afterAll(() => new Promise(resolve => server.close(resolve)));

  it('G1 a file composes operations of small pieces, which are listed and run by name', async () => {
    const folder = projectWith({
      'trialbook.yml': `operations:
  prepare: node write.js
  train: { main: node print.js, description: Trains, flags: { lr: 0.1 } }
  all: { steps: [prepare, train lr=0.5] }`,
      'write.js': WRITE,
      'print.js': PRINT
    });
    expect(await json(folder, 'ops')).toMatchObject({
      operations: [
        { name: 'prepare' },
        {
          name: 'train',
          description: 'Trains',
          flags: { lr: { default: 0.1 } }
        },
        { name: 'all' }
      ]
    });
    const ran = await trialbook(folder, ['run', 'train', 'lr=0.2']);
    expect(ran).toEqual({ code: 0, stdout: 'loss: 0.2\n', stderr: '' });
    expect(runsOf(folder)[0].record).toMatchObject({
      operation: 'train',
      flags: { lr: 0.2 },
      status: 'completed'
    });
  });

  it('G2 steps run one after another, and the first that fails ends them with its code', async () => {
    const folder = projectWith({
      'trialbook.yml': `operations:
  first: node write.js
  second: node fail.js
  third: node write.js
  good: { steps: [first, third] }
  bad: { steps: [first, second, third] }`,
      'write.js': WRITE,
      'fail.js': 'process.exit(7);'
    });
    expect((await trialbook(folder, ['run', 'good'])).code).toBe(0);
    expect((await trialbook(folder, ['run', 'bad'])).code).toBe(7);
    const told = runsOf(folder).map(({ record }) => [
      record.operation,
      record.status
    ]);
    expect(told).toEqual([
      ['good', 'completed'],
      ['first', 'completed'],
      ['third', 'completed'],
      ['bad', 'failed'],
      ['first', 'completed'],
      ['second', 'failed']
    ]);
  });

  it('G10 projects are kept apart: each has its own home and its own operations', async () => {
    const nets = (lr: string) => ({
      'trialbook.yml': `operations: { train: { main: node print.js, flags: { lr: ${lr} } } }`,
      'print.js': PRINT
    });
    const one = projectWith(nets('1'));
    const other = projectWith(nets('2'));
    await trialbook(one, ['run', 'train']);
    await trialbook(other, ['run', 'train']);
    await trialbook(other, ['run', 'train']);
    for (const [folder, lr, count] of [
      [one, 1, 1],
      [other, 2, 2]
    ] as const) {
      const runs = await json<{ flags: object }[]>(folder, 'runs', 'lr>0');
      expect(runs.map(({ flags }) => flags)).toEqual(Array(count).fill({ lr }));
    }
    // One home for several projects is possible too; names and filters tell them apart.
    const home = path.join(one, 'shared');
    await trialbook(one, ['run', 'train', '--home', home, '--tag', 'one']);
    await trialbook(other, ['run', 'train', '--home', home, '--tag', 'other']);
    expect(await json(one, 'runs', 'tag:other', '--home', home)).toMatchObject([
      { flags: { lr: 2 } }
    ]);
  });

  it('G11 requires hands files of one operation to another', async () => {
    const folder = projectWith({
      'trialbook.yml': `operations:
  prepare: node write.js
  train: { main: node read.js, requires: [{ operation: prepare, select: points.json }] }`,
      'write.js': WRITE,
      'read.js': READ
    });
    await trialbook(folder, ['run', 'prepare']);
    const { stdout } = await trialbook(folder, ['run', 'train']);
    expect(stdout).toBe('points [1,2]\n');
    const [prepare, train] = runsOf(folder);
    expect(train.record.inputs).toEqual([
      {
        path: 'points.json',
        sha256: sha256('[1,2]'),
        from: 'prepare',
        run: prepare.record.run
      }
    ]);
  });

  it('G12 flags-import takes flags from the globals or the arguments of a script', async () => {
    const globals = `const lr = 0.1; let name = 'net';\nconsole.log(name + ' ' + lr);`;
    const args = `const { parseArgs } = require('node:util');
const { values } = parseArgs({ options: { lr: { type: 'string', default: '0.1' } } });
console.log('lr ' + values.lr);`;
    const folder = projectWith({
      'trialbook.yml': `operations:
  globals: { main: globals.js, flags-import: all }
  args: { main: args.js, flags-import: [lr] }`,
      'globals.js': globals,
      'args.js': args
    });
    const run = async (...words: string[]) =>
      (await trialbook(folder, ['run', ...words])).stdout;
    expect(await run('globals', 'lr=0.5')).toBe('net 0.5\n');
    expect(await run('args', 'lr=0.25')).toBe('lr 0.25\n');
    expect(runsOf(folder).map(({ record }) => record.flags)).toEqual([
      { lr: 0.5, name: 'net' },
      { lr: 0.25 }
    ]);
    expect(readFileSync(path.join(folder, 'globals.js'), 'utf8')).toBe(globals);
  });

  it('G20 a run is handed on as a folder or an archive that holds all of it, and downloads are cached in the home', async () => {
    const folder = projectWith({
      'trialbook.yml': `operations: { train: { main: node read.js, requires: [{ url: '${url}/points.json' }] } }`,
      'read.js': READ
    });
    await trialbook(folder, ['run', 'train']);
    const cache = path.join(folder, 'runs', 'cache');
    const cached = readdirSync(cache, { recursive: true, encoding: 'utf8' });
    expect(cached.length).toBeGreaterThan(0);
    await trialbook(folder, ['export', '1', 'package']);
    const [{ dir, record }] = runsOf(folder, 'package');
    expect(record).toMatchObject({ operation: 'train', status: 'completed' });
    expect(existsSync(path.join(dir, 'points.json'))).toBe(true);
    await trialbook(folder, ['export', '1', 'package.zip']);
    await trialbook(folder, ['import', 'package.zip', '--home', 'unpacked']);
    const [unpacked] = runsOf(folder, 'unpacked');
    expect(unpacked.record).toEqual(record);
    expect(existsSync(path.join(unpacked.dir, 'points.json'))).toBe(true);
    // The source that came along is a project of its own, elsewhere.
    const elsewhere = projectWith();
    cpSync(path.join(dir, 'trialbook/source/files'), elsewhere, {
      recursive: true
    });
    const { stdout } = await trialbook(elsewhere, ['run', 'train']);
    expect(stdout).toBe('points [1,2]\n');
  });

  it('G21 recorded runs are a regression test: expect, and the difference between runs', async () => {
    const folder = projectWith({
      'trialbook.yml': `operations:
  train: { main: node print.js, flags: { lr: 0.1 } }
  check: { flags: { lr: 0.1 }, steps: [{ run: train, flags: { lr: '\${lr}' }, expect: loss < 0.2 }] }`,
      'print.js': PRINT
    });
    expect((await trialbook(folder, ['run', 'check'])).code).toBe(0);
    const worse = await trialbook(folder, ['run', 'check', 'lr=0.9']);
    expect(worse.code).toBe(3);
    expect(worse.stderr).toContain('loss < 0.2');
    expect(await json(folder, 'runs', 'name:check')).toMatchObject([
      { status: 'failed' },
      { status: 'completed' }
    ]);
    const { stdout } = await trialbook(folder, ['diff', '1', '3']);
    expect(stdout).toMatch(/loss/);
    expect(stdout).toMatch(/0\.9/);
    expect(await json(folder, 'compare', '1', '3')).toMatchObject([
      { name: 'train', lr: 0.9, loss: 0.9 },
      { name: 'train', lr: 0.1, loss: 0.1 }
    ]);
  });

  it('G22 requires downloads a resource once, when the operation runs, and checks its SHA-256', async () => {
    const requires = (hash: string) =>
      `operations: { train: { main: node read.js, requires: [{ url: '${url}/points.json', sha256: ${hash} }] } }`;
    const folder = projectWith({
      'trialbook.yml': requires(sha256('[1,2]')),
      'read.js': READ
    });
    await json(folder, 'ops');
    expect(asked).toEqual([]);
    for (let time = 0; time < 2; time++) {
      const { stdout } = await trialbook(folder, ['run', 'train']);
      expect(stdout).toBe('points [1,2]\n');
    }
    expect(asked).toEqual(['/points.json']);
    expect(runsOf(folder)[1].record.inputs).toEqual([
      {
        path: 'points.json',
        sha256: sha256('[1,2]'),
        from: `${url}/points.json`
      }
    ]);
    const other = projectWith({
      'trialbook.yml': requires('f'.repeat(64)),
      'read.js': READ
    });
    const refused = await trialbook(other, ['run', 'train']);
    expect(refused).toMatchObject({ code: 1, stdout: '' });
    expect(refused.stderr).toContain('SHA-256');
  });
});
