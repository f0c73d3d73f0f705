import { mkdirSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { RUN_FILES } from '../../src/format';
import type { KernelClient } from './kernel-client';
import { startKernel } from './kernelspecs';
import { readRunFolder, runFolders } from './recorded-run';

jest.setTimeout(60_000);

const IMPORT = 'import { run, log } from "trialbook";\n';
const LINES = Array.from({ length: 5000 }, (_, line) => `line ${line}\n`);

/** Prints and logs 5 000 times without a pause. */
const BUSY = `function busy() {
  for (let i = 0; i < 5000; i++) {
    console.log('line ' + i);
    log('loss', 1 / (i + 1), i);
  }
}
`;

describe.each(['stock', 'ours'] as const)('in the %s kernel', name => {
  let client: KernelClient;
  let home: string;

  beforeEach(async () => {
    let folder: string;
    ({ client, folder } = await startKernel(name));
    home = path.join(folder, 'runs');
  });

  afterEach(() => client?.kill());

  /** The run that a cell has just started, once it has printed. */
  const startedRun = async (request: string) => {
    await client.until(() =>
      client
        .outputsOf(request)
        .some(({ content }) => String(content.text).includes('started'))
    );
    return runFolders(home).at(-1) as string;
  };

  it.each([
    [
      'imported in the same cell',
      [IMPORT + BUSY + 'const done = await run(busy);']
    ],
    [
      'imported in an earlier cell',
      [IMPORT + BUSY, 'const done = await run(busy);']
    ],
    ['called without await', [IMPORT + BUSY, 'const done = run(busy);']]
  ])('records a loop of 5 000 lines and points, %s', async (_, cells) => {
    let last = await client.execute(cells[0]);
    for (const cell of cells.slice(1)) {
      last = await client.execute(cell);
    }
    expect(last).toMatchObject({ status: 'ok', stderr: '' });
    expect(last.stdout).toBe(LINES.join(''));
    const recorded = readRunFolder(runFolders(home)[0]);
    expect(recorded.record.status).toBe('completed');
    expect(recorded.stdout).toBe(LINES.join(''));
    expect(recorded.scalars.loss).toEqual(LINES.map((_, i) => 1 / (i + 1)));
    expect(recorded.cells.map(cell => cell.code)).toEqual(cells);
  });

  it('ends a loop after an await when asked to stop', async () => {
    await client.execute(
      `${IMPORT}async function endless() {
        await null;
        console.log('started');
        for (let i = 0; ; i++) log('step', i);
      }`
    );
    const cell = await client.begin('await run(endless)');
    const dir = await startedRun(cell);
    const signal = path.join(dir, RUN_FILES.stop);
    mkdirSync(path.dirname(signal), { recursive: true });
    writeFileSync(signal, '{}');
    const ended = await client.finish(cell);
    expect(ended.status).toBe('error');
    expect(readRunFolder(dir).record.status).toBe('terminated');
  });

  it('ends a run as terminated when its awaiting cell is interrupted', async () => {
    await client.execute(
      `${IMPORT}async function wait() {
        await new Promise(resolve => setImmediate(resolve));
        console.log('started');
        await new Promise(() => {});
      }`
    );
    const cell = await client.begin('await run(wait)');
    const dir = await startedRun(cell);
    client.interrupt();
    await client.finish(cell);
    expect(readRunFolder(dir).record.status).toBe('terminated');
  });

  it('ends a run as terminated when its loop is interrupted before any await', async () => {
    await client.execute(
      `${IMPORT}function loop() {
        console.log('started');
        for (;;) {}
      }`
    );
    const cell = await client.begin('run(loop)');
    const dir = await startedRun(cell);
    client.interrupt();
    expect((await client.finish(cell)).status).toBe('error');
    // Such a loop ends without a word to its run; the turn of the event loop after it tells.
    await client.execute('"a turn later"');
    expect(readRunFolder(dir).record.status).toBe('terminated');
  });

  it.each([
    ['shutdown', false],
    ['restart', true]
  ])('ends a run as terminated at a %s', async (_, restart) => {
    await client.execute(
      `${IMPORT}async function wait() {
        console.log('started');
        await new Promise(() => {});
      }`
    );
    const cell = await client.begin('await run(wait)');
    const dir = await startedRun(cell);
    const exit = await client.shutdown({ restart });
    expect(exit).toEqual({ code: 0, signal: null });
    expect(readRunFolder(dir).record.status).toBe('terminated');
  });

  it('ends a run as terminated when Jupyter ends a kernel that has work left', async () => {
    await client.execute(
      `${IMPORT}async function wait() {
        await new Promise(resolve => setImmediate(resolve));
        console.log('started');
        await new Promise(resolve => setTimeout(resolve, 1e6));
      }`
    );
    const cell = await client.begin('await run(wait)');
    const dir = await startedRun(cell);
    process.kill(client.pid, 'SIGTERM');
    await client.exited;
    expect(readRunFolder(dir).record.status).toBe('terminated');
  });

  it('lets the kernel end after a run', async () => {
    await client.execute(`${IMPORT}await run(async () => log('a', 1));`);
    expect(await client.shutdown()).toEqual({ code: 0, signal: null });
  });
});
