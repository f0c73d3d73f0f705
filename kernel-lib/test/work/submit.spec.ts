import { fork, type ChildProcess } from 'node:child_process';
import {
  mkdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync
} from 'node:fs';
import * as path from 'node:path';
import { newFolder } from '../run/script';
import {
  jobsOf,
  keepFunction,
  lockFiles,
  newHome,
  readQueue,
  requestsOf,
  runsOf,
  until,
  work
} from './jobs';

jest.setTimeout(120_000);

const { submit, waitForJobs, takeLock, lockHolder } = work;

const TRAIN = 'function train({ n }) { return n; }';

/** A process that submits, or takes locks, in a loop; it says when it is done. */
function start(script: string, ...args: string[]): ChildProcess {
  return fork(path.join(__dirname, script), args, {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc']
  });
}

const exited = (child: ChildProcess) =>
  new Promise<number | null>(resolve => child.once('exit', resolve));

describe('submit()', () => {
  it('makes a job once: 20 processes submit the same 50, and 50 are executed', async () => {
    const home = newHome();
    const marks = path.join(home, '..', 'marks');
    const facts = keepFunction(
      home,
      'train',
      `function train({ n }) { require('node:fs').appendFileSync(${JSON.stringify(marks)}, n + '\\n'); }`
    );
    const children = Array.from({ length: 20 }, () =>
      start('submit-process.cjs', home, JSON.stringify(facts), '50')
    );
    const codes = await Promise.all(children.map(exited));
    expect(codes).toEqual(codes.map(() => 0));
    const jobs = jobsOf(home);
    expect(jobs).toHaveLength(50);
    expect(jobs.every(({ state }) => state === 'completed')).toBe(true);
    expect(
      readFileSync(marks, 'utf8')
        .trim()
        .split('\n')
        .sort((a, b) => Number(a) - Number(b))
    ).toEqual(Array.from({ length: 50 }, (_, n) => String(n)));
    expect(runsOf(home)).toHaveLength(50);
    const { batches } = readQueue(home);
    expect(batches.size).toBe(20);
    for (const { counts, size } of batches.values()) {
      expect([counts.completed, size]).toEqual([50, 50]);
    }
  });

  it('joins what is done, adds what is missing, and tries again what failed', async () => {
    const home = newHome();
    const facts = keepFunction(
      home,
      'train',
      `function train({ n }) { if (n === 2 && !require('node:fs').existsSync(${JSON.stringify(path.join(home, '..', 'mended'))})) throw new Error('no'); }`
    );
    const first = await submit(
      home,
      facts,
      requestsOf('train', [{ n: 1 }, { n: 2 }])
    );
    expect(first.added).toBe(2);
    await waitForJobs(home, first.jobs);
    writeFileSync(path.join(home, '..', 'mended'), '');
    const second = await submit(
      home,
      facts,
      requestsOf('train', [{ n: 3 }, { n: 2 }, { n: 1 }, { n: 3 }])
    );
    expect(second.added).toBe(1);
    expect(second.jobs.slice(1, 3)).toEqual([first.jobs[1], first.jobs[0]]);
    expect(second.jobs[3]).toBe(second.jobs[0]);
    const done = await waitForJobs(home, second.jobs);
    expect(done.map(({ state, attempts }) => [state, attempts])).toEqual([
      ['completed', 1],
      ['completed', 2],
      ['completed', 1],
      ['completed', 1]
    ]);
  });

  it('refuses flags that no other process can have, and jobs that wait for none, before anything is written', async () => {
    const home = newHome();
    const facts = keepFunction(home, 'train', TRAIN);
    const [request] = requestsOf('train', [{ n: 1 }]);
    await expect(
      submit(home, facts, [{ ...request, flags: { fn: () => 1 } }])
    ).rejects.toMatchObject({
      code: 'BAD_FLAGS',
      message: expect.stringMatching(/"fn" of train cannot be handed/)
    });
    await expect(
      submit(home, facts, [{ ...request, after: ['f'.repeat(64)] }])
    ).rejects.toMatchObject({ code: 'BAD_OPTION' });
    expect(readFileSync(path.join(home, 'queue.jsonl'), 'utf8')).toBe('');
    expect(lockFiles(home)).toEqual([]);
  });

  it('says so when the queue cannot be written', async () => {
    const home = newHome();
    rmSync(path.join(home, 'queue.jsonl'));
    mkdirSync(path.join(home, 'queue.jsonl'));
    const facts = keepFunction(home, 'train', TRAIN);
    await expect(
      submit(home, facts, requestsOf('train', [{ n: 1 }]))
    ).rejects.toThrow(/EISDIR/);
    expect(lockFiles(home)).toEqual([]);
  });
});

describe('a lock', () => {
  it('is held by one, and free again when it is released', () => {
    const file = path.join(newFolder(), 'a.lock');
    const lock = takeLock(file);
    expect(lock?.isHeld()).toBe(true);
    expect(takeLock(file)).toBeUndefined();
    expect(lockHolder(file)?.process.pid).toBe(process.pid);
    lock?.release();
    expect(lockHolder(file)).toBeUndefined();
    expect(takeLock(file)?.isHeld()).toBe(true);
  });

  it('is never held by two, however often its holder is killed', async () => {
    const folder = newFolder();
    const log = path.join(folder, 'log');
    writeFileSync(log, '');
    const killed: Promise<number | null>[] = [];
    const children = new Set<ChildProcess>();
    const add = () => {
      const child = start('lock-process.cjs', folder, log);
      children.add(child);
      const end = exited(child);
      killed.push(end);
      void end.then(() => children.delete(child));
    };
    for (let at = 0; at < 6; at++) {
      add();
    }
    for (let kills = 1; kills <= 15; kills++) {
      await until(
        () => readFileSync(log, 'utf8').split('\n').length > kills * 40
      );
      const [victim] = children;
      victim.kill('SIGKILL');
      add();
    }
    const size = () => readFileSync(log, 'utf8').split('\n').length;
    const before = size();
    await until(() => size() > before + 100);
    children.forEach(child => child.kill('SIGKILL'));
    await Promise.all(killed);
    // Each holder writes that it enters and that it leaves; one that was killed wrote the former only.
    let inside: string | undefined;
    for (const line of readFileSync(log, 'utf8').trim().split('\n')) {
      const [word, who] = line.split(' ');
      if (word === 'out') {
        expect(who).toBe(inside);
      }
      inside = word === 'in' ? who : undefined;
    }
  });

  it('of another host is taken over when it has not been touched for half a minute', () => {
    const file = path.join(newFolder(), 'a.lock');
    const holder = {
      process: { host: 'elsewhere', pid: 4711 },
      nonce: '0123456789abcdef'
    };
    writeFileSync(file, JSON.stringify(holder));
    expect(takeLock(file)).toBeUndefined();
    expect(lockHolder(file)?.process.host).toBe('elsewhere');
    const past = new Date(Date.now() - 40_000);
    utimesSync(file, past, past);
    expect(takeLock(file)?.isHeld()).toBe(true);
  });

  it('that is no lock of ours stays as it is', () => {
    const file = path.join(newFolder(), 'a.lock');
    writeFileSync(file, 'mine');
    expect(takeLock(file)).toBeUndefined();
    expect(readFileSync(file, 'utf8')).toBe('mine');
  });
});
