import { execFileSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import {
  EventEncoder,
  EventReader,
  MediaParser,
  ScalarTable,
  histogramOf,
  histogramRecord,
  imageRecord,
  imageTypeOf,
  textRecord,
  type Media
} from '../../src/format';
import { encodePng } from '../../src/run/media/png';
import { encodeRecords, join as joined } from './event-files';
import { PYTHON, startTensorBoard } from './tensorboard-process';

jest.setTimeout(60_000);

const PNG = encodePng({
  width: 2,
  height: 1,
  channels: 4,
  data: Uint8Array.of(255, 0, 0, 255, 0, 255, 0, 128)
});

function joinBytes(...parts: Uint8Array[]): Uint8Array {
  return joined(parts);
}

function mediaOf(bytes: Uint8Array): Media[] {
  const parser = new MediaParser();
  const found: Media[] = [];
  new EventReader({
    scalar: () => undefined,
    event: data => {
      found.push(...parser.read(data));
    }
  }).push(bytes);
  return found;
}

function peer<T>(...args: string[]): T {
  const script = join(__dirname, 'tensorboard_media_peer.py');
  const text = execFileSync(PYTHON, [script, ...args], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore']
  });
  return JSON.parse(text) as T;
}

describe('records of media', () => {
  it('give back images, texts and histograms', () => {
    const place = { step: 7, wallTime: 1.7e9 };
    const buckets = [
      { left: -1, right: 0, count: 3 },
      { left: 0, right: 1, count: 0 }
    ];
    const found = mediaOf(
      joinBytes(
        imageRecord(
          { tag: 'i', ...place },
          { width: 2, height: 1, bytes: PNG }
        ),
        textRecord({ tag: 't', ...place }, 'größe\n<b>'),
        histogramRecord({ tag: 'h', ...place }, buckets)
      )
    );
    expect(found).toEqual([
      { kind: 'image', tag: 'i', ...place, images: [new Uint8Array(PNG)] },
      { kind: 'text', tag: 't', ...place, text: 'größe\n<b>' },
      { kind: 'histogram', tag: 'h', ...place, buckets }
    ]);
  });

  it('keep any tag, step and text', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme' }),
        fc.integer({ min: -(2 ** 52), max: 2 ** 52 }),
        fc.string({ unit: 'grapheme' }),
        (tag, step, text) => {
          expect(mediaOf(textRecord({ tag, step, wallTime: 1 }, text))).toEqual(
            [{ kind: 'text', tag, step, wallTime: 1, text }]
          );
        }
      )
    );
  });

  it('are passed over by readers of scalars, also under the same tag', () => {
    const encoder = new EventEncoder();
    const place = { tag: 'loss', step: 1, wallTime: 1 };
    const text = textRecord(place, 'x');
    const histogram = histogramRecord(place, histogramOf([1, 2]));
    const point = (step: number) =>
      joined(
        encodeRecords(
          [{ tag: 'loss', step, value: step, wallTime: 1 }],
          encoder
        )
      );
    const table = new ScalarTable();
    table.append(
      joinBytes(text, point(0), histogram, point(1), text, point(2))
    );
    expect([...(table.series.get('loss')?.values ?? [])]).toEqual([0, 1, 2]);
    expect(table.problems).toEqual([]);
  });

  it('never throw, whatever the bytes', () => {
    const parser = new MediaParser();
    const whole = imageRecord(
      { tag: 'i', step: 1, wallTime: 1 },
      { width: 2, height: 1, bytes: PNG }
    ).subarray(12);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), bytes => {
        expect(Array.isArray(parser.read(bytes))).toBe(true);
      })
    );
    fc.assert(
      fc.property(fc.nat(whole.length), fc.nat(255), (at, byte) => {
        const damaged = whole.slice();
        damaged[at] = byte;
        expect(Array.isArray(parser.read(damaged))).toBe(true);
        expect(Array.isArray(parser.read(damaged.subarray(0, at)))).toBe(true);
      })
    );
  });
});

describe('histogramOf()', () => {
  it('counts every finite number once, between its edges', () => {
    fc.assert(
      fc.property(fc.array(fc.double()), values => {
        const buckets = histogramOf(values);
        const finite = values.filter(Number.isFinite);
        const total = buckets.reduce((sum, { count }) => sum + count, 0);
        expect(total).toBe(finite.length);
        for (const { left, right } of buckets) {
          expect(right).toBeGreaterThanOrEqual(left);
        }
      })
    );
  });

  it('puts numbers where they belong', () => {
    expect(histogramOf([0, 1, 2, 3, 4, NaN, Infinity], 2)).toEqual([
      { left: 0, right: 2, count: 2 },
      { left: 2, right: 4, count: 3 }
    ]);
    expect(histogramOf([5, 5])).toEqual([{ left: 4.5, right: 5.5, count: 2 }]);
    expect(histogramOf([NaN])).toEqual([]);
  });
});

describe('imageTypeOf()', () => {
  it('goes by the bytes, never by what they are called', () => {
    expect(imageTypeOf(PNG)).toEqual({
      mime: 'image/png',
      width: 2,
      height: 1
    });
    const jpeg = Buffer.from(
      'ffd8ffe000104a46494600010100000100010000ffc0000b08000300050101110000',
      'hex'
    );
    expect(imageTypeOf(jpeg)).toEqual({
      mime: 'image/jpeg',
      width: 5,
      height: 3
    });
    expect(
      imageTypeOf(Buffer.from('<svg onload="alert(1)"/>'))
    ).toBeUndefined();
    expect(imageTypeOf(new Uint8Array(0))).toBeUndefined();
  });

  it('takes any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array(), bytes => {
        imageTypeOf(bytes);
        imageTypeOf(joinBytes(Uint8Array.of(0xff, 0xd8, 0xff), bytes));
      })
    );
  });
});

describe('TensorBoard and tensorboardX', () => {
  let folder: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'trialbook-media-'));
    mkdirSync(join(folder, 'ours'));
    const encoder = new EventEncoder();
    const records = [0, 5].flatMap(step => {
      const place = { step, wallTime: 1.7e9 + step };
      return [
        imageRecord(
          { tag: 'picture', ...place },
          { width: 2, height: 1, bytes: PNG }
        ),
        textRecord({ tag: 'note', ...place }, `at **${step}**`),
        histogramRecord(
          { tag: 'weights', ...place },
          histogramOf(
            [0, 1, 2, 3].map(value => value + step),
            2
          )
        ),
        ...encodeRecords(
          [{ tag: 'loss', value: step, step, wallTime: place.wallTime }],
          encoder
        )
      ];
    });
    writeFileSync(
      join(folder, 'ours', 'events.out.tfevents.1700000000.host.1.0'),
      joinBytes(encoder.header(1.7e9), ...records)
    );
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('read what we write: the accumulator', () => {
    const found = peer<Record<string, unknown>>('read', join(folder, 'ours'));
    const text = (value: string) => Buffer.from(value).toString('base64');
    expect(found.picture).toEqual({
      plugin: 'images',
      class: 3,
      points: [0, 5].map(step => ({
        step,
        shape: [3],
        values: [text('2'), text('1'), PNG.toString('base64')]
      }))
    });
    expect(found.note).toEqual({
      plugin: 'text',
      class: 2,
      points: [0, 5].map(step => ({
        step,
        shape: [],
        values: [text(`at **${step}**`)]
      }))
    });
    expect(found.weights).toEqual({
      plugin: 'histograms',
      class: 2,
      points: [0, 5].map(step => ({
        step,
        shape: [2, 3],
        values: [step, step + 1.5, 2, step + 1.5, step + 3, 2]
      }))
    });
    expect(found).toHaveProperty('loss');
  });

  it.each(['true', 'false'] as const)(
    'show what we write: the server with --load_fast=%s',
    async fast => {
      const server = await startTensorBoard(
        folder,
        fast,
        tags => 'ours' in tags
      );
      try {
        const get = <T>(path: string) => server.get(path) as Promise<T>;
        const images = await get<{ query: string; step: number }[]>(
          'images/images?run=ours&tag=picture&sample=0'
        );
        expect(images.map(({ step }) => step)).toEqual([0, 5]);
        expect(
          await server.bytes(`images/individualImage?${images[1].query}`)
        ).toEqual(new Uint8Array(PNG));
        const texts = await get<{ text: string }[]>(
          'text/text?run=ours&tag=note'
        );
        expect(texts.map(({ text }) => text)).toEqual([
          expect.stringContaining('<strong>0</strong>'),
          expect.stringContaining('<strong>5</strong>')
        ]);
        const histograms = await get<unknown[][]>(
          'histograms/histograms?run=ours&tag=weights'
        );
        expect(histograms.map(([, step, buckets]) => [step, buckets])).toEqual([
          [
            0,
            [
              [0, 1.5, 2],
              [1.5, 3, 2]
            ]
          ],
          [
            5,
            [
              [5, 6.5, 2],
              [6.5, 8, 2]
            ]
          ]
        ]);
      } finally {
        await server.stop();
      }
    }
  );

  it('write what we read', () => {
    peer('write', folder);
    const dir = join(folder, 'tensorboardx');
    const [name] = readdirSync(dir);
    const found = mediaOf(readFileSync(join(dir, name)));
    const of = (kind: string) => found.filter(media => media.kind === kind);
    expect(of('image')).toMatchObject([
      { tag: 'picture', step: 0 },
      { tag: 'picture', step: 5 }
    ]);
    for (const media of of('image')) {
      expect(
        imageTypeOf('images' in media ? media.images[0] : new Uint8Array())
      ).toEqual({ mime: 'image/png', width: 6, height: 4 });
    }
    expect(of('text')).toMatchObject([
      { text: 'at **0**' },
      { text: 'at **5**' }
    ]);
    for (const media of of('histogram')) {
      const buckets = 'buckets' in media ? media.buckets : [];
      expect(buckets.reduce((sum, { count }) => sum + count, 0)).toBe(100);
      expect(buckets[0].left).toBe(media.step);
      expect(buckets.at(-1)?.right).toBe(99 + media.step);
    }
    expect(of('histogram')).toHaveLength(2);
  });
});
