/** Tokens: permits that processes share; the processes are real, and some of them are killed. */
import { fork, type ChildProcess } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { holdAll, token } from '../../src';
import {
  atRest,
  jobsOf,
  keepFunction,
  newHome,
  readQueue,
  requestsOf,
  until,
  work
} from './jobs';

jest.setTimeout(120_000);

describe('token()', () => {
  let home: string;

  beforeEach(() => {
    home = newHome();
  });

  it('has so many permits, and gives the next one when one is released', async () => {
    const gpu = token('gpu', 2, { home });
    const first = await gpu.take();
    await gpu.take();
    let isThere = false;
    const third = gpu.take().then(permit => {
      isThere = true;
      return permit;
    });
    await new Promise(resolve => setTimeout(resolve, 100));
    expect(isThere).toBe(false);
    first.release();
    first.release();
    (await third).release();
  });

  it('is held while a function runs, and free when that has thrown', async () => {
    const one = token('one', 1, { home });
    expect(await one.hold(() => 42)).toBe(42);
    await expect(
      one.hold(() => {
        throw new RangeError('no');
      })
    ).rejects.toThrow(RangeError);
    expect(await one.hold(async () => 43)).toBe(43);
  });

  it('gives several at once or none, so that two never wait for each other', async () => {
    const [a, b] = [token('a', 2, { home }), token('b', 1, { home })];
    const held = await b.take();
    let isIn = false;
    const both = holdAll([b, a.of(2)], () => (isIn = true), { home });
    // It holds nothing of the other while it waits.
    expect(await a.hold(() => isIn, { permits: 2 })).toBe(false);
    held.release();
    expect(await both).toBe(true);
  });

  it('ends the wait when it is told to', async () => {
    const one = token('one', 1, { home });
    const held = await one.take();
    const signal = AbortSignal.timeout(30);
    await expect(one.take({ signal })).rejects.toThrow();
    held.release();
    (await one.take()).release();
  });

  it.each([
    [() => token('../x', 1), 'A token has a name of letters'],
    [() => token('', 1), 'A token has a name of letters'],
    [() => token('a', 0), 'from 1 to 10 000; got 0'],
    [() => token('a', 1.5), 'from 1 to 10 000; got 1.5'],
    [
      () => token('a', 2).of(3),
      'Of the token a 2 permits can be taken at most'
    ],
    [() => token('a', 2).of(0), '0 were asked for']
  ])('refuses what makes no sense: %#', (make, message) => {
    expect(make).toThrow(
      expect.objectContaining({
        code: 'BAD_OPTION',
        message: expect.stringContaining(message) as string
      }) as Error
    );
  });

  it('refuses to hold one token twice', async () => {
    const a = token('a', 2, { home });
    await expect(
      holdAll([a, a.of(1)], () => 1, { home })
    ).rejects.toMatchObject({
      code: 'BAD_OPTION',
      message: expect.stringContaining('a.of(2)')
    });
  });

  it('with 3 permits and 8 processes never lets more than 3 in, and never gets stuck, in 1 000 holds with random kills', async () => {
    const log = path.join(path.dirname(home), 'log');
    writeFileSync(log, '');
    const children = new Set<ChildProcess>();
    const ends: Promise<void>[] = [];
    const add = () => {
      const child = fork(
        path.join(__dirname, 'token-process.cjs'),
        [home, '3', log],
        { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] }
      );
      children.add(child);
      ends.push(
        new Promise(resolve =>
          child.once('exit', () => {
            children.delete(child);
            resolve();
          })
        )
      );
    };
    const counts = () => readFileSync(log, 'utf8').trim().split('\n');
    for (let at = 0; at < 8; at++) {
      add();
    }
    for (let kills = 1; kills <= 25; kills++) {
      await until(() => counts().length >= kills * 40);
      const alive = [...children];
      alive[Math.floor(Math.random() * alive.length)].kill('SIGKILL');
      add();
    }
    // Also after the last kill it goes on.
    const before = counts().length;
    expect(before).toBeGreaterThanOrEqual(1000);
    await until(() => counts().length >= before + 50);
    children.forEach(child => child.kill('SIGKILL'));
    await Promise.all(ends);
    const inside = counts().map(Number);
    expect(Math.max(...inside)).toBe(3);
    expect(Math.min(...inside)).toBe(1);
    // What the dead held is free.
    const all = await token('gpu', 3, { home }).take({ permits: 3 });
    all.release();
  });
});

describe('jobs that need a token', () => {
  const WAITING = `async function train({ n }) {
    const fs = require('node:fs');
    log('n', n);
    while (!fs.existsSync(${JSON.stringify('GO')})) await new Promise(r => setTimeout(r, 10));
  }`;

  it('go on side by side as far as there are permits, those of other processes counted', async () => {
    const home = newHome();
    const go = path.join(path.dirname(home), 'go');
    const outside = await token('licence', 2, { home }).take();
    const { jobs } = await work.submit(
      home,
      {
        ...keepFunction(home, 'train', WAITING.replace('GO', go)),
        workers: ['#1', '#2', '#3'],
        tokens: [token('licence', 2).of(1)]
      },
      requestsOf('train', [{ n: 1 }, { n: 2 }, { n: 3 }])
    );
    const done = work.waitForJobs(home, jobs);
    const begun = () => jobsOf(home).filter(({ run }) => run).length;
    await until(() => begun() === 1);
    // No worker stands and waits for what another job of the queue has.
    await until(
      () => jobsOf(home).filter(({ state }) => state === 'running').length === 2
    );
    expect(begun()).toBe(1);
    expect(jobsOf(home)[2].state).toBe('pending');
    outside.release();
    await until(() => begun() === 2);
    writeFileSync(go, '');
    expect((await done).map(({ state }) => state)).toEqual([
      'completed',
      'completed',
      'completed'
    ]);
    expect([...readQueue(home).batches.values()][0].tokens).toEqual([
      { name: 'licence', permits: 2, take: 1 }
    ]);
    await atRest(home);
  });
});

describe('two workers on one GPU', () => {
  it('are two, and see the same GPU', async () => {
    const home = newHome();
    const folder = path.dirname(home);
    const { jobs } = await work.submit(
      home,
      {
        ...keepFunction(
          home,
          'train',
          `async function train({ n }) {
            const fs = require('node:fs');
            fs.writeFileSync(${JSON.stringify(folder)} + '/gpu' + n, process.env.CUDA_VISIBLE_DEVICES);
            while (!fs.existsSync(${JSON.stringify(folder)} + '/gpu' + (1 - n))) await new Promise(r => setTimeout(r, 10));
          }`
        ),
        workers: ['0', '0/2']
      },
      requestsOf('train', [{ n: 0 }, { n: 1 }])
    );
    await work.waitForJobs(home, jobs);
    for (const n of [0, 1]) {
      expect(existsSync(path.join(folder, `gpu${n}`))).toBe(true);
      expect(readFileSync(path.join(folder, `gpu${n}`), 'utf8')).toBe('0');
    }
    expect(new Set(jobsOf(home).map(({ worker }) => worker))).toEqual(
      new Set(['0', '0/2'])
    );
    await atRest(home);
  });
});
