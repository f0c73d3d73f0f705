/**
 * @jest-environment node
 */
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { MemoryCache } from '../../cache/memory-cache';
import type { ICachedSeries } from '../../cache/run-cache';
import { DiskFiles } from '../../sources/__tests__/disk-files';
import { Run } from '../run';
import type { TestRun } from './home-folder';
import { TestRoot } from './home-folder';
import { until } from './until';

const ID = 'aaaaaaaaaaaa';

/** Keeps series as the browser's database does. */
class SeriesCache extends MemoryCache {
  readonly kept = new Map<string, ICachedSeries>();

  override async series(run?: string): Promise<ICachedSeries | undefined> {
    return this.kept.get(run ?? '');
  }

  override async saveSeries(
    run?: string,
    series?: ICachedSeries
  ): Promise<void> {
    if (run !== undefined && series) {
      this.kept.set(run, series);
    }
  }
}

let root: TestRoot;
let folder: TestRun;
let source: DiskFiles;
let cache: SeriesCache;
let released: number;
let open: Run[];

beforeEach(() => {
  root = new TestRoot();
  folder = root.home().run(ID, { lr: 0.05 });
  source = new DiskFiles(root.path);
  cache = new SeriesCache();
  released = 0;
  open = [];
});

afterEach(() => {
  open.forEach(run => run.dispose());
  root.remove();
});

function makeRun(): Run {
  const run = new Run({
    id: ID,
    path: `runs/${ID}`,
    home: null,
    source,
    cache,
    release: () => released++
  }).share();
  open.push(run);
  return run;
}

const values = (run: Run, tag: string) => [
  ...(run.series.get(tag)?.values ?? [])
];

describe('Run', () => {
  it('tells of the run as its journal does', async () => {
    folder.journal({
      type: 'source',
      time: 1,
      kernel: { name: 'tslab' },
      notebook: '../demo.ipynb'
    });
    folder.journal({ type: 'label', time: 1, label: 'wider' });
    folder.journal({ type: 'warning', time: 1, code: 'X', message: 'Beware.' });
    const run = makeRun();
    await run.ready;
    expect(run.info).toMatchObject({
      id: ID,
      name: 'train',
      label: 'wider',
      flags: { lr: 0.05 },
      status: 'running',
      notebook: '../demo.ipynb'
    });
    expect(run.source?.kernel.name).toBe('tslab');
    expect(run.warnings).toEqual(['Beware.']);
    expect(run.problem).toBeNull();
  });

  it('follows its scalars', async () => {
    folder.log('loss', 1, 0.5);
    const run = makeRun();
    await until(run.changed, () => values(run, 'loss').length === 2);
    folder.log('loss', 0.25);
    await until(run.changed, () => values(run, 'loss').length === 3);
    expect(values(run, 'loss')).toEqual([1, 0.5, 0.25]);
  });

  it('finds a file of scalars that begins after the run', async () => {
    const run = makeRun();
    await run.ready;
    folder.log('loss', 1);
    await until(run.changed, () => values(run, 'loss').length === 1);
  });

  it('reads scalars that another writer put into the folder', async () => {
    folder.log('loss', 1);
    folder.append('events.out.tfevents.9.other', 'theirs', 7, 0);
    const run = makeRun();
    await until(run.changed, () => run.series.size === 2);
    expect(values(run, 'theirs')).toEqual([7]);
  });

  it('reads scalars in folders of the run, the folder before the tag', async () => {
    const run = makeRun();
    await run.ready;
    mkdirSync(join(folder.path, 'logs', 'train'), { recursive: true });
    folder.append('logs/train/events.out.tfevents.9.other', 'loss', 7, 0);
    await until(run.changed, () => run.series.size === 1);
    expect(values(run, 'logs/train/loss')).toEqual([7]);
    folder.append('logs/train/events.out.tfevents.9.other', 'loss', 8, 1);
    await until(
      run.changed,
      () => run.series.size > 0 && values(run, 'logs/train/loss').length > 1
    );
  });

  it('reads a file that was begun anew without points of before', async () => {
    folder.log('loss', 1, 0.5);
    const run = makeRun();
    await until(run.changed, () => values(run, 'loss').length === 2);
    folder.restart();
    await until(run.changed, () => values(run, 'loss').length === 0);
    folder.log('loss', 9);
    await until(run.changed, () => values(run, 'loss').length === 1);
    expect(values(run, 'loss')).toEqual([9]);
  });

  it('has every point and line when it says that the run has ended', async () => {
    const run = makeRun();
    run.output();
    await run.ready;
    folder.log('loss', 3, 2, 1);
    folder.print({ time: 1, stream: 'stdout', text: 'last words' });
    folder.end('completed');
    await until(run.changed, () => run.info.status === 'completed');
    expect(values(run, 'loss')).toEqual([3, 2, 1]);
    expect(run.output().map(chunk => chunk.text)).toEqual(['last words']);
  });

  it('asks for nothing more when the run has ended', async () => {
    folder.log('loss', 1);
    folder.end('completed');
    const run = makeRun();
    await until(run.changed, () => run.info.status === 'completed');
    source.log.length = 0;
    // Another run's looks pass the time.
    const other = new Run({
      id: 'bbbbbbbbbbbb',
      path: 'runs/bbbbbbbbbbbb',
      home: null,
      source,
      cache,
      release: () => undefined
    }).share();
    open.push(other);
    root.home().run('bbbbbbbbbbbb');
    await until(other.changed, () => other.info.status === 'running');
    expect(source.log.filter(entry => entry.includes(ID))).toEqual([]);
  });

  it('reads output of an ended run when it is asked for', async () => {
    folder.print({ time: 1, stream: 'stderr', text: 'oh' });
    folder.end('failed');
    const run = makeRun();
    await until(run.changed, () => run.info.status === 'failed');
    expect(run.output()).toEqual([]);
    await until(run.changed, () => run.output().length === 1);
    expect(run.error).toMatchObject({ name: 'RangeError' });
  });

  it('reads output that is asked for in the middle of the last look', async () => {
    folder.log('loss', 1);
    folder.print({ time: 1, stream: 'stdout', text: 'last words' });
    folder.end('completed');
    const run = makeRun();
    let isAsked = false;
    const read = source.read.bind(source);
    jest.spyOn(source, 'read').mockImplementation(async (path, offset) => {
      const reading = await read(path, offset);
      if (path.includes('tfevents')) {
        isAsked = true;
        run.output();
      }
      return reading;
    });
    await until(run.changed, () => isAsked && run.output().length === 1);
  });

  it('reads an ended run from the cache the next time', async () => {
    folder.log('loss', 3, 2, 1);
    folder.end('completed');
    const first = makeRun();
    await until(first.changed, () => first.info.status === 'completed');
    expect(cache.kept.get(ID)?.series[0].values).toHaveLength(3);
    source.log.length = 0;
    const second = makeRun();
    await second.ready;
    expect(values(second, 'loss')).toEqual([3, 2, 1]);
    const reads = source.log.filter(entry => entry.includes('tfevents'));
    expect(reads.some(entry => entry.endsWith(' 0'))).toBe(false);
  });

  it('is lost when its heart does not beat', async () => {
    folder.beat(60_000);
    const run = makeRun();
    await until(run.changed, () => run.info.status === 'lost');
  });

  it('says what is wrong with a folder that is not there', async () => {
    rmSync(folder.path, { recursive: true });
    const run = makeRun();
    await run.ready;
    expect(run.problem).toMatch(/moved or deleted/);
  });

  it('says that the server does not answer, and goes on when it does', async () => {
    source.down = true;
    const run = makeRun();
    await run.ready;
    expect(run.problem).toMatch(/does not answer/);
    source.down = false;
    await until(run.changed, () => run.problem === null);
    expect(run.info.name).toBe('train');
  });

  it('leaves the stop signal where the run looks for it', async () => {
    const run = makeRun();
    await run.stop();
    const signal = await source.read(
      `runs/${ID}/trialbook/signals/stop.json`,
      0
    );
    expect(signal.kind).toBe('bytes');
  });

  it('lists the files of the run, its own before those of Trialbook', async () => {
    folder.log('loss', 1);
    await source.write(`runs/${ID}/out/model.bin`, 'x');
    const run = makeRun();
    const paths = (await run.files()).map(file => file.path);
    expect(paths).toContain('out/model.bin');
    expect(paths.indexOf('out/model.bin')).toBeLessThan(
      paths.indexOf('trialbook/journal.jsonl')
    );
    expect(await run.fileUrl('out/model.bin')).toBe(
      `https://server/files/runs/${ID}/out/model.bin`
    );
  });

  it('gives the executed cells in order', async () => {
    await source.write(
      `runs/${ID}/trialbook/source/cells.jsonl`,
      '{"code":"a","outcome":"ok"}\nnot json\n{"code":"b","outcome":"running"}\n{"co'
    );
    const cells = await makeRun().cells();
    expect(cells.map(cell => cell.code)).toEqual(['a', 'b']);
  });

  it('is released by the last who leaves', () => {
    const run = makeRun();
    run.share();
    run.dispose();
    expect(released).toBe(0);
    run.dispose();
    expect(released).toBe(1);
    expect(run.isDisposed).toBe(true);
  });
});
