import { existsSync, readdirSync } from 'node:fs';
import * as path from 'node:path';
import { readLines, readOutput, runScript } from './script';

/** Last line of a script's output, parsed. */
async function result<T>(code: string, options = {}): Promise<T> {
  const { stdout, stderr, code: exit } = await runScript(code, options);
  expect({ exit, stderr }).toEqual({ exit: 0, stderr: '' });
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as T;
}

const TRAIN = `
  async function train({ lr = 0.1, epochs = 3 } = {}) {
    for (let step = 0; step < epochs; step++) log({ loss: lr / (step + 1) }, step);
    return lr * epochs;
  }`;

describe('run()', () => {
  it('gives the id, folder, flags, value and status', async () => {
    const seen = await result<Record<string, unknown>>(`${TRAIN}
      const r = await run(train, { lr: 0.5 }, { label: 'first', tags: ['a', 'b'] });
      console.log(JSON.stringify({ ...r.toJSON(), flags: r.flags, value: r.value, cwd: process.cwd() }));`);
    expect(seen).toMatchObject({
      name: 'train',
      flags: { lr: 0.5, epochs: 3 },
      value: 1.5,
      status: 'completed',
      label: 'first',
      tags: ['a', 'b']
    });
    expect(seen.id).toMatch(/^[a-z][0-9a-z]{11}$/);
    expect(seen.dir).toBe(path.join(String(seen.cwd), 'runs', String(seen.id)));
  });

  it('records defaults as flags, and which they are', async () => {
    const record = await result(`${TRAIN}
      const r = await run(train, { lr: 0.5 });
      console.log(JSON.stringify(readRun(r.dir)));`);
    expect(record).toMatchObject({
      flags: { lr: 0.5, epochs: 3 },
      defaults: ['epochs'],
      status: 'completed',
      value: 1.5,
      scalars: { loss: { count: 3, step: 2, max: 0.5 } }
    });
  });

  it('makes the run folder the working directory, and goes back', async () => {
    const seen = await result<{
      inside: string;
      after: string;
      dir: string;
      file: boolean;
    }>(`
      const before = process.cwd();
      const r = await run(async function write() { fs.writeFileSync('model.txt', 'x'); await null; return process.cwd(); });
      console.log(JSON.stringify({ inside: r.value, dir: r.dir, after: process.cwd() === before, file: fs.existsSync(path.join(r.dir, 'model.txt')) }));`);
    expect(seen.inside).toBe(seen.dir);
    expect(seen).toMatchObject({ after: true, file: true });
  });

  it('keeps the working directory with cwd: "keep"', async () => {
    const seen = await result<boolean>(`
      const before = process.cwd();
      const r = await run(() => process.cwd(), {}, { cwd: 'keep' });
      console.log(JSON.stringify(r.value === before));`);
    expect(seen).toBe(true);
  });

  it('records a failure with its stack and passes the error on', async () => {
    const seen = await result<{ same: boolean; record: object }>(`
      const error = new RangeError('too far');
      let caught;
      try { await run(async function boom() { throw error; }); } catch (e) { caught = e; }
      const [id] = fs.readdirSync('runs').filter(n => !n.includes('.'));
      console.log(JSON.stringify({ same: caught === error, record: readRun(path.join('runs', id)) }));`);
    expect(seen).toMatchObject({
      same: true,
      record: {
        status: 'failed',
        error: {
          name: 'RangeError',
          message: 'too far',
          stack: expect.stringContaining('RangeError: too far') as string
        }
      }
    });
  });

  it.each([
    'null',
    'undefined',
    '"text"',
    '{ toString() { throw 1; } }',
    'Object.create(null)'
  ])('records a failure when %s is thrown', async thrown => {
    const seen = await result<{ status: string }>(`
        await run(() => { throw ${thrown}; }).catch(() => undefined);
        console.log(JSON.stringify(latestRun('runs')));`);
    expect(seen.status).toBe('failed');
  });

  it('drives generators to their end', async () => {
    const seen = await result<unknown[]>(`
      const a = await run(function* ({ n = 3 } = {}) { for (let i = 0; i < n; i++) { log('x', i); yield i; } return 'sync'; });
      const b = await run(async function* ({ n = 3 } = {}) { for (let i = 0; i < n; i++) { log('x', i); yield i; } return 'async'; });
      console.log(JSON.stringify([a.value, b.value, readRun(a.dir).scalars.x.count, readRun(b.dir).scalars.x.count]));`);
    expect(seen).toEqual(['sync', 'async', 3, 3]);
  });

  it('refuses unknown options and what is not a function', async () => {
    const seen = await result<string[]>(`
      const tell = e => e.code + ': ' + e.message;
      console.log(JSON.stringify([
        await run(() => 1, {}, { lable: 'x' }).catch(tell),
        await run(() => 1, {}, { cwd: 'home' }).catch(tell),
        await run(Promise.resolve(1)).catch(tell),
        await run(({ lr = 1 } = {}) => 1, { x: 1, y: 2 }).catch(tell),
        await run((a, b) => 1, [1, 2, 3]).catch(tell),
        fs.existsSync('runs')
      ]));`);
    expect(seen).toEqual([
      expect.stringContaining(
        'BAD_OPTION: run() has no option "lable". Its options are: label, tags, home,'
      ),
      'BAD_OPTION: The option `cwd` of run() has to be "run" or "keep".',
      expect.stringContaining('BAD_OPTION: run() takes a function'),
      'BAD_FLAGS: anonymous has no flag "x", "y". Its flags are: lr.',
      'BAD_FLAGS: anonymous takes 2 arguments, 3 were given.',
      false
    ]);
  });

  it('throws what evaluating a default throws, before anything is made', async () => {
    const seen = await result<unknown[]>(`
      const need = name => { throw new TypeError(name + ' is needed'); };
      const said = await run(({ lr = need('lr') } = {}) => 1).catch(e => e.message);
      console.log(JSON.stringify([said, fs.existsSync('runs')]));`);
    expect(seen).toEqual(['lr is needed', false]);
  });

  it('tells the feed of every run, once when it starts and once when it ends', async () => {
    const { folder } = await runScript(
      `${TRAIN} for (let i = 0; i < 3; i++) await run(train);`
    );
    const lines = readLines<{ type: string; run: string }>(
      path.join(folder, 'runs', 'feed.jsonl')
    );
    const ids = readdirSync(path.join(folder, 'runs')).filter(
      name => !name.includes('.')
    );
    for (const type of ['created', 'ended']) {
      expect(
        lines
          .filter(line => line.type === type)
          .map(line => line.run)
          .sort()
      ).toEqual(ids.sort());
    }
  });

  it('works the same as an ES module', async () => {
    const code = `
      fs.writeFileSync('m.mjs', 'import { run, log } from ' + JSON.stringify(${JSON.stringify(path.join(__dirname, '../../dist/index.mjs'))}) + '; const r = await run(function f({ a = 1 } = {}) { log("x", a); return a; }); console.log(r.value, r.status);');
      console.log(JSON.stringify(childProcess.execFileSync(process.execPath, ['m.mjs'], { encoding: 'utf8' })));`;
    expect(await result(code)).toBe('1 completed\n');
  });

  it('exports the same names as an ES module', async () => {
    const names = await result<string[][]>(`
      const esm = await import(${JSON.stringify(path.join(__dirname, '../../dist/index.mjs'))});
      const cjs = require(${JSON.stringify(path.join(__dirname, '../..'))});
      console.log(JSON.stringify([Object.keys(esm).sort(), Object.keys(cjs).sort()]));`);
    expect(names[0]).toEqual(names[1]);
  });

  it('records facts of the machine and of git, and variables by allow-list only', async () => {
    const { folder } = await runScript(
      `childProcess.execSync('git init -q . && git -c user.name=a -c user.email=a@b commit -q --allow-empty -m x');
       await run(() => 1);`,
      {
        env: {
          SECRET_TOKEN: 'hush',
          OMP_NUM_THREADS: '2',
          MINE: 'yes',
          TRIALBOOK_ENV: 'MINE'
        }
      }
    );
    const [id] = readdirSync(path.join(folder, 'runs')).filter(
      name => !name.includes('.')
    );
    const journal = readLines<Record<string, unknown>>(
      path.join(folder, 'runs', id, 'trialbook', 'journal.jsonl')
    );
    const facts = Object.assign(
      {},
      ...journal.filter(entry => entry.type === 'environment')
    ) as Record<string, unknown>;
    expect(facts).toMatchObject({
      node: process.versions.node,
      env: { OMP_NUM_THREADS: '2', MINE: 'yes' },
      git: {
        commit: expect.stringMatching(/^[0-9a-f]{40}$/) as string,
        dirty: true
      }
    });
    expect(JSON.stringify(journal)).not.toContain('hush');
  });
});

describe('the home', () => {
  const dirOf = (options: string) => `(await run(() => 1, {}, ${options})).dir`;

  it('is the option, else $TRIALBOOK_HOME, else the nearest upwards, else runs/ beside', async () => {
    const { folder, stdout } = await runScript(
      `const beside = ${dirOf('{}')};
       const option = ${dirOf("{ home: 'other' }")};
       process.env.TRIALBOOK_HOME = 'from-env';
       const env = ${dirOf('{}')};
       console.log(JSON.stringify([beside, option, env].map(dir => path.relative(process.cwd(), path.dirname(dir)))));
       delete process.env.TRIALBOOK_HOME;
       fs.mkdirSync('deep/er', { recursive: true });
       fs.copyFileSync('script.cjs', 'deep/er/script.cjs');
       if (!process.env.NESTED) console.log(childProcess.execFileSync(process.execPath, ['script.cjs'], { cwd: 'deep/er', env: { NESTED: '1' }, encoding: 'utf8' }));`
    );
    const [own, nested] = stdout
      .trim()
      .split('\n')
      .map(line => JSON.parse(line) as string[]);
    expect(own).toEqual(['runs', 'other', 'from-env']);
    expect(nested[0]).toBe(path.join('..', '..', 'runs'));
    expect(existsSync(path.join(folder, 'deep/er/runs'))).toBe(false);
  });
});

describe('currentRun()', () => {
  it('is the innermost run, with its parent', async () => {
    const seen = await result<unknown[]>(`
      const outside = currentRun();
      const outer = await run(async function outer() {
        await run(function inner() { log('x', 1); });
        log('y', 2);
        return currentRun().name;
      });
      const records = fs.readdirSync('runs').filter(n => !n.includes('.')).map(id => readRun(path.join('runs', id)));
      const inner = records.find(record => record.name === 'inner');
      console.log(JSON.stringify([outside === undefined, outer.value, inner.parent === outer.id, Object.keys(inner.scalars), Object.keys(readRun(outer.dir).scalars)]));`);
    expect(seen).toEqual([true, 'outer', true, ['x'], ['y']]);
  });
});

describe('output', () => {
  it('goes to the terminal as before and to the run, with colours and streams', async () => {
    const { stdout, stderr, folder } = await runScript(`
      console.log('before');
      await run(async function f() {
        console.log('\\u001b[31mred\\u001b[0m');
        console.error('careful');
        await new Promise(resolve => setTimeout(resolve, 5));
        process.stdout.write(Buffer.from('é').subarray(0, 1));
        process.stdout.write(Buffer.from('é').subarray(1));
      });
      console.log('after');`);
    expect(stdout).toBe('before\n\u001b[31mred\u001b[0m\néafter\n');
    expect(stderr).toBe('careful\n');
    const [id] = readdirSync(path.join(folder, 'runs')).filter(
      name => !name.includes('.')
    );
    expect(readOutput(path.join(folder, 'runs', id))).toEqual({
      stdout: '\u001b[31mred\u001b[0m\né',
      stderr: 'careful\n'
    });
  });

  it.each([
    [
      'spawn',
      "await new Promise(done => childProcess.spawn('sh', ['-c', 'echo out; echo err >&2'], { stdio: 'inherit' }).on('close', done));"
    ],
    [
      'spawn with numbers',
      "await new Promise(done => childProcess.spawn('sh', ['-c', 'echo out; echo err >&2'], { stdio: [0, 1, 2] }).on('close', done));"
    ],
    [
      'spawnSync',
      "childProcess.spawnSync('sh', ['-c', 'echo out; echo err >&2'], { stdio: 'inherit' });"
    ],
    [
      'execSync',
      "childProcess.execSync('echo out; echo err >&2', { stdio: 'inherit' });"
    ],
    [
      'execFileSync',
      "childProcess.execFileSync('sh', ['-c', 'echo out; echo err >&2'], { stdio: 'inherit' });"
    ],
    [
      'a failing execSync',
      "try { childProcess.execSync('echo out; echo err >&2; exit 3', { stdio: 'inherit' }); } catch {}"
    ]
  ])('of a child that inherits it is recorded (%s)', async (_, code) => {
    const { stdout, stderr, folder } = await runScript(
      `await run(async function f() { ${code} });`
    );
    expect({ stdout, stderr }).toEqual({ stdout: 'out\n', stderr: 'err\n' });
    const [id] = readdirSync(path.join(folder, 'runs')).filter(
      name => !name.includes('.')
    );
    expect(readOutput(path.join(folder, 'runs', id))).toEqual({
      stdout: 'out\n',
      stderr: 'err\n'
    });
  });

  it('of a child outside a run is left alone', async () => {
    const { stdout } = await runScript(`
      await run(() => 1);
      const result = childProcess.spawnSync('echo', ['hi'], { stdio: 'inherit' });
      console.log(result.stdout);`);
    expect(stdout).toBe('hi\nnull\n');
  });
});
