/** What was executed, exactly, and what it depended on: recorded in real kernels. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import {
  RUN_FILES,
  launchingCell,
  markCells,
  parseModuleList,
  parsePackageList,
  type DocumentCell
} from '../../src/format';
import type { KernelClient } from './kernel-client';
import { startKernel } from './kernelspecs';
import { readRunFolder, runFolders, type RunOnDisk } from './recorded-run';

jest.setTimeout(60_000);

const GIT_USER = ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.org'];

/** The text of a file of a run. */
function textOf(run: RunOnDisk, file: string): string {
  return readFileSync(path.join(run.dir, file), 'utf8');
}

/** The newest run, once the facts of another thread are there too. */
async function newestRun(
  folder: string,
  isReady: (run: RunOnDisk) => boolean = run =>
    run.record.source?.packages !== undefined
): Promise<RunOnDisk> {
  for (;;) {
    const dir = runFolders(path.join(folder, 'runs')).at(-1);
    const run = dir === undefined ? undefined : readRunFolder(dir);
    if (run && isReady(run)) {
      return run;
    }
    await new Promise(resolve => setTimeout(resolve, 50));
  }
}

describe.each(['stock', 'ours'] as const)('the source of a run (%s)', name => {
  let client: KernelClient;
  let folder: string;

  beforeAll(async () => {
    ({ client, folder } = await startKernel(name));
    writeFileSync(
      path.join(folder, 'package.json'),
      '{ "name": "project", "version": "1.0.0" }'
    );
    writeFileSync(path.join(folder, 'package-lock.json'), '{"packages":{}}');
    writeFileSync(
      path.join(folder, '.gitignore'),
      'node_modules\nignored.txt\n'
    );
    writeFileSync(
      path.join(folder, 'net.ts'),
      'import { half } from "./lib/half";\nexport const lr: number = half(0.1);\n'
    );
    mkdirSync(path.join(folder, 'lib'));
    writeFileSync(
      path.join(folder, 'lib', 'half.ts'),
      'export function half(x: number): number { return x / 2; }\n'
    );
    writeFileSync(path.join(folder, 'late.json'), '{"late": true}');
    writeFileSync(path.join(folder, 'text.txt'), 'one\n');
    writeFileSync(path.join(folder, '.env'), 'KEY=before\n');
    const git = (...args: string[]) =>
      execFileSync('git', ['-C', folder, ...GIT_USER, ...args]);
    git('init', '--quiet');
    git('add', '.');
    git('commit', '--quiet', '-m', 'first');
    writeFileSync(path.join(folder, 'text.txt'), 'two\n');
    writeFileSync(path.join(folder, '.env'), 'KEY=secret\n');
    writeFileSync(path.join(folder, 'ignored.txt'), 'ignored content\n');
  });

  afterAll(() => client?.kill());

  it('has every executed cell in order, with id, count, times and outcome', async () => {
    const before = Date.now();
    const cells: [code: string, id: string][] = [
      ['import { run, log } from "trialbook";', 'a'],
      ['const seed = 1;', 'b'],
      ['throw new Error("on purpose");', 'c'],
      ['const wrong: number = "text";', 'd'],
      ['const seed = 2;', 'b'],
      ['import { lr } from "./net";', 'e']
    ];
    for (const [code, cellId] of cells) {
      await client.execute(code, { cellId });
    }
    const launch =
      'function train({ x = lr } = {}) { log("loss", x); require("./late.json"); return x; }\nawait run(train);';
    const launched = await client.execute(launch, { cellId: 'f' });
    expect(launched).toMatchObject({ status: 'ok', stderr: '' });
    const run = await newestRun(folder);
    expect(run.cells.map(({ id, code }) => [code, id])).toEqual([
      ...cells,
      [launch, 'f']
    ]);
    expect(run.cells.map(cell => cell.outcome)).toEqual([
      'ok',
      'ok',
      'error',
      'error',
      'ok',
      'ok',
      'running'
    ]);
    const counts = run.cells.map(cell => cell.count);
    expect(counts).toEqual([1, 2, 3, 4, 5, 6, 7]);
    // When the importing cell of a stock kernel began is not known.
    const times = run.cells
      .flatMap(cell => [cell.started, cell.ended])
      .filter(time => time !== undefined);
    expect(times.length).toBeGreaterThanOrEqual(12);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(times[0]).toBeGreaterThanOrEqual(before);
    expect(run.record.source).toMatchObject({
      cell: { id: 'f', count: 7 },
      cells: 7
    });
    expect(launchingCell(run.cells, run.record.source?.cell)).toBe(6);
  });

  it('tells which cells were edited, deleted and executed again', async () => {
    const run = await newestRun(folder);
    const document: DocumentCell[] = [
      { id: 't', type: 'markdown', source: '# Title' },
      { id: 'a', type: 'code', source: run.cells[0].code },
      { id: 'b', type: 'code', source: 'const seed = 2;' },
      { id: 'c', type: 'code', source: '// nothing' },
      { id: 'e', type: 'code', source: run.cells[5].code },
      { id: 'f', type: 'code', source: run.cells[6].code }
    ];
    const marks = markCells(run.cells, {
      document,
      launcher: run.record.source?.cell
    });
    const marked = (mark: 'edited' | 'deleted' | 'superseded' | 'launching') =>
      marks.flatMap((cell, index) => (cell[mark] ? [index] : []));
    expect(marked('edited')).toEqual([1, 2]);
    expect(marked('deleted')).toEqual([3]);
    expect(marked('superseded')).toEqual([1]);
    expect(marked('launching')).toEqual([6]);
  });

  it('has the script of it, with failed cells commented out', async () => {
    const run = await newestRun(folder);
    const script = textOf(run, RUN_FILES.script);
    expect(script).toContain('// %% [3] c · error\n// throw new Error');
    expect(script).toContain(
      '// %% [2] b · ok · executed again later\nconst seed = 1;'
    );
    expect(script).toContain(
      '// %% [7] f · was running · launched the run\nfunction train'
    );
    const heads = [...script.matchAll(/^\/\/ %% \[(\d+)\]/gm)];
    expect(heads.map(match => match[1])).toEqual([
      '1',
      '2',
      '3',
      '4',
      '5',
      '6',
      '7'
    ]);
  });

  it('has the packages that were loaded, and the lock file', async () => {
    const run = await newestRun(folder);
    const { packages, lock } = parsePackageList(
      textOf(run, RUN_FILES.packages)
    );
    const byName = new Map(packages.map(found => [found.name, found]));
    expect(byName.get('tslab')).toMatchObject({ version: '1.0.22' });
    expect(byName.get('tslab')?.integrity).toMatch(/^sha512-/);
    expect(byName.get('trialbook')).toMatchObject({ linked: true });
    expect(run.record.environment.packages).toMatchObject({
      tslab: '1.0.22',
      trialbook: byName.get('trialbook')?.version
    });
    expect(lock).toMatchObject({ file: 'package-lock.json', kept: true });
    expect(textOf(run, `${RUN_FILES.source}/package-lock.json`)).toBe(
      '{"packages":{}}'
    );
    expect(run.record.source).toMatchObject({
      lock: 'package-lock.json',
      packages: packages.length
    });
  });

  it('has the local modules, those too that the function itself loaded', async () => {
    const run = await newestRun(
      folder,
      ({ record }) => record.source?.modules === 3
    );
    const { modules, left } = parseModuleList(
      textOf(run, RUN_FILES.moduleList)
    );
    expect(modules.map(module => module.path)).toEqual([
      'late.json',
      'lib/half.ts',
      'net.ts'
    ]);
    expect(left).toEqual([]);
    for (const { file, path: from } of modules) {
      expect(textOf(run, `${RUN_FILES.modules}/${file}`)).toBe(
        readFileSync(path.join(folder, from), 'utf8')
      );
    }
  });

  it('has the commit and the difference from it, without secrets or ignored files', async () => {
    const run = await newestRun(
      folder,
      ({ record }) => record.source?.changes !== undefined
    );
    const commit = execFileSync('git', ['-C', folder, 'rev-parse', 'HEAD'], {
      encoding: 'utf8'
    }).trim();
    expect(run.record.environment.git).toMatchObject({ commit, dirty: true });
    const diff = textOf(run, RUN_FILES.changes);
    expect(diff).toContain('-one\n+two\n');
    expect(diff).toContain('#   .env\n');
    expect(diff).not.toMatch(/KEY=|ignored|runs/);
    execFileSync('git', [
      '-C',
      folder,
      'apply',
      '--reverse',
      '--check',
      path.join(run.dir, RUN_FILES.changes)
    ]);
  });

  it('names the launching cell of each of several runs of a cell', async () => {
    await client.execute(
      'await run(train, { x: 1 }); await Promise.all([run(train, { x: 2 }), run(train, { x: 3 })]);',
      { cellId: 'g' }
    );
    const runs = runFolders(path.join(folder, 'runs')).map(readRunFolder);
    expect(runs.slice(1).map(run => run.record.source?.cell)).toEqual([
      { id: 'g', count: 8, index: 7 },
      { id: 'g', count: 8, index: 7 },
      { id: 'g', count: 8, index: 7 }
    ]);
    expect(
      runs
        .slice(1)
        .map(run => launchingCell(run.cells, run.record.source?.cell))
    ).toEqual([7, 7, 7]);
  });

  it('names the launching cell of a run that begins after its cell has ended', async () => {
    await client.execute(
      'setTimeout(() => void run(train, { x: 4 }, { label: "late" }), 300);',
      { cellId: 'h' }
    );
    await client.execute('await new Promise(done => setTimeout(done, 800));', {
      cellId: 'i'
    });
    const run = await newestRun(
      folder,
      ({ record }) => record.label === 'late'
    );
    expect(run.record.source?.cell).toMatchObject({ id: 'h', count: 9 });
    expect(run.cells.at(-1)?.id).toBe('i');
    expect(launchingCell(run.cells, run.record.source?.cell)).toBe(8);
  });

  it('says nothing that is not there', async () => {
    const run = await newestRun(folder);
    expect(existsSync(path.join(run.dir, RUN_FILES.notebook))).toBe(false);
    expect(run.record.warnings).toEqual([]);
  });
});
