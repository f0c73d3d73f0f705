import * as path from 'node:path';
import { readOutput, readPoints, runScript } from './script';

interface Told {
  id: string;
  dir: string;
  scalars: string;
}

/** Runs a script whose last line is JSON. */
async function told<T>(code: string): Promise<T & { folder: string }> {
  const { stdout, stderr, folder } = await runScript(code);
  expect(stderr).toBe('');
  return {
    ...(JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as T),
    folder
  };
}

const SCALARS = `const scalarsOf = dir => path.join(dir, fs.readdirSync(dir).find(name => name.includes('tfevents')));`;

describe('two runs in flight', () => {
  it('mix neither scalars nor output, through awaits, timers, callbacks and emitters', async () => {
    const { runs } = await told<{ runs: Told[] }>(`${SCALARS}
      const { EventEmitter } = require('node:events');
      async function work({ name = '', n = 40 } = {}) {
        for (let i = 0; i < n; i++) {
          await [
            () => null,
            () => new Promise(r => setTimeout(r, 1)),
            () => new Promise(r => setImmediate(r)),
            () => new Promise(r => fs.stat('.', r)),
            () => Promise.all([new Promise(r => process.nextTick(r)), null])
          ][i % 5]();
          log(name, i, i);
          const emitter = new EventEmitter();
          emitter.once('say', () => console.log(name + ' ' + i));
          emitter.emit('say');
        }
      }
      const runs = await Promise.all(['a', 'b', 'c'].map(name => run(work, { name }, { cwd: 'keep' })));
      console.log(JSON.stringify({ runs: runs.map(r => ({ id: r.id, dir: r.dir, scalars: scalarsOf(r.dir) })) }));`);
    for (const [index, name] of ['a', 'b', 'c'].entries()) {
      const { dir, scalars } = runs[index];
      expect(readPoints(scalars)).toEqual({
        [name]: Array.from({ length: 40 }, (_, i) => [i, i])
      });
      expect(readOutput(dir).stdout).toBe(
        Array.from({ length: 40 }, (_, i) => `${name} ${i}\n`).join('')
      );
    }
  });

  it('overlap with cwd: "keep"', async () => {
    const { most } = await told<{ most: number }>(`
      let now = 0, most = 0;
      const work = async () => { most = Math.max(most, ++now); await new Promise(r => setTimeout(r, 20)); now--; };
      await Promise.all([1, 2, 3].map(() => run(work, {}, { cwd: 'keep' })));
      console.log(JSON.stringify({ most }));`);
    expect(most).toBe(3);
  });

  it('wait for each other with cwd: "run", each in its own folder', async () => {
    const { most, right, statuses } = await told<{
      most: number;
      right: boolean[];
      statuses: string[];
    }>(`
      let now = 0, most = 0;
      const work = async () => {
        most = Math.max(most, ++now);
        const dir = currentRun().dir;
        const before = process.cwd();
        await new Promise(r => setTimeout(r, 10));
        now--;
        return before === dir && process.cwd() === dir;
      };
      const pending = [1, 2, 3].map(() => run(work));
      const ids = fs.readdirSync('..').length;
      const statuses = fs.readdirSync('..').filter(n => !n.includes('.')).map(id => readRun(path.join('..', id)).status).sort();
      const runs = await Promise.all(pending);
      console.log(JSON.stringify({ most, right: runs.map(r => r.value), statuses }));`);
    expect(most).toBe(1);
    expect(right).toEqual([true, true, true]);
    expect(statuses).toEqual(['pending', 'pending', 'running']);
  });

  it('goes on after one of them failed', async () => {
    const { status, here } = await told<{ status: string; here: boolean }>(`
      const before = process.cwd();
      const first = run(async () => { await null; throw new Error('no'); }).catch(() => undefined);
      const second = run(async () => process.cwd());
      await first;
      console.log(JSON.stringify({ status: (await second).status, here: process.cwd() === before }));`);
    expect({ status, here }).toEqual({ status: 'completed', here: true });
  });
});

describe('nested runs', () => {
  it('do not wait for their parent, and give it its folder back', async () => {
    const { inner, back } = await told<{ inner: boolean[]; back: boolean }>(`
      const outer = await run(async function outer() {
        const mine = process.cwd();
        const children = await Promise.all([1, 2].map(() => run(async () => {
          const dir = currentRun().dir;
          await new Promise(r => setTimeout(r, 5));
          return process.cwd() === dir;
        })));
        return { inner: children.map(r => r.value), back: process.cwd() === mine };
      });
      console.log(JSON.stringify(outer.value));`);
    expect(inner).toEqual([true, true]);
    expect(back).toBe(true);
  });
});

describe('log()', () => {
  it('counts the steps of each tag by itself when none is given', async () => {
    const { scalars } = await told<{ scalars: string }>(`${SCALARS}
      const r = await run(() => { log('a', 1); log('a', 2); log({ a: 3, b: 4 }); log('b', 5, 10); log('b', 6); });
      console.log(JSON.stringify({ scalars: scalarsOf(r.dir) }));`);
    expect(readPoints(scalars)).toEqual({
      a: [
        [0, 1],
        [1, 2],
        [2, 3]
      ],
      b: [
        [0, 4],
        [10, 5],
        [11, 6]
      ]
    });
  });

  it('keeps NaN, infinities, minus zero and doubles exactly', async () => {
    const { scalars } = await told<{ scalars: string }>(`${SCALARS}
      const r = await run(() => { for (const v of [NaN, Infinity, -Infinity, -0, 0.1, 5e-324, Number.MAX_VALUE]) log('x', v); });
      console.log(JSON.stringify({ scalars: scalarsOf(r.dir) }));`);
    expect(readPoints(scalars).x.map(([, value]) => value)).toEqual([
      NaN,
      Infinity,
      -Infinity,
      -0,
      0.1,
      5e-324,
      Number.MAX_VALUE
    ]);
  });

  it('is on the handle too, and tells when there is no run', async () => {
    const { said, value } = await told<{ said: string[]; value: number }>(`
      let handle;
      const r = await run(() => { handle = currentRun(); handle.log('x', 1); });
      const said = [];
      for (const call of [() => log('x', 1), () => handle.log('x', 1)]) try { call(); } catch (e) { said.push(e.code); }
      console.log(JSON.stringify({ said, value: readRun(r.dir).scalars.x.last }));`);
    expect(said).toEqual(['NO_RUN', 'RUN_ENDED']);
    expect(value).toBe(1);
  });

  it('reports what is no number once, records the rest and goes on', async () => {
    const { stdout, stderr, folder } = await runScript(`
      const r = await run(() => {
        for (let i = 0; i < 3; i++) log({ good: i, bad: 'text', none: undefined, flag: true, big: 10n });
        log('good', 7, 1.5);
        log(null);
        return 'done';
      });
      console.log(r.value, Object.keys(readRun(r.dir).scalars).join(), readRun(r.dir).warnings.length);`);
    expect(stdout).toBe('done good,flag,big 4\n');
    expect(stderr.trim().split('\n')).toEqual([
      'Trialbook: log() takes numbers; "bad" is of type string and was not recorded.',
      'Trialbook: log() takes numbers; "none" is of type undefined and was not recorded.',
      'Trialbook: log() takes whole numbers as steps; "good" came with 1.5, recorded as 1.',
      'Trialbook: log() takes a name and a number, or an object of numbers; got object. It was not recorded.'
    ]);
    expect(path.isAbsolute(folder)).toBe(true);
  });
});
