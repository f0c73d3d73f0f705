import type { KernelClient } from './kernel-client';
import { FUNCTION_SHAPES } from './function-shapes';
import { startKernel } from './kernelspecs';

describe('flags of functions as tslab emits them', () => {
  let client: KernelClient;

  beforeAll(async () => {
    ({ client } = await startKernel('stock'));
    const setup = await client.execute(`
      import { run, readRun } from "trialbook";
      import { recordValue } from "trialbook/format";
      const base = 0.5;
      const calls = { n: 0 };
      const nextId = () => ++calls.n;
    `);
    expect(setup).toMatchObject({ status: 'ok', stderr: '' });
  });

  afterAll(() => client?.kill());

  it('has at least 60 shapes to go through', () => {
    expect(FUNCTION_SHAPES.length).toBeGreaterThanOrEqual(60);
  });

  it.each(FUNCTION_SHAPES)(
    'records $name',
    async ({ cell, params, flags, defaults = [], saw = flags }) => {
      const definition = await client.execute(cell);
      expect(definition).toMatchObject({ status: 'ok', stderr: '' });
      const call = await client.execute(`
        {
          const r = await run(f${params ? `, ${params}` : ''}, ${params ? '' : 'undefined, '}{ display: false });
          const { flags, defaults } = readRun(r.dir);
          console.log(JSON.stringify({ flags, defaults, saw: recordValue(r.value) }));
        }
      `);
      expect(call).toMatchObject({ status: 'ok', stderr: '' });
      const seen = JSON.parse(call.stdout) as object;
      expect(seen).toEqual({ flags, defaults, saw });
    }
  );

  it('refuses a flag the function does not have, before anything is made', async () => {
    await client.execute(
      'function f({ lr = 0.1, epochs = 20 } = {}) { return { lr, epochs }; }'
    );
    await client.execute(
      'import { readdirSync } from "node:fs"; const before = readdirSync("runs").length;'
    );
    const { status, stderr } = await client.execute(
      'await run(f, { lrr: 1 } as never);'
    );
    expect(status).toBe('error');
    expect(stderr).toContain('f has no flag "lrr". Its flags are: lr, epochs.');
    const after = await client.execute(
      'console.log(readdirSync("runs").length - before)'
    );
    expect(after.stdout.trim()).toBe('0');
  });

  it('makes a wrong flag name and a wrong type a compile error of the cell', async () => {
    const name = await client.execute('await run(f, { lrr: 1 });');
    expect(name.status).toBe('error');
    expect(name.stderr).toMatch(/'lrr' does not exist in type/);
    const type = await client.execute('await run(f, { lr: "fast" });');
    expect(type.status).toBe('error');
    expect(type.stderr).toMatch(
      /Type 'string' is not assignable to type 'number/
    );
  });

  it('types the value and the flags of the run', async () => {
    const good = await client.execute(
      'const typed = await run(f, { lr: 1 }, { display: false }); const lr: number = typed.value.lr + typed.flags.epochs; console.log(lr)'
    );
    expect(good).toMatchObject({ status: 'ok', stdout: '21\n' });
    const bad = await client.execute('const text: string = typed.value.lr;');
    expect(bad.stderr).toMatch(
      /Type 'number' is not assignable to type 'string'/
    );
  });
});
