import { readPoints, runScript } from './script';

interface Seen {
  file: string;
  scalars: Record<string, { count: number; last: number | string }>;
  warnings: unknown[];
}

/** The points that a run of this body got, by tag. */
async function pointsOf(
  body: string,
  { params = '{}', options = '{}', head = '' } = {}
): Promise<Record<string, [number, number][]>> {
  return readPoints((await seenOf(body, { params, options, head })).file);
}

async function seenOf(
  body: string,
  { params = '{}', options = '{}', head = '' } = {}
): Promise<Seen> {
  const { stdout, stderr, code } = await runScript(
    `${head}
     const r = await run(${body}, ${params}, ${options});
     const { scalarsFile: file, scalars, warnings } = readRun(r.dir);
     process.stdout.write('\\n' + JSON.stringify({ file, scalars, warnings }) + '\\n');`
  );
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Seen;
}

describe('output scalars of a run', () => {
  it('are captured from console.log("loss:", x)', async () => {
    const points = await pointsOf(`() => {
      for (let i = 0; i < 3; i++) console.log('loss:', 1 / 2 ** i);
    }`);
    expect(points).toEqual({
      loss: [
        [0, 1],
        [1, 0.5],
        [2, 0.25]
      ]
    });
  });

  it('stand in the summary, beside scalars that were logged', async () => {
    const { scalars } = await seenOf(`() => {
      log('acc', 0.9);
      console.log('loss: 0.5 (7)');
    }`);
    expect(scalars).toEqual({
      acc: { count: 1, last: 0.9, step: 0, min: 0.9, max: 0.9 },
      loss: { count: 1, last: 0.5, step: 7, min: 0.5, max: 0.5 }
    });
  });

  it('are the same split at every byte', async () => {
    const points = await pointsOf(`() => {
      const bytes = Buffer.from('loss: 0.5 (1)\\nmüll: 2\\r\\n\\x1b[31macc\\x1b[0m: .9 (2)\\n');
      for (let at = 0; at <= bytes.length; at++) {
        process.stdout.write(bytes.subarray(0, at));
        process.stdout.write(bytes.subarray(at));
      }
      for (const byte of bytes) process.stdout.write(Uint8Array.of(byte));
    }`);
    const times =
      Buffer.from('loss: 0.5 (1)\nmüll: 2\r\n[31macc[0m: .9 (2)\n').length +
      2 +
      2;
    expect(points).toEqual({
      loss: Array.from({ length: times }, () => [1, 0.5]),
      müll: Array.from({ length: times }, () => [1, 2]),
      acc: Array.from({ length: times }, () => [2, 0.9])
    });
  });

  it('keep standard output and standard error apart', async () => {
    const { stderr, stdout } = await runScript(`
      const r = await run(() => {
        process.stdout.write('loss: ');
        process.stderr.write('warning: 3\\n');
        process.stdout.write('0.5\\n');
      });
      process.stdout.write(JSON.stringify(readRun(r.dir).scalars));`);
    expect(stderr).toBe('warning: 3\n');
    expect(JSON.parse(stdout.split('\n')[1])).toMatchObject({
      loss: { last: 0.5 },
      warning: { last: 3 }
    });
  });

  it('are captured from child processes', async () => {
    const points = await pointsOf(`async () => {
      const child = childProcess.spawn(process.execPath, ['-e', 'process.stdout.write("loss: "); setTimeout(() => console.log(0.25), 20)'], { stdio: 'inherit' });
      await new Promise(resolve => child.on('close', resolve));
      childProcess.execFileSync(process.execPath, ['-e', 'console.log("acc: 1")'], { stdio: 'inherit' });
    }`);
    expect(points).toEqual({ loss: [[0, 0.25]], acc: [[0, 1]] });
  });

  it('take a last line without an end', async () => {
    expect(
      await pointsOf(`() => { process.stdout.write('loss: 0.5'); }`)
    ).toEqual({ loss: [[0, 0.5]] });
  });

  it('leave out flags', async () => {
    expect(
      await pointsOf(
        `({ lr = 0.1 } = {}) => { console.log('lr:', lr); console.log('loss:', 1); }`
      )
    ).toEqual({ loss: [[0, 1]] });
  });

  it('give way to log() of the same tag', async () => {
    const points = await pointsOf(`() => {
      console.log('loss: 9');
      log('loss', 1, 5);
      console.log('loss: 9');
      log('loss', 2);
      log('acc', 1);
      console.log('acc: 9');
      console.log('other: 3');
    }`);
    expect(points).toEqual({
      loss: [
        [0, 9],
        [5, 1],
        [6, 2]
      ],
      acc: [[0, 1]],
      other: [[1, 3]]
    });
  });

  it('belong to the run that printed them', async () => {
    const { stdout } = await runScript(`
      const train = async ({ name = '' } = {}) => {
        for (let i = 0; i < 3; i++) {
          process.stdout.write('loss: ');
          await null;
          process.stdout.write(name + '\\n');
        }
      };
      const runs = await Promise.all(['1', '2'].map(name => run(train, { name }, { cwd: 'keep' })));
      process.stdout.write('\\n' + JSON.stringify(runs.map(r => readRun(r.dir).scalars.loss)));`);
    expect(JSON.parse(stdout.split('\n').at(-1) ?? '')).toEqual([
      { count: 3, last: 1, step: 2, min: 1, max: 1 },
      { count: 3, last: 2, step: 2, min: 2, max: 2 }
    ]);
  });

  it('follow patterns of one’s own, or none', async () => {
    const body = `() => console.log('epoch 3 loss=0.5 acc=0.9')`;
    expect(
      await pointsOf(body, {
        options: `{ outputScalars: ['(\\\\key)=(\\\\value)', { step: /epoch (\\step)/ }] }`
      })
    ).toEqual({ loss: [[3, 0.5]], acc: [[3, 0.9]] });
    const { scalars } = await seenOf(`() => console.log('loss: 1')`, {
      options: '{ outputScalars: false }'
    });
    expect(scalars).toEqual({});
  });

  it('are bounded in number', async () => {
    const { scalars } = await seenOf(`() => {
      for (let i = 0; i < 3000; i++) console.log('n' + i + ': 1');
    }`);
    expect(Object.keys(scalars)).toHaveLength(1000);
  });

  it('are refused before anything is created when a pattern is none', async () => {
    const { stdout } = await runScript(`
      await run(() => 1, {}, { outputScalars: { loss: '(' } }).catch(e => console.log(e.code + ' ' + e.message));
      console.log(fs.existsSync('runs'));`);
    expect(stdout).toBe(
      'BAD_OPTION `outputScalars.loss`: the pattern "(" is no regular expression: Unterminated group at character 1.\nfalse\n'
    );
  });
});
