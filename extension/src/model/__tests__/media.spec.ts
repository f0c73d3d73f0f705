/**
 * @jest-environment node
 */
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  TABLES_DIR,
  encodeLine,
  histogramRecord,
  imageRecord,
  textRecord
} from 'trialbook/format';
import { DiskFiles } from '../../sources/__tests__/disk-files';
import { MediaReader } from '../media-reader';
import { TestRoot, type TestRun } from './home-folder';

const ID = 'aaaaaaaaaaaa';
const EVENTS = 'events.out.tfevents.7.test';

let root: TestRoot;
let folder: TestRun;
let reader: MediaReader;

beforeEach(() => {
  root = new TestRoot();
  folder = root.home().run(ID, {});
  reader = new MediaReader(new DiskFiles(root.path), `runs/${ID}`);
});

afterEach(() => root.remove());

const write = (file: string, ...records: Uint8Array[]) => {
  records.forEach(record => appendFileSync(join(folder.path, file), record));
};

const text = (step: number, tag = 'note') =>
  textRecord({ tag, step, wallTime: 1 }, `at ${step}`);

describe('MediaReader', () => {
  it('lists what was logged by name and reads what is looked at', async () => {
    const bytes = new Uint8Array(200_000).fill(7);
    write(
      EVENTS,
      text(0),
      imageRecord(
        { tag: 'pic', step: 1, wallTime: 1 },
        { width: 1, height: 1, bytes }
      ),
      histogramRecord({ tag: 'h', step: 2, wallTime: 1 }, [
        { left: 0, right: 1, count: 2 }
      ]),
      text(3)
    );
    expect(await reader.read(false)).toBe(true);
    expect(
      reader.series.map(({ kind, tag, points }) => [
        kind,
        tag,
        points.map(p => p.step)
      ])
    ).toEqual([
      ['text', 'note', [0, 3]],
      ['image', 'pic', [1]],
      ['histogram', 'h', [2]]
    ]);
    const [note, picture, histogram] = reader.series;
    expect(await reader.load(note, note.points[1])).toMatchObject({
      text: 'at 3'
    });
    expect(await reader.load(picture, picture.points[0])).toMatchObject({
      images: [bytes]
    });
    expect(await reader.load(histogram, histogram.points[0])).toMatchObject({
      buckets: [{ left: 0, right: 1, count: 2 }]
    });
  });

  it('follows what comes, in folders and beside scalars', async () => {
    folder.log('loss', 1);
    expect(await reader.read(false)).toBe(true);
    expect(reader.isRead).toBe(true);
    mkdirSync(join(folder.path, 'sub'));
    write(`sub/${EVENTS}`, text(4));
    expect(await reader.read(false)).toBe(true);
    const [note] = reader.series;
    expect(note.tag).toBe('sub/note');
    expect(await reader.load(note, note.points[0])).toMatchObject({
      text: 'at 4'
    });
    expect(await reader.read(false)).toBe(false);
    write(`sub/${EVENTS}`, text(5));
    await reader.read(false);
    expect(reader.series[0].points).toHaveLength(2);
  });

  it('forgets a file that was begun anew, and says what is gone', async () => {
    write(EVENTS, text(0), text(1));
    await reader.read(false);
    const [note] = reader.series;
    writeFileSync(join(folder.path, EVENTS), '');
    await reader.read(false);
    expect(reader.series).toEqual([]);
    expect(await reader.load(note, note.points[1])).toBeNull();
    write(EVENTS, text(9));
    await reader.read(false);
    expect(reader.series[0].points.map(({ step }) => step)).toEqual([9]);
  });

  it('reads tables, passes over what is no row, and bounds rows and columns', async () => {
    const dir = join(folder.path, TABLES_DIR);
    mkdirSync(dir, { recursive: true });
    const wide = Object.fromEntries(
      Array.from({ length: 300 }, (_, i) => [`c${i}`, i])
    );
    const rows = Array.from({ length: 3000 }, (_, step) => ({
      step,
      time: 1,
      row: { step }
    }));
    const lines = [
      { table: 'My table' },
      'odd',
      null,
      { row: 3 },
      ...rows,
      { step: 1, row: wide }
    ];
    writeFileSync(
      join(dir, 'x.jsonl'),
      Buffer.concat(lines.map(line => encodeLine(line as never)))
    );
    await reader.read(false);
    const [table] = reader.tables;
    expect(table).toMatchObject({ name: 'My table', total: 3001 });
    expect(table.rows).toHaveLength(2000);
    expect(table.columns).toHaveLength(100);
  });
});
