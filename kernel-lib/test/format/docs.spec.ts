import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  tableNameOf,
  tableRowOf,
  EventEncoder,
  FeedFold,
  LineReader,
  RunFold,
  feedCreated,
  feedEnded,
  RUN_FILES,
  formatValue,
  isRunId,
  launchingCell,
  modulePlace,
  parseModuleList,
  parsePackageList
} from '../../src/format';
import type {
  ExecutedCell,
  FeedEntry,
  OutputChunk,
  RecordedValue,
  RunCard
} from '../../src/format';
import { decode, join as joinBytes } from './event-files';

const DOCUMENT = readFileSync(
  join(__dirname, '../../../docs/run-format.md'),
  'utf8'
);

/** The text of the example that is fenced with this language and name. */
function example(fence: string): string {
  const found = new RegExp(`^\`\`\`${fence}\n([^]*?)^\`\`\`$`, 'm').exec(
    DOCUMENT
  );
  if (found === null) {
    throw new Error(`the document has no example "${fence}"`);
  }
  return found[1];
}

function bytesOf(fence: string): Uint8Array {
  return new TextEncoder().encode(example(fence));
}

function linesOf(fence: string): unknown[] {
  const reader = new LineReader();
  const lines = reader.push(bytesOf(fence));
  expect(reader.problems).toEqual([]);
  expect(lines.length).toBeGreaterThan(1);
  return lines;
}

describe('docs/run-format.md', () => {
  it('shows a journal that folds to what it says', () => {
    const fold = new RunFold();
    fold.push(bytesOf('jsonl journal'));
    const { record } = fold;
    expect(fold.lines.problems).toEqual([]);
    expect(record.unknown).toBe(0);
    expect(record).toMatchObject({
      run: 'k3m9q2x7b4na',
      name: 'train',
      label: 'baseline, lr 0.05',
      tags: ['keep'],
      status: 'terminated',
      flags: { lr: 0.05, epochs: 20 },
      defaults: ['epochs'],
      value: 0.98,
      source: {
        notebook: '../quickstart.ipynb',
        cells: 4,
        packages: 2,
        lock: 'package-lock.json',
        modules: 1,
        changes: { files: 1, untracked: 1 }
      },
      environment: { user: 'ada', git: { dirty: true }, gpu: ['none'] },
      summary: { scalars: { loss: { max: 'Infinity' } }, more: 2 },
      error: { name: 'RunStopped', position: { line: 3, column: 5 } }
    });
    expect((record.ended ?? 0) - (record.started ?? 0)).toBe(5008);
    expect(record.warnings).toHaveLength(1);
    expect(record.signals).toEqual([
      { time: 1700000005000, name: 'stop', step: 1200 }
    ]);
  });

  it('shows an entry of every type that its table lists', () => {
    const shown = new Set(
      linesOf('jsonl journal').map(entry => (entry as { type: string }).type)
    );
    const section = DOCUMENT.split('\n## Journal')[1].split('\n## ')[0];
    const listed = [...section.matchAll(/^\| `(\w+)` +\|/gm)].map(
      row => row[1]
    );
    expect([...shown].sort()).toEqual(listed.sort());
  });

  it('shows a feed that folds to what it says, and that the writers write', () => {
    const feed = new FeedFold();
    feed.push(bytesOf('jsonl feed'));
    const [first, second, ...rest] = feed.digests.values();
    expect(rest).toEqual([]);
    expect(first).toMatchObject({
      run: 'k3m9q2x7b4na',
      status: 'terminated',
      label: 'baseline, lr 0.05',
      tags: ['keep'],
      sparkline: [2.3, 0.9, null, 0.07],
      deleted: false
    });
    expect(second).toMatchObject({
      run: 'm8r2c5d9e1fg',
      status: 'running',
      deleted: true,
      purged: true
    });
    const written: [Uint8Array, FeedEntry][] = [];
    for (const line of linesOf('jsonl feed') as FeedEntry[]) {
      if (line.type === 'created') {
        written.push([feedCreated(line), line]);
      } else if (line.type === 'ended') {
        written.push([feedEnded(line), line]);
      }
    }
    expect(written).toHaveLength(3);
    for (const [bytes, shown] of written) {
      expect(new LineReader().push(bytes)).toEqual([shown]);
    }
  });

  it('shows the bytes that the encoder writes, and what they decode to', () => {
    const digits = example('hex').replace(/#.*$/gm, '').replace(/\s/g, '');
    const shown = new Uint8Array(Buffer.from(digits, 'hex'));
    const encoder = new EventEncoder();
    const buffer = new Uint8Array(1000);
    const middle = encoder.scalar(buffer, 0, 'loss', 0.1, 300, 1700000001.5);
    const end = encoder.scalar(buffer, middle, 'loss', 0.05, 301, 1700000002.5);
    expect(shown).toEqual(
      joinBytes([encoder.header(1700000000), buffer.subarray(0, end)])
    );
    const { points, problems } = decode(shown);
    expect(problems).toEqual([]);
    expect(points).toEqual([
      { tag: 'loss', step: 300, value: 0.1, wallTime: 1700000001.5 },
      { tag: 'loss', step: 301, value: 0.05, wallTime: 1700000002.5 }
    ]);
  });

  it('shows values that can be shown', () => {
    const shown = linesOf('jsonl values').map(value =>
      formatValue(value as RecordedValue)
    );
    expect(shown).toEqual([
      '0.1',
      '["adam", null, true, { layers: [64, 10] }]',
      'NaN',
      '-0',
      '12n',
      'undefined',
      'ƒ relu',
      '2024-01-01T00:00:00.000Z',
      'Map(3)',
      'Float32Array(1000000)',
      'Tensor float32 [32, 10]',
      'Model',
      'cycle',
      'unreadable',
      '"the beginning of it…" (90000)',
      'Array(5000)',
      '{ $type: "mine", a: 1 }'
    ]);
  });

  it('shows a table', () => {
    const [head, ...rows] = linesOf('jsonl table');
    expect(tableNameOf(head)).toBe('errors');
    expect(rows.map(row => tableRowOf(row))).toEqual(rows);
    expect(tableRowOf(head)).toBeUndefined();
  });

  it('shows output, cells and a card of the types in the code', () => {
    const output = linesOf('jsonl output') as OutputChunk[];
    expect(output.map(({ stream }) => stream)).toEqual(['stdout', 'stderr']);
    const cells = linesOf('jsonl cells') as ExecutedCell[];
    expect(cells.map(({ outcome }) => outcome)).toEqual([
      'ok',
      'ok',
      'running'
    ]);
    expect(launchingCell(cells, { id: '7d2f', count: 4 })).toBe(2);
    const card = JSON.parse(example('json card')) as RunCard;
    expect(card.version).toBe(1);
    expect(isRunId(card.run)).toBe(true);
  });

  it('shows lists of packages and modules that are read as they stand', () => {
    const packages = example('json packages');
    expect(parsePackageList(packages)).toEqual(JSON.parse(packages));
    const modules = example('json modules');
    expect(parseModuleList(modules)).toEqual(JSON.parse(modules));
    for (const { path, file } of parseModuleList(modules).modules) {
      expect(modulePlace(path)).toBe(file);
    }
  });

  it('shows every file of the layout', () => {
    for (const file of Object.values(RUN_FILES)) {
      expect(DOCUMENT).toContain(file.split('/').at(-1));
    }
  });

  it('names only run ids that are ids', () => {
    const ids = [...DOCUMENT.matchAll(/"run": "([^"]*)"/g)].map(id => id[1]);
    expect(ids.length).toBeGreaterThan(5);
    expect(ids.filter(id => !isRunId(id))).toEqual([]);
  });
});
