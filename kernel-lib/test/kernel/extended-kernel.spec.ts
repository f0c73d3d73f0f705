import { writeFileSync } from 'node:fs';
import * as path from 'node:path';
import type { ExecutedCell } from '../../src/format/cells';
import type { RecordedError } from '../../src/format/journal';
import type { Execution, KernelClient } from './kernel-client';
import { PACKAGE, startKernel } from './kernelspecs';

jest.setTimeout(60_000);

const ATTACH = `const kernel = require(${JSON.stringify(PACKAGE + '/dist/notebook')}).detectKernel();`;

/** What a cell printed as JSON. */
function printed<T>(execution: Execution): T {
  expect(execution.stderr).toBe('');
  return JSON.parse(execution.stdout) as T;
}

describe.each(['stock', 'ours'] as const)('the %s kernel', name => {
  let client: KernelClient;
  let notebook: string;

  beforeAll(async () => {
    ({ client, notebook } = await startKernel(name));
    await client.execute('interface Point { x: number }\nconst early = 1;', {
      cellId: 'early'
    });
    await client.execute(
      `${ATTACH}\nlet importing = JSON.stringify(kernel.currentCell());`,
      { cellId: 'importing' }
    );
  });

  afterAll(() => client?.kill());

  const cells = async () =>
    printed<ExecutedCell[]>(
      await client.execute('console.log(JSON.stringify(kernel.cells()))')
    );

  it('is as expected', async () => {
    const facts = await client.execute(
      'console.log(JSON.stringify([kernel.name, kernel.version, kernel.missing]))'
    );
    expect(printed(facts)).toEqual(['tslab', '1.0.22', []]);
  });

  it('knows the cells from before the import and the importing one', async () => {
    const [early, importing] = await cells();
    if (name === 'ours') {
      expect(early).toMatchObject({
        id: 'early',
        count: 1,
        code: 'interface Point { x: number }\nconst early = 1;'
      });
    } else {
      expect(early.compiled).toBe(true);
      expect(early.code).toContain('const early = 1;');
      expect(early.code).not.toContain('__tslab__');
    }
    expect(early.outcome).toBe('ok');
    expect(importing).toMatchObject({
      id: 'importing',
      count: 2,
      outcome: 'ok',
      code: expect.stringContaining('let importing') as string
    });
    expect(importing).not.toHaveProperty('compiled');
    const within = await client.execute('console.log(importing)');
    expect(printed(within)).toMatchObject({
      id: 'importing',
      outcome: 'running'
    });
  });

  it('records cells in order with code, count, times and outcome', async () => {
    const before = (await cells()).length;
    await client.execute('1 + 1', { cellId: 'a' });
    await client.execute('nonsense(', { cellId: 'b' });
    await client.execute('throw new Error("x")', { cellId: 'c' });
    const recorded = (await cells()).slice(before);
    expect(recorded.map(cell => [cell.id, cell.code, cell.outcome])).toEqual([
      ['a', '1 + 1', 'ok'],
      ['b', 'nonsense(', 'error'],
      ['c', 'throw new Error("x")', 'error'],
      [undefined, 'console.log(JSON.stringify(kernel.cells()))', 'running']
    ]);
    const counts = recorded.map(cell => cell.count ?? NaN);
    expect(counts).toEqual([0, 1, 2, 3].map(more => counts[0] + more));
    for (const { started, ended } of recorded.slice(0, -1)) {
      expect(ended).toBeGreaterThanOrEqual(started ?? Infinity);
    }
  });

  it('tells an interrupted cell from a failed one', async () => {
    const before = (await cells()).length;
    await client.execute('"the kernel takes cells again"');
    const waiting = await client.begin(
      'await null; console.log("waiting"); await new Promise(() => {})'
    );
    await client.until(() => client.outputsOf(waiting).length > 0);
    client.interrupt();
    expect((await client.finish(waiting)).status).toBe('error');
    await client.execute('"the kernel takes cells again"');
    const looping = await client.begin('console.log("looping"); for (;;) {}');
    await client.until(() => client.outputsOf(looping).length > 0);
    client.interrupt();
    expect((await client.finish(looping)).status).toBe('error');
    const interrupted = (await cells())
      .slice(before)
      .filter(({ code }) => /waiting|looping/.test(code));
    expect(interrupted.map(cell => cell.outcome)).toEqual([
      'aborted',
      'aborted'
    ]);
  });

  it('does not count a cell that never ran', async () => {
    const before = (await cells()).length;
    const first = await client.begin('await null; throw new Error("x")');
    const second = await client.begin('"never"');
    await client.finish(first);
    expect((await client.finish(second)).status).toBe('abort');
    const codes = (await cells()).slice(before).map(cell => cell.code);
    expect(codes).not.toContain('"never"');
  });

  it('knows the cell in its asynchronous calls', async () => {
    const timer = await client.begin(
      'const timer = setTimeout(() => console.log(kernel.currentCell().id), 30);',
      { cellId: 'timer' }
    );
    const other = await client.begin(
      'await new Promise(resolve => setTimeout(resolve, 60))',
      { cellId: 'other' }
    );
    await client.finish(other);
    // The line comes from the cell that set the timer, and appears there.
    const line = { name: 'stdout', text: 'timer\n' };
    expect(client.outputsOf(timer).map(({ content }) => content)).toEqual([
      line
    ]);
    expect(client.outputsOf(other)).toEqual([]);
  });

  it('shows several types in one output and replaces all of them', async () => {
    const shown = await client.execute(
      'const shown = kernel.display({ "text/plain": "one", "text/html": "<b>one</b>", "application/json": { one: 1 } })!;'
    );
    expect(shown.outputs).toMatchObject([
      {
        type: 'display_data',
        content: {
          data: {
            'text/plain': 'one',
            'text/html': '<b>one</b>',
            'application/json': { one: 1 }
          }
        }
      }
    ]);
    const updated = await client.execute(
      'shown.update({ "text/plain": "two", "text/html": "<b>two</b>" })'
    );
    expect(updated.outputs).toMatchObject([
      {
        type: 'update_display_data',
        content: {
          data: { 'text/plain': 'two', 'text/html': '<b>two</b>' },
          transient: shown.outputs[0].content.transient
        }
      }
    ]);
  });

  it('replaces an output after the end of its cell', async () => {
    await client.execute(
      'const late = kernel.display({ "text/plain": "before" })!; setTimeout(() => late.update({ "text/plain": "after" }), 20);'
    );
    await client.until(() =>
      client.messages.some(
        ({ type, content }) =>
          type === 'update_display_data' &&
          (content.data as Record<string, string>)['text/plain'] === 'after'
      )
    );
  });

  it('knows the path of the notebook', async () => {
    const known = await client.execute('console.log(kernel.notebookPath())');
    expect(known.stdout.trim()).toBe(notebook);
  });

  it('loses no line of a loop that prints 5 000', async () => {
    const printing = await client.execute(
      'for (let line = 0; line < 5000; line++) console.log(line);'
    );
    expect(printing.status).toBe('ok');
    expect(printing.stdout.trim().split('\n')).toEqual(
      Array.from({ length: 5000 }, (_, line) => String(line))
    );
    // Jupyter drops what comes faster than 1 000 messages a second.
    expect(printing.outputs.length).toBeLessThan(1000);
  });

  it('keeps the order of streams and displays', async () => {
    const mixed = await client.execute(
      'for (let i = 0; i < 700; i++) { console.log(i); console.error(i); if (i % 7 === 0) kernel.display({ "text/plain": String(i) }); }'
    );
    expect(mixed.status).toBe('ok');
    const seen = mixed.outputs.map(({ type, content }) =>
      type === 'stream'
        ? `${String(content.name)} ${String(content.text)}`
        : `display ${String((content.data as Record<string, string>)['text/plain'])}\n`
    );
    const expected = Array.from({ length: 700 }, (_, i) => [
      `stdout ${i}\n`,
      `stderr ${i}\n`,
      ...(i % 7 === 0 ? [`display ${i}\n`] : [])
    ]).flat();
    expect(seen).toEqual(expected);
  });

  it('shows lines while a loop never yields', async () => {
    const looping = await client.begin(
      `const fs = require('fs');
       for (let i = 0; !fs.existsSync('seen'); i++) console.log(i);`
    );
    // Beyond the burst too: the first thousand lines are not the point.
    await client.until(() =>
      client
        .outputsOf(looping)
        .some(({ content }) => String(content.text).includes('\n5000\n'))
    );
    expect(client.isIdle(looping)).toBe(false);
    // The loop blocks the kernel: only a file reaches it.
    writeFileSync(path.join(path.dirname(notebook), 'seen'), '');
    const ended = await client.finish(looping);
    const lines = ended.stdout.trim().split('\n').map(Number);
    expect(ended.status).toBe('ok');
    expect(lines).toEqual(lines.map((_, index) => index));
  });

  it('maps errors to the cell they were thrown in', async () => {
    await client.execute(
      [
        'type Gone = { a: number };',
        '',
        'interface AlsoGone {',
        '  b: string;',
        '}',
        'const limit: number = 3;',
        'function check(value: Gone): void {',
        '  // a comment',
        '  if (value.a > limit) throw new RangeError("too much");',
        '}'
      ].join('\n'),
      { cellId: 'thrower' }
    );
    const caught = await client.execute(
      [
        'type Other = number;',
        'const position = (call: () => void) => {',
        '  try { call(); } catch (error) { return kernel.position(error as Error); }',
        '};',
        'console.log(JSON.stringify([',
        '  position(() => check({ a: 4 })),',
        '  position(() => { const o: Other = 1; limit.toFixed(o); (null as any).toString(); })',
        ']));'
      ].join('\n'),
      { cellId: 'catcher' }
    );
    type Positions = RecordedError['position'][];
    const [thrown, own] = printed<Positions>(caught);
    expect(thrown).toMatchObject({ cell: 'thrower', line: 9, column: 30 });
    expect(own).toMatchObject({ cell: 'catcher', line: 7 });
    expect(own?.count).toBe((thrown?.count ?? NaN) + 1);
  });

  it('ends when asked to, with nothing left to do', async () => {
    const exit = await client.shutdown();
    expect(exit).toEqual({ code: 0, signal: null });
  });
});

describe('a cell of the stock kernel that imports', () => {
  let client: KernelClient;

  beforeAll(async () => {
    ({ client } = await startKernel('stock'));
  });

  afterAll(() => client?.kill());

  it('can print 5 000 lines at once, and its errors are mapped', async () => {
    const execution = await client.execute(
      [
        'interface Gone { a: number }',
        ATTACH,
        'function fail(): Gone {',
        '  throw new Error("on line 4");',
        '}',
        'for (let line = 0; line < 5000; line++) console.log(line);',
        'try { fail(); } catch (error) { console.error(JSON.stringify(kernel.position(error as Error))); }'
      ].join('\n'),
      { cellId: 'all in one' }
    );
    expect(execution.status).toBe('ok');
    expect(execution.stdout.trim().split('\n')).toHaveLength(5000);
    expect(JSON.parse(execution.stderr)).toEqual({
      cell: 'all in one',
      line: 4,
      column: 9
    });
  });

  it('extends the kernel once, however often the library is loaded', async () => {
    const twice = await client.execute(
      `for (const file of Object.keys(require.cache)) if (file.startsWith(${JSON.stringify(PACKAGE)})) delete require.cache[file];
       const again = require(${JSON.stringify(PACKAGE + '/dist/notebook')}).detectKernel();
       console.log(JSON.stringify([again.cells().length, kernel.cells().length, again.currentCell().count]));`
    );
    expect(printed(twice)).toEqual([2, 2, 2]);
  });
});
