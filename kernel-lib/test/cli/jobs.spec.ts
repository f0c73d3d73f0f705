import { readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import {
  atRest,
  jobsOf,
  keepFunction,
  newHome,
  readQueue,
  requestsOf,
  sha256,
  supervisorOf,
  until,
  work
} from '../work/jobs';
import { trialbook, trialbookJson } from './trialbook';

jest.setTimeout(60_000);

/** It goes on until there is a file `go` in the folder that holds the home; with a negative `n` it fails. */
const WAITING = `async function train({ n }) {
  const go = require('path').join(process.env.GO, 'go');
  while (!require('fs').existsSync(go)) { log('n', n); await new Promise(r => setTimeout(r, 20)); }
  if (n < 0) throw new RangeError('n is too small');
  return n;
}`;

describe('the commands about jobs', () => {
  let home: string;
  let folder: string;

  beforeEach(() => {
    home = newHome();
    folder = path.dirname(home);
    process.env.GO = folder;
  });

  afterEach(async () => {
    go();
    if (supervisorOf(home) !== undefined) {
      trialbook(['cancel', '--all', '--home', home]);
      trialbook(['resume', '--home', home]);
      await atRest(home);
    }
  });

  const go = () => writeFileSync(path.join(folder, 'go'), '');

  const call = (...args: string[]) =>
    trialbook([...args, '--home', home], { cwd: folder, env: { GO: folder } });

  async function submitted(
    numbers: readonly number[],
    more: object = {},
    name = 'train'
  ) {
    const facts = { ...keepFunction(home, name, WAITING), workers: ['#1'] };
    const requests = requestsOf(
      name,
      numbers.map(n => ({ n }))
    );
    const made = await work.submit(home, { ...facts, ...more }, requests);
    work.ensureSupervisor(home);
    return made;
  }

  const states = () => jobsOf(home).map(({ state }) => state);

  it('say that there are none', () => {
    expect(call('jobs').stdout).toBe(`No jobs in ${home}.\n`);
    expect(call('queue').stdout).toBe(`Nothing was submitted to ${home}.\n`);
    expect(call('workers').stdout).toBe(
      'No supervisor is at work: nothing is to do.\n'
    );
    expect(call('cancel', '--all').stderr).toMatch(
      /^No jobs were ever submitted to /
    );
  });

  it('list jobs with their states, flags, runs and workers, and how far batches are', async () => {
    const { batch, jobs } = await submitted([1, 2], { label: 'two' });
    await until(() => jobsOf(home)[0].run !== undefined);
    const [first, second] = jobsOf(home);
    const { stdout } = call('jobs');
    const lines = stdout.split('\n').map(line => line.split(/ {2,}/));
    expect(lines[0]).toEqual([
      ...['JOB', 'NAME', 'STATE', 'RUN', 'WORKER', 'TIME', 'FLAGS']
    ]);
    expect(lines[1]).toEqual([
      second.job.slice(0, 6),
      'train',
      'pending',
      'n=2'
    ]);
    expect(lines[2]).toEqual([
      ...[first.job.slice(0, 6), 'train', 'running'],
      ...[first.run?.slice(0, 6), '#1', expect.stringMatching(/s$/), 'n=1']
    ]);
    expect(lines[3]).toEqual(['2 jobs.']);
    expect(call('jobs', '--state', 'running').stdout).toMatch(/\n1 job\.\n$/);
    expect(call('jobs', '-n', '1').stdout).toMatch(/1 of 2 jobs; --all/);
    expect(call('jobs', batch.slice(0, 8), '--state', 'failed').stdout).toBe(
      'None of 2 jobs is one of these.\n'
    );
    expect(trialbookJson(['jobs', jobs[0], '--home', home])).toMatchObject([
      { job: jobs[0], name: 'train', state: 'running', flags: { n: 1 } }
    ]);
    expect(call('queue').stdout).toMatch(
      new RegExp(
        `^BATCH +NAME +OF +STATE +JOBS +PENDING +RUNNING +SUBMITTED\n${batch.slice(0, 6)} +train +two +running +2 +1 +1 +.*\n1 pending, 1 running\\.\n$`
      )
    );
    expect(call('workers').stdout).toMatch(
      new RegExp(
        `\n#1 +\\d+ +\\S+ +${first.job.slice(0, 6)} +${first.run?.slice(0, 6)}\nThe supervisor is process ${supervisorOf(home)} on `
      )
    );
  });

  it('show the tags of jobs', async () => {
    const facts = { ...keepFunction(home, 'train', WAITING), workers: ['#1'] };
    await work.submit(home, facts, [
      { key: sha256('a'), flags: { n: 1 }, tags: { layers: 2, lr: 0.1 } }
    ]);
    expect(call('jobs').stdout).not.toContain('layers');
    expect(call('jobs', '--tags').stdout).toContain('layers=2 lr=0.1');
  });

  it('pause the queue, or one batch of it', async () => {
    expect((await submitted([1])).added).toBe(1);
    expect(call('pause').stdout).toBe(
      'The queue is paused: what runs goes on, nothing else begins.\n'
    );
    const { batch } = await submitted([2]);
    go();
    await until(() => states()[0] === 'completed');
    expect(call('jobs').stdout).toMatch(/ paused /);
    expect(call('queue').stdout).toContain(
      'The queue is paused: "trialbook resume" goes on.'
    );
    call('pause', batch);
    call('resume');
    expect(readQueue(home).batches.get(batch)?.paused).toBe(true);
    await submitted([3]);
    await until(() => states()[2] === 'completed');
    expect(states()[1]).toBe('pending');
    expect(call('resume', batch.slice(0, 6)).stdout).toBe(
      `train (${batch.slice(0, 6)}) is resumed.\n`
    );
    await until(() => states()[1] === 'completed');
  });

  it('cancel jobs that wait and jobs that run', async () => {
    const { batch, jobs } = await submitted([1, 2, 3]);
    await until(() => jobsOf(home)[0].run !== undefined);
    expect(call('cancel', jobs[2]).stdout).toBe('1 job is cancelled.\n');
    await until(() => states()[2] === 'terminated');
    expect(call('cancel', batch).stdout).toBe(
      '2 jobs are cancelled; 1 of them ran and is asked to stop.\n'
    );
    await until(() => states().every(state => state === 'terminated'));
    expect(call('cancel', batch).stdout).toBe(
      'Nothing to cancel: all of these have ended.\n'
    );
  });

  it('retry what failed, with what it needs and what waited for it', async () => {
    go();
    const facts = { ...keepFunction(home, 'train', WAITING), workers: ['#1'] };
    const key = sha256('first');
    const { jobs } = await work.submit(home, facts, [
      { key, flags: { n: -1 } },
      { key: sha256('second'), flags: { n: 2 }, after: [key] },
      { key: sha256('other'), flags: { n: -3 } }
    ]);
    work.ensureSupervisor(home);
    await until(() => states().every(state => state === 'failed'));
    expect(call('jobs').stdout).toMatch(
      /dependency .*n=2 .*It needs train[^\n]*\n.* failed .* n=-1 +RangeError: n is too small/
    );
    await atRest(home);
    expect(call('retry', jobs[1].slice(0, 7)).stdout).toBe(
      '2 jobs are made again.\n'
    );
    await until(
      () => jobsOf(home)[0].attempts === 2 && states()[1] === 'failed'
    );
    expect(jobsOf(home).map(({ attempts }) => attempts)).toEqual([2, 0, 1]);
    expect(call('retry', '--all').stdout).toBe('3 jobs are made again.\n');
    await until(() => jobsOf(home)[2].attempts === 2);
  });

  it.each([
    [['cancel'], 'Name the jobs or batches to cancel'],
    [['cancel', '--all', 'abc'], 'Name the jobs or batches to cancel'],
    [['retry'], 'Name the jobs or batches to retry'],
    [
      ['cancel', 'zzzz'],
      'No job and no batch has an id that begins with "zzzz"'
    ],
    [['cancel', ''], 'No job and no batch has an id that begins with ""'],
    [['jobs', '--state', 'done'], '--state takes one of pending, running'],
    [['pause', 'JOB'], 'is a job; batches are paused']
  ])('refuse %j, and change nothing', async (args, message) => {
    const facts = { ...keepFunction(home, 'train', WAITING), workers: ['#1'] };
    const requests = requestsOf('train', [{ n: 1 }]);
    const { jobs } = await work.submit(home, facts, requests);
    const before = readFileSync(path.join(home, 'queue.jsonl'), 'utf8');
    const words = args.map(word => (word === 'JOB' ? jobs[0] : word));
    const { status, stderr } = call(...words);
    expect(stderr).toContain(message);
    expect(status).not.toBe(0);
    expect(readFileSync(path.join(home, 'queue.jsonl'), 'utf8')).toBe(before);
  });
});
