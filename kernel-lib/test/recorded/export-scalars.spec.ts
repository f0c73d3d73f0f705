import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { listRuns } from '../../src/recorded/catalogue';
import { trialbook, trialbookJson } from '../cli/trialbook';
import { newFolder, PACKAGE, runScript } from '../run/script';

async function recorded() {
  const { folder } = await runScript(`
    function train({ lr = 0.1 } = {}) {
      for (let step = 0; step < 3; step++) log({ loss: lr / (step + 1), 'über/acc': step }, step * 10);
      log('bad', NaN, 2 ** 40);
      log('bad', Infinity, -5);
    }
    await run(train);
    await run(train, { lr: 0.5 });`);
  return folder;
}

/** Rows as hyparquet, a reader that is a library of its own, gives them. */
function readParquet(file: string): Record<string, unknown>[] {
  const script = `
    import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet';
    const rows = await parquetReadObjects({ file: await asyncBufferFromFile(${JSON.stringify(file)}) });
    console.log(JSON.stringify(rows, (_, value) =>
      typeof value === 'bigint' ? { int64: String(value) } : Number.isNaN(value) || Math.abs(value) === Infinity ? String(value) : value));`;
  return JSON.parse(
    execFileSync(process.execPath, ['--input-type=module', '-e', script], {
      cwd: PACKAGE,
      encoding: 'utf8',
      maxBuffer: 2 ** 28
    })
  ) as Record<string, unknown>[];
}

const EXPECTED = [0.5, 0.1].flatMap(lr => [
  ...[0, 1, 2].map(step => ['loss', step * 10, String(lr / (step + 1))]),
  ...[0, 1, 2].map(step => ['über/acc', step * 10, String(step)]),
  ['bad', 2 ** 40, 'NaN'],
  ['bad', -5, 'Infinity']
]);

describe('trialbook export --scalars', () => {
  it('writes Parquet with types when the file is called so', async () => {
    const folder = await recorded();
    const file = path.join(folder, 'points.parquet');
    expect(
      trialbookJson(['export', ':', '--scalars', file], { cwd: folder })
    ).toMatchObject({ file, points: 16 });
    const rows = readParquet(file);
    const runs = listRuns(path.join(folder, 'runs'));
    expect(
      rows.map(({ tag, step, value }) => [tag, step, String(value)])
    ).toEqual(
      EXPECTED.map(([tag, step, value]) => [
        tag,
        { int64: String(step) },
        value
      ])
    );
    expect(new Set(rows.map(({ run }) => run))).toEqual(
      new Set(runs.map(({ run }) => run))
    );
    expect(rows[0]).toMatchObject({ name: 'train' });
    expect(rows[0].wall_time).toBeCloseTo(Date.now() / 1000, -3);
  });

  it('writes more points than a row group has, each once', async () => {
    const { folder } = await runScript(`
      function train() {
        for (let step = 0; step < 130_000; step++) log({ loss: step, acc: -step }, step);
      }
      await run(train);`);
    const file = path.join(folder, 'many.parquet');
    expect(
      trialbookJson(['export', '1', '--scalars', file], { cwd: folder })
    ).toMatchObject({ points: 260_000 });
    const rows = readParquet(file);
    expect(rows).toHaveLength(260_000);
    expect(
      rows.every(
        ({ tag, step, value }, at) =>
          tag === (at < 130_000 ? 'loss' : 'acc') &&
          Number((step as { int64: string }).int64) === at % 130_000 &&
          Math.abs(value as number) === at % 130_000
      )
    ).toBe(true);
  });

  it('writes a table without rows for runs without points', async () => {
    const { folder } = await runScript('await run(() => 1);');
    const file = path.join(folder, 'none.parquet');
    trialbookJson(['export', '1', '--scalars', file], { cwd: folder });
    expect(readParquet(file)).toEqual([]);
    expect(readFileSync(file, 'latin1')).toMatch(/^PAR1[^]*wall_time[^]*PAR1$/);
  });

  it('writes the same points as comma-separated values', async () => {
    const folder = await recorded();
    trialbookJson(['export', ':', '--scalars', 'points.csv'], { cwd: folder });
    const [heading, ...rows] = readFileSync(
      path.join(folder, 'points.csv'),
      'utf8'
    )
      .trimEnd()
      .split(/\r?\n/)
      .map(line => line.split(','));
    expect(heading.join()).toBe('run,name,tag,step,wall_time,value');
    expect(rows.map(([, , tag, step, , value]) => [tag, +step, value])).toEqual(
      EXPECTED
    );
  });

  it('says so when the file cannot be written', async () => {
    const folder = await recorded();
    const file = path.join(newFolder(), 'nowhere', 'points.parquet');
    const { stderr, status } = trialbook(['export', ':', '--scalars', file], {
      cwd: folder
    });
    expect(status).toBe(1);
    expect(stderr).toContain(file);
  });
});
