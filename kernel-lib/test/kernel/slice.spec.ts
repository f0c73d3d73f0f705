/** Functions of a real tslab kernel: sliced in a cell, and executed in a process that knows nothing of the kernel. */
import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { promisify } from 'node:util';
import { bundleSlice } from '../../src/notebook/slice/bundle';
import type { Slice } from '../../src/notebook/slice/slice';
import type { KernelClient } from './kernel-client';
import { PACKAGE, startKernel } from './kernelspecs';

jest.setTimeout(60_000);

const EXECUTE = path.join(
  PACKAGE,
  'test',
  'notebook',
  'slice',
  'execute-slice.cjs'
);

describe.each(['stock', 'ours'] as const)('slice() in the %s kernel', name => {
  let client: KernelClient;
  let folder: string;

  const ok = async (code: string) => {
    const execution = await client.execute(code);
    expect(execution).toMatchObject({ status: 'ok', stderr: '' });
    return execution;
  };

  /** What a cell prints as JSON. */
  const printed = async (expression: string): Promise<unknown> =>
    JSON.parse((await ok(`console.log(JSON.stringify(${expression}))`)).stdout);

  const refusal = async (expression: string): Promise<string> => {
    const code = `try { console.log(String(${expression})); } catch (error) { console.log(error.code + ': ' + error.message); }`;
    return (await ok(code)).stdout;
  };

  /** What a sliced function returns in a process of its own. */
  const inFreshProcess = async (expression: string, ...args: unknown[]) => {
    const sliced = (await printed(expression)) as Slice;
    const { code, hash } = await bundleSlice(sliced, { base: folder });
    const file = path.join(folder, `${hash}.cjs`);
    writeFileSync(file, code);
    const { stdout } = await promisify(execFile)(process.execPath, [
      EXECUTE,
      file,
      JSON.stringify(args)
    ]);
    return JSON.parse(stdout.slice(stdout.lastIndexOf('\n') + 1)) as unknown;
  };

  beforeAll(async () => {
    ({ client, folder } = await startKernel(name));
    writeFileSync(
      path.join(folder, 'scale.ts'),
      'export const scale = (x: number) => x * 10;\n'
    );
    await client.execute('const early = 1;');
    await ok("import { run, slice } from 'trialbook';");
    await ok("import { scale } from './scale';\nconst base = 2;");
    await ok('const inner = (x: number) => scale(x) + base;');
    await ok(
      'function train({ lr = 1 } = {}) { return { value: inner(lr) }; }'
    );
  });

  afterAll(() => client?.kill());

  it('shows the code when a cell ends with it', async () => {
    const { outputs, stdout } = await ok('slice(train)');
    expect(stdout).toBe('');
    const data = outputs.map(({ content }) => content.data) as Record<
      string,
      string
    >[];
    expect(data).toHaveLength(1);
    expect(data[0]['text/plain']).toBe(
      `import { scale } from './scale';

const base = 2;

const inner = (x: number) => scale(x) + base;

function train({ lr = 1 } = {}) { return { value: inner(lr) }; }
`
    );
    expect(data[0]['text/html']).toContain(
      'const inner = (x: number) =&gt; scale(x) + base;'
    );
  });

  it('gives a function that does in a fresh process what it does in the kernel', async () => {
    const value = await printed('train({ lr: 4 })');
    expect(value).toEqual({ value: 42 });
    expect(await inFreshProcess('slice(train)', { lr: 4 })).toEqual(value);
  });

  it('takes a function under any name, and one that is written in place', async () => {
    await ok('const other = train;');
    expect(await printed('slice(other).name')).toBe('train');
    expect(
      await inFreshProcess(
        'slice(async ({ lr }: { lr: number }) => inner(lr) as number)',
        { lr: 1 }
      )
    ).toBe(12);
  });

  it('names the cells of the notebook, and where a function stands in them', async () => {
    expect(await printed('slice(train).cells')).toMatchObject([
      { count: 3, code: 'const base = 2;' },
      { count: 4 },
      { count: 5 }
    ]);
    expect(await printed('slice(train).modules')).toMatchObject([
      { path: 'scale.ts' }
    ]);
  });

  it('refuses a function that a call has made, and names the variable around it', async () => {
    await ok('function each(k: number) { return slice(() => k); }');
    expect(await refusal('each(3)')).toMatch(
      /^NOT_SLICEABLE: `.*` needs `k`, .*a variable around the function/
    );
  });

  it('refuses what a cell has changed, and works on', async () => {
    const { count } = await ok('const rows: number[] = [1];');
    await ok('rows.push(2);');
    await ok('const count = () => rows.length;');
    expect(await refusal('slice(count)')).toContain(
      `NOT_SLICEABLE: \`count\` needs \`rows\`, which exists in this kernel only: cell [${Number(count) + 1}] changed it after cell [${count}] had defined it. Make \`rows\` a flag of \`count\`, or compute it in a function that \`count\` calls.`
    );
    await ok('const rows: number[] = [1];');
    expect(await inFreshProcess('slice(count)')).toBe(1);
  });

  it('is not misled by cells that fail or do not compile', async () => {
    await ok('const size = 1;\nconst sized = () => size;');
    await ok('const sizes = () => [size, sized()];');
    await client.execute('const size: string = 2;');
    await client.execute('const size = ;');
    expect(await inFreshProcess('slice(sizes)')).toEqual([1, 1]);
    const late = await client.execute(
      'const size = 3; throw new Error("late");'
    );
    expect(await refusal('slice(sizes)')).toContain(
      `cell [${late.count}] declared it and failed`
    );
    await ok('const size = 3;');
    expect(await inFreshProcess('slice(sizes)')).toEqual([3, 1]);
  });

  it('keeps its identity when other cells and the same ones are executed again', async () => {
    const hash = await printed('slice(train).hash');
    await ok('// A remark.\nconst inner = x => scale(x) + base, spare = 1');
    expect(await printed('slice(train).hash')).not.toBe(hash);
    await ok(
      '/* Formatted in another way. */ const inner = (\n  x: number,\n) => scale(x) + base'
    );
    await ok("import { scale } from './scale';\nconst base = 2;");
    expect(await printed('slice(train).hash')).toBe(hash);
    writeFileSync(
      path.join(folder, 'scale.ts'),
      'export const scale = (x: number) => x * 11;\n'
    );
    expect(await printed('slice(train).hash')).not.toBe(hash);
  });

  if (name === 'stock') {
    it('asks for cells to be executed again that ran before it was imported', async () => {
      await ok('const useEarly = () => early;');
      expect(await refusal('slice(useEarly)')).toContain(
        'ran before Trialbook was imported, so that its code is not known. Execute cell 1 again'
      );
      await ok('const early = 1;');
      expect(await inFreshProcess('slice(useEarly)')).toBe(1);
    });
  }
});
