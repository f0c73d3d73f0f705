import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as path from 'node:path';
import { filesOf, projectWith, runsOf, trialbook } from './cli';

jest.setTimeout(60_000);

const sha256 = (text: string) =>
  createHash('sha256').update(text).digest('hex');

const READ = `const fs = require('node:fs');
for (const name of fs.readdirSync('.').sort()) if (fs.statSync(name).isFile() && !name.includes('tfevents')) console.log(name + ' = ' + fs.readFileSync(name, 'utf8'));`;

const WRITE = `const fs = require('node:fs');
fs.mkdirSync('deep'); fs.writeFileSync('deep/rows.csv', '1,2'); fs.writeFileSync('notes.txt', process.env.FLAG_TEXT); fs.writeFileSync('base.json', 'changed'); console.log('x: 1');`;

describe('requires: file', () => {
  it('copies the file into the run and records what it was', async () => {
    const folder = projectWith({
      'trialbook.yml': `operations: { a: { main: node read.js, requires: [{ file: data/base.json, sha256: ${sha256('{}')} }, { file: data/base.json, as: in/other.json }] } }`,
      'read.js': READ,
      'data/base.json': '{}'
    });
    const { stdout, code } = await trialbook(folder, ['run', 'a']);
    expect({ stdout, code }).toEqual({ stdout: 'base.json = {}\n', code: 0 });
    const [run] = runsOf(folder);
    expect(run.record.inputs).toEqual([
      { path: 'base.json', sha256: sha256('{}'), from: 'data/base.json' },
      { path: 'in/other.json', sha256: sha256('{}'), from: 'data/base.json' }
    ]);
  });

  it.each([
    ['{ file: none.json }', 'the file none.json is not in'],
    [`{ file: read.js, sha256: ${'f'.repeat(64)} }`, 'has the SHA-256'],
    ['{ file: read.js, as: ../out.js }', 'is not a place in the run folder'],
    ['{ file: read.js, as: trialbook/journal.jsonl }', 'is not a place'],
    ['{ file: read.js, as: /etc/x }', 'is not a place'],
    ['{ operation: b }', 'there is no completed run of b; run it first']
  ])('%s ends before the start: %s', async (requirement, message) => {
    const folder = projectWith({
      'trialbook.yml': `operations: { a: { main: node read.js, requires: [${requirement}] }, b: node read.js }`,
      'read.js': READ
    });
    const { code, stdout, stderr } = await trialbook(folder, ['run', 'a']);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain(message);
    expect(existsSync(path.join(folder, 'out.js'))).toBe(false);
  });
});

describe('requires: operation', () => {
  const files = {
    'trialbook.yml': `
operations:
  prepare: { main: node write.js, flags: { text: a }, requires: [{ file: base.json }] }
  train: { main: node read.js, requires: [{ operation: prepare, select: ['*.txt', '**/*.csv'] }] }
  all: { main: node read.js, requires: [{ operation: prepare, as: from }] }
  pipeline: { steps: [prepare text=pipe, train] }
`,
    'read.js': READ,
    'write.js': WRITE,
    'base.json': '{}'
  };

  it('takes the files that the newest completed run made, and says from which', async () => {
    const folder = projectWith(files);
    await trialbook(folder, ['run', 'prepare', 'text=one']);
    await trialbook(folder, ['run', 'prepare', 'text=two']);
    const { stdout } = await trialbook(folder, ['run', 'train']);
    expect(stdout).toBe('notes.txt = two\n');
    const [, second, train] = runsOf(folder);
    expect(readFileSync(path.join(train.dir, 'deep/rows.csv'), 'utf8')).toBe(
      '1,2'
    );
    expect(train.record.inputs).toContainEqual({
      path: 'notes.txt',
      sha256: sha256('two'),
      from: 'prepare',
      run: second.record.run
    });
  });

  it('prefers the marked run, and takes neither its inputs nor its record', async () => {
    const folder = projectWith(files);
    await trialbook(folder, ['run', 'prepare', 'text=one']);
    await trialbook(folder, ['run', 'prepare', 'text=two']);
    await trialbook(folder, ['mark', '2']);
    await trialbook(folder, ['run', 'all']);
    const [first, , all] = runsOf(folder);
    expect(filesOf(path.join(all.dir, 'from')).sort()).toEqual([
      'deep',
      'notes.txt'
    ]);
    expect(all.record.inputs[0].run).toBe(first.record.run);
  });

  it('takes a step of the same pipeline before all others', async () => {
    const folder = projectWith(files);
    await trialbook(folder, ['run', 'prepare', 'text=other']);
    await trialbook(folder, ['mark', '1']);
    const { stdout } = await trialbook(folder, ['run', 'pipeline']);
    expect(stdout).toContain('notes.txt = pipe');
  });

  it('counts for --needed: other inputs, another run', async () => {
    const folder = projectWith(files);
    await trialbook(folder, ['run', 'prepare', 'text=one']);
    await trialbook(folder, ['run', 'train', '--needed']);
    const again = await trialbook(folder, ['run', 'train', '--needed']);
    expect(again.stdout).toContain('Not needed');
    await trialbook(folder, ['run', 'prepare', 'text=two']);
    const changed = await trialbook(folder, ['run', 'train', '--needed']);
    expect(changed.stdout).toBe('notes.txt = two\n');
  });
});

describe('requires: url', () => {
  let server: Server;
  let asked = 0;
  let url: string;

  beforeAll(async () => {
    server = createServer((request, response) => {
      asked++;
      response.statusCode = request.url?.startsWith('/data') ? 200 : 404;
      response.end('rows');
    });
    await new Promise<void>(resolve =>
      server.listen(0, '127.0.0.1', () => resolve())
    );
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });

  afterAll(() => new Promise(resolve => server.close(resolve)));

  const projectOf = (requirement: string) =>
    projectWith({
      'trialbook.yml': `operations: { a: { main: node read.js, requires: [${requirement}] } }`,
      'read.js': READ
    });

  it('downloads once into the cache of the home', async () => {
    asked = 0;
    const folder = projectOf(
      `{ url: '${url}/data%20set.csv?x=1', sha256: ${sha256('rows')} }`
    );
    const first = await trialbook(folder, ['run', 'a']);
    const second = await trialbook(folder, ['run', 'a']);
    expect([first.stdout, second.stdout]).toEqual([
      'data set.csv = rows\n',
      'data set.csv = rows\n'
    ]);
    expect(asked).toBe(1);
    expect(runsOf(folder)).toHaveLength(2);
  });

  it('refuses what has another SHA-256, and keeps nothing of it', async () => {
    const folder = projectOf(
      `{ url: '${url}/data', sha256: ${'f'.repeat(64)} }`
    );
    const { code, stderr } = await trialbook(folder, ['run', 'a']);
    expect(code).toBe(1);
    expect(stderr).toContain('has the SHA-256');
    writeFileSync(
      path.join(folder, 'trialbook.yml'),
      `operations: { a: { main: node read.js, requires: [{ url: '${url}/data' }] } }`
    );
    asked = 0;
    await trialbook(folder, ['run', 'a']);
    expect(asked).toBe(1);
  });

  it('says what the server said', async () => {
    const { stderr } = await trialbook(projectOf(`{ url: '${url}/none' }`), [
      'run',
      'a'
    ]);
    expect(stderr).toContain('could not be downloaded: the server says 404');
  });
});
