import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import * as path from 'node:path';
import {
  EventReader,
  MediaParser,
  imageTypeOf,
  tableFile,
  type Media
} from '../../src/format';
import { readLines, runScript } from './script';

interface Seen {
  dir: string;
  file: string;
  status: string;
  warnings: { code: string; message: string }[];
  scalars: Record<string, unknown>;
}

/** Runs a body and reads the run; what it warned of is in the run. */
async function seen(body: string): Promise<Seen> {
  const { stdout, code } = await runScript(`
    let error;
    const r = await run(async () => { ${body} });
    const { dir, scalarsFile: file, status, warnings, scalars } = readRun(r.dir);
    console.log(JSON.stringify({ dir, file, status, warnings, scalars }));`);
  expect(code).toBe(0);
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Seen;
}

function mediaOf({ file }: Seen): Media[] {
  const parser = new MediaParser();
  const found: Media[] = [];
  new EventReader({
    scalar: () => undefined,
    event: data => {
      found.push(...parser.read(data));
    }
  }).push(readFileSync(file));
  return found;
}

describe('logImage()', () => {
  it('takes bytes of a PNG, a data URL, and pixels of any kind of array', async () => {
    const run = await seen(`
      const pixels = { width: 2, height: 2, data: new Uint8ClampedArray(16).fill(200) };
      logImage('pixels', pixels);
      logImage('pixels', { width: 2, height: 2, data: Array(12).fill(1e9) });
      logImage('pixels', { width: 2, height: 2, data: new Float32Array(4) }, 7);
      const png = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
      logImage('bytes', Buffer.from(png, 'base64'));
      logImage('buffer', new Uint8Array(Buffer.from(png, 'base64')).buffer);
      currentRun().logImage('url', 'data:image/png;base64,' + png);`);
    expect(run.warnings).toEqual([]);
    expect(
      mediaOf(run).map(media => [
        media.tag,
        media.step,
        imageTypeOf('images' in media ? media.images[0] : new Uint8Array())
      ])
    ).toEqual([
      ['pixels', 0, { mime: 'image/png', width: 2, height: 2 }],
      ['pixels', 1, { mime: 'image/png', width: 2, height: 2 }],
      ['pixels', 7, { mime: 'image/png', width: 2, height: 2 }],
      ...['bytes', 'buffer', 'url'].map(tag => [
        tag,
        0,
        { mime: 'image/png', width: 1, height: 1 }
      ])
    ]);
  });

  it('reports what is no image once, and never throws', async () => {
    const run = await seen(`
      const odd = [null, undefined, 5, '<svg>', 'data:image/svg+xml;base64,PHN2Zz4=', Buffer.from('GIF89a....'), {}, new Map(),
        { width: 1, height: 1, data: [1, 2] }, { width: 1e9, height: 1e9, data: [] }, { width: -1, height: 1, data: [1] }, Symbol('x'), () => 1];
      for (const image of odd) logImage('odd', image);
      log('after', 1);`);
    expect(run).toMatchObject({ status: 'completed', scalars: { after: {} } });
    expect(run.warnings.map(({ code }) => code)).toEqual(['LOG_IMAGE']);
    expect(mediaOf(run)).toEqual([]);
  });
});

describe('logText() and logHistogram()', () => {
  it('record by step, beside scalars in the same file', async () => {
    const run = await seen(`
      for (let step = 0; step < 2; step++) {
        log('loss', step);
        logText('sample', 'at ' + step);
        logHistogram('weights', new Float32Array([0, 1, 2, step]), step * 10);
      }
      logHistogram('nested', [[1, 2n], new Set([3]), [new Uint8Array([4])]]);
      logHistogram('tensor', { dataSync: () => new Float64Array([1, 2]) });
      logHistogram('big', new BigInt64Array([1n, 3n]));`);
    expect(run.warnings).toEqual([]);
    const found = mediaOf(run);
    const total = (media: Media) =>
      'buckets' in media
        ? media.buckets.reduce((sum, { count }) => sum + count, 0)
        : 'text' in media && media.text;
    expect(found.map(media => [media.tag, media.step, total(media)])).toEqual([
      ['sample', 0, 'at 0'],
      ['weights', 0, 4],
      ['sample', 1, 'at 1'],
      ['weights', 10, 4],
      ['nested', 0, 4],
      ['tensor', 0, 2],
      ['big', 0, 2]
    ]);
    expect(run.scalars).toMatchObject({ loss: { count: 2 } });
  });

  it('report bad input once a name, and never throw', async () => {
    const run = await seen(`
      for (const values of [null, 5, 'abc', {}, [NaN], [], [[['x']]], { dataSync() { throw new Error('disposed'); } }]) logHistogram('h', values);
      logHistogram('g', ['x']);
      logText('t', { toString() { throw new Error('no text'); } });
      logText('long', 'x'.repeat(300000));
      logText(Symbol('tag'), 'ok', 'no step');`);
    expect(run.status).toBe('completed');
    expect(run.warnings.map(({ code }) => code)).toEqual([
      'LOG_HISTOGRAM',
      'LOG_HISTOGRAM',
      'LOG_TEXT',
      'LOG_STEP'
    ]);
    const texts = mediaOf(run).map(media => 'text' in media && media.text);
    expect(texts).toEqual(['', 'x'.repeat(262144), 'ok']);
  });

  it('tell that a name is a scalar too', async () => {
    const run = await seen(
      `log('loss', 1); logText('loss', 'x'); log('loss', 2);`
    );
    expect(run.warnings.map(({ code }) => code)).toEqual(['MEDIA_TAG']);
    expect(run.scalars).toMatchObject({ loss: { count: 2 } });
  });

  it('belong to a run, and stop with it', async () => {
    const { stdout } = await runScript(`
      const codes = [];
      for (const call of [() => logText('a', 'b'), () => logImage('a', 'b'), () => logHistogram('a', [1]), () => logTable('a', [{}])])
        try { call(); } catch (e) { codes.push(e.code); }
      let handle;
      const r = await run(() => { handle = currentRun(); });
      try { handle.logText('a', 'b'); } catch (e) { codes.push(e.code); }
      await run(() => {
        fs.writeFileSync('trialbook/signals/stop.json', '{}');
        for (;;) logHistogram('h', [1, 2]);
      }).catch(e => codes.push(e.code));
      console.log(JSON.stringify(codes));`);
    expect(JSON.parse(stdout)).toEqual([
      'NO_RUN',
      'NO_RUN',
      'NO_RUN',
      'NO_RUN',
      'RUN_ENDED',
      'STOPPED'
    ]);
  });
});

describe('logTable()', () => {
  it('appends rows to a file of the table, by step', async () => {
    const run = await seen(`
      logTable('errors', [{ file: 'a.png', score: NaN }, { file: 'b.png', deep: { a: [1] } }]);
      logTable('errors', { file: 'c.png' });
      logTable('errors', [{ file: 'd.png' }], 9);`);
    const [head, ...rows] = readLines<{ step: number; row: object }>(
      path.join(run.dir, 'trialbook', 'tables', 'errors.jsonl')
    );
    expect(head).toEqual({ table: 'errors' });
    expect(rows.map(({ step, row }) => [step, row])).toEqual([
      [0, { file: 'a.png', score: { $type: 'number', text: 'NaN' } }],
      [0, { file: 'b.png', deep: { a: [1] } }],
      [1, { file: 'c.png' }],
      [9, { file: 'd.png' }]
    ]);
  });

  it('writes nowhere but into the folder of tables, whatever the name', async () => {
    const run = await seen(`
      for (const name of ['../../escape', '/etc/x', 'a/b', 'A', 'a', '..', '.', '', 'con\\u0000', 'größe', 'x'.repeat(5000), 'CON']) logTable(name, [{ a: 1 }]);`);
    const dir = path.join(run.dir, 'trialbook', 'tables');
    const files = readdirSync(dir);
    expect(files).toHaveLength(12);
    for (const file of files) {
      expect(file).toMatch(/^[a-z0-9][a-z0-9.-]*\.jsonl$/);
      expect(statSync(path.join(dir, file)).isFile()).toBe(true);
    }
    expect(existsSync(path.join(run.dir, '..', 'escape.jsonl'))).toBe(false);
    expect(tableFile('A').toLowerCase()).not.toBe(tableFile('a'));
  });

  it('reports what is no row, and bounds rows and tables', async () => {
    const run = await seen(`
      logTable('t', [1, null, { a: 1 }, 'x']);
      logTable('many', Array.from({ length: 20000 }, (_, i) => ({ i })));
      for (let i = 0; i < 200; i++) logTable('t' + i, [{ i }]);`);
    expect(run.warnings.map(({ code }) => code)).toEqual([
      'LOG_TABLE',
      'LOG_TABLE_FULL'
    ]);
    const dir = path.join(run.dir, 'trialbook', 'tables');
    expect(readdirSync(dir)).toHaveLength(100);
    expect(readLines(path.join(dir, 'many.jsonl'))).toHaveLength(10_001);
  });
});
