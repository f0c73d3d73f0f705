import { readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { EventEncoder } from '../../src/format/tfevents';
import { readLines, readOutput } from '../run/script';
import { filesOf, projectWith, runsOf, start, trialbook } from './cli';

jest.setTimeout(60_000);

const SCRIPT = `
const fs = require('node:fs');
fs.writeFileSync('model.json', '{}');
for (const loss of [0.5, 0.25]) console.log('loss: ' + loss);
console.error('to stderr');
const { RUN_DIR, RUN_ID, TRIALBOOK_HOME, CMD_DIR, FLAG_LR, FLAG_BATCH_SIZE } = process.env;
fs.writeFileSync('facts.json', JSON.stringify({ cwd: process.cwd(), RUN_DIR, RUN_ID, TRIALBOOK_HOME, CMD_DIR, FLAG_LR, FLAG_BATCH_SIZE, args: process.argv.slice(2) }));
process.exitCode = Number(process.env.EXIT ?? 0);
`;

const factsOf = (dir: string) =>
  JSON.parse(readFileSync(path.join(dir, 'facts.json'), 'utf8')) as Record<
    string,
    unknown
  >;

describe('trialbook run -- COMMAND', () => {
  it('records flags, output, output scalars and the end, and hands the output on', async () => {
    const folder = projectWith({ 'train.js': SCRIPT });
    const { code, stdout, stderr } = await trialbook(folder, [
      ...['run', '--label', 'first', '--tag', 'a', '--tag', 'b', '--'],
      ...['node', 'train.js', '--lr', '0.1', '--batch-size=32', '--fast']
    ]);
    expect({ code, stdout, stderr }).toEqual({
      code: 0,
      stdout: 'loss: 0.5\nloss: 0.25\n',
      stderr: 'to stderr\n'
    });
    const [run] = runsOf(folder);
    expect(run.record).toMatchObject({
      name: 'train',
      kind: 'command',
      label: 'first',
      tags: ['a', 'b'],
      status: 'completed',
      command: ['node', 'train.js', '--lr', '0.1', '--batch-size=32', '--fast'],
      flags: { lr: 0.1, 'batch-size': 32, fast: true }
    });
    expect(run.scalars).toEqual({ loss: [0.5, 0.25] });
    expect(readOutput(run.dir)).toEqual({
      stdout: 'loss: 0.5\nloss: 0.25\n',
      stderr: 'to stderr\n'
    });
  });

  it('gives the command its own folder and tells it about the run', async () => {
    const folder = projectWith({ 'train.js': SCRIPT });
    await trialbook(folder, [
      ...['run', '--', 'node', 'train.js', '--lr', '0.1', '--batch-size', '8']
    ]);
    const [run] = runsOf(folder);
    expect(filesOf(run.dir).sort()).toEqual(['facts.json', 'model.json']);
    expect(factsOf(run.dir)).toEqual({
      cwd: run.dir,
      RUN_DIR: run.dir,
      RUN_ID: run.record.run,
      TRIALBOOK_HOME: path.join(folder, 'runs'),
      CMD_DIR: folder,
      FLAG_LR: '0.1',
      FLAG_BATCH_SIZE: '8',
      args: ['--lr', '0.1', '--batch-size', '8']
    });
  });

  it('stays where the user is with --cwd keep', async () => {
    const folder = projectWith({ 'train.js': SCRIPT });
    await trialbook(folder, ['run', '--cwd', 'keep', '--', 'node', 'train.js']);
    expect(factsOf(folder)).toMatchObject({ cwd: folder });
    expect(filesOf(runsOf(folder)[0].dir)).toEqual([]);
  });

  it('ends as the command does: its exit code, and a failed run that names it', async () => {
    const folder = projectWith({ 'train.js': SCRIPT });
    const ended = await trialbook(
      folder,
      ['run', '--json', '--', 'node', 'train.js'],
      { EXIT: '7' }
    );
    expect(ended.code).toBe(7);
    const [run] = runsOf(folder);
    expect(JSON.parse(ended.stdout)).toMatchObject({
      run: run.record.run,
      status: 'failed',
      exitCode: 7
    });
    expect(ended.stderr).toContain('loss: 0.5');
    expect(run.record).toMatchObject({
      status: 'failed',
      error: { message: 'The command ended with exit code 7.' }
    });
  });

  it('says that there is no such program', async () => {
    const folder = projectWith();
    const ended = await trialbook(folder, ['run', '--', 'no-such-program']);
    expect(ended.code).toBe(127);
    expect(ended.stderr).toContain('There is no program "no-such-program"');
    expect(runsOf(folder)[0].record.status).toBe('failed');
  });

  it('lets the command read what is typed', async () => {
    const folder = projectWith();
    const { stdout } = await trialbook(folder, ['run', '--', 'cat']);
    expect(stdout).toBe('typed\n');
  });

  it('says what is missing', async () => {
    const folder = projectWith();
    expect((await trialbook(folder, ['run'])).code).toBe(2);
    const odd = await trialbook(folder, ['run', '--cwd', 'x', '--', 'true']);
    expect(odd.stderr).toContain('--cwd takes "run" or "keep"');
    expect(runsOf(folder)).toEqual([]);
  });

  it('keeps event files that the command writes by itself as scalars', async () => {
    const folder = projectWith({
      'copy.js': `require('node:fs').copyFileSync(process.env.CMD_DIR + '/events.out.tfevents.1.own', 'events.out.tfevents.1.own')`
    });
    const encoder = new EventEncoder();
    const point = new Uint8Array(200);
    const end = encoder.scalar(point, 0, 'own', 3, 1, 1);
    writeFileSync(
      path.join(folder, 'events.out.tfevents.1.own'),
      Buffer.concat([encoder.header(1), point.subarray(0, end)])
    );
    await trialbook(folder, ['run', '--', 'node', 'copy.js']);
    expect(runsOf(folder)[0].scalars).toEqual({ own: [3] });
  });

  it('nests runs of a function that the command makes', async () => {
    const folder = projectWith({
      'nested.js': `require(${JSON.stringify(path.resolve(__dirname, '../..'))}).run(function inner() {}).then(() => {})`
    });
    await trialbook(folder, ['run', '--', 'node', 'nested.js']);
    const [outer, inner] = runsOf(folder);
    expect(inner.record).toMatchObject({
      name: 'inner',
      kind: 'function',
      parent: outer.record.run
    });
  });
});

/** Prints `ready`, with a child of its own that would outlive it, and says which signals came. */
const STUBBORN = `
const { spawn } = require('node:child_process');
const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
const ends = process.argv[2] === 'ends';
for (const signal of ['SIGINT', 'SIGTERM'])
  process.on(signal, () => { console.log('got ' + signal); if (ends) process.exit(0); });
child.on('exit', (code, signal) => console.log('child ' + signal));
setInterval(() => {}, 1000);
console.log('ready ' + child.pid);
`;

describe('signals', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)(
    'hands %s on to the whole process group',
    async signal => {
      const folder = projectWith({ 'stubborn.js': STUBBORN });
      const { child, ended, printed } = start(folder, [
        ...['run', '--', 'node', 'stubborn.js']
      ]);
      await printed('ready');
      child.kill(signal);
      await printed(`got ${signal}`);
      await printed(`child ${signal}`);
      child.kill('SIGINT');
      if (signal === 'SIGTERM') {
        await printed('got SIGINT');
        child.kill('SIGINT');
      }
      expect((await ended).code).toBe(128 + 9);
      expect(runsOf(folder)[0].record.status).toBe('terminated');
      expect(runsOf(folder)[0].stdout).toContain(`got ${signal}`);
    }
  );

  it('ends a run that is stopped, which acknowledges', async () => {
    const folder = projectWith({ 'stubborn.js': STUBBORN });
    const { ended, printed } = start(folder, [
      ...['run', '--', 'node', 'stubborn.js', 'ends']
    ]);
    await printed('ready');
    const [run] = runsOf(folder);
    writeFileSync(path.join(run.dir, 'trialbook/signals/stop.json'), '{}');
    expect(await ended).toMatchObject({
      stdout: expect.stringContaining('got SIGTERM') as string
    });
    expect(runsOf(folder)[0].record).toMatchObject({
      status: 'terminated',
      signals: [{ name: 'stop' }]
    });
  });

  it('says 128 and the signal when something else ends the command', async () => {
    const folder = projectWith();
    const { code } = await trialbook(folder, [
      ...['run', '--', 'node', '-e', 'process.kill(process.pid, "SIGKILL")']
    ]);
    expect(code).toBe(137);
    expect(runsOf(folder)[0].record.status).toBe('terminated');
  });

  it('leaves a run that readers see as lost when it is killed itself', async () => {
    const folder = projectWith({ 'stubborn.js': STUBBORN });
    const { child, ended, printed } = start(folder, [
      ...['run', '--', 'node', 'stubborn.js']
    ]);
    await printed('ready');
    const [run] = runsOf(folder);
    child.kill('SIGKILL');
    // The orphan still holds the pipe for standard error, so `close` would wait for it.
    await new Promise(resolve => child.once('exit', resolve));
    const lines = readLines<{ type: string; process?: { pid: number } }>(
      path.join(run.dir, 'trialbook/journal.jsonl')
    );
    expect(lines[0].process?.pid).toBe(child.pid);
    const { readRun } = jest.requireActual<
      typeof import('../../src/recorded/read-run')
    >('../../src/recorded/read-run');
    expect(readRun(run.dir).status).toBe('lost');
    const group = Number(/ready (\d+)/.exec(run.stdout)?.[1]);
    process.kill(-groupOf(group), 'SIGKILL');
    await ended;
  });
});

/** The process group of a process (field 5 of /proc/PID/stat). */
function groupOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[2]);
}
