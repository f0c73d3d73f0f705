import * as fc from 'fast-check';
import {
  EventEncoder,
  EventReader,
  ScalarTable,
  crc32c
} from '../../src/format';
import { decode, encodeFile, encodeRecords, join } from './event-files';
import type { Point } from './event-files';

const anyDouble = fc.double();
const anyStep = fc.maxSafeInteger();
const anyTag = fc.string({ unit: 'grapheme', maxLength: 40 });
const anyPoint: fc.Arbitrary<Point> = fc.record({
  tag: anyTag,
  step: anyStep,
  value: anyDouble,
  wallTime: fc.double({ noNaN: true })
});

function bits(value: number): bigint {
  return new BigUint64Array(Float64Array.of(value).buffer)[0];
}

describe('crc32c()', () => {
  it('gives the check value of the specification', () => {
    expect(crc32c(new TextEncoder().encode('123456789'))).toBe(0xe3069283);
  });

  it('agrees with a bit by bit computation for every length and place', () => {
    const slow = (bytes: Uint8Array): number => {
      let crc = 0xffffffff;
      for (const byte of bytes) {
        crc ^= byte;
        for (let bit = 0; bit < 8; bit++) {
          crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
        }
      }
      return ~crc >>> 0;
    };
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 40 }),
        fc.nat(8),
        (bytes, start) => {
          expect(crc32c(bytes, start)).toBe(slow(bytes.subarray(start)));
        }
      )
    );
  });
});

describe('EventEncoder and EventReader', () => {
  it('give back every tag, step, value and wall time exactly', () => {
    fc.assert(
      fc.property(fc.array(anyPoint), points => {
        const { points: read, problems } = decode(encodeFile(points));
        expect(problems).toEqual([]);
        expect(read).toEqual(points);
        expect(read.map(point => bits(point.value))).toEqual(
          points.map(point => bits(point.value))
        );
      })
    );
  });

  it.each([
    NaN,
    Infinity,
    -Infinity,
    -0,
    0,
    0.1,
    1e300,
    -1e300,
    5e-324,
    Number.MAX_VALUE,
    Math.PI
  ])('keep the value %p', value => {
    const { points } = decode(
      encodeFile([{ tag: 'x', step: 1, value, wallTime: 2 }])
    );
    expect(points[0].value).toBe(value);
  });

  it.each([
    0,
    1,
    127,
    128,
    -1,
    2 ** 31 - 1,
    2 ** 31,
    2 ** 32 - 1,
    2 ** 32,
    -(2 ** 31),
    -(2 ** 32),
    Number.MAX_SAFE_INTEGER,
    Number.MIN_SAFE_INTEGER
  ])('keep the step %p', step => {
    const { points } = decode(
      encodeFile([{ tag: 'x', step, value: 1, wallTime: 2 }])
    );
    expect(points[0].step).toBe(step);
  });

  it('cut the fraction off a step and take what is not finite as 0', () => {
    const steps = [1.9, -1.9, -0.5, NaN, Infinity, -Infinity];
    const file = encodeFile(
      steps.map(step => ({ tag: 'x', step, value: 1, wallTime: 2 }))
    );
    expect(decode(file).points.map(point => point.step)).toEqual([
      1, -1, 0, 0, 0, 0
    ]);
  });

  it('replace half characters in tags', () => {
    const { points } = decode(
      encodeFile([{ tag: 'a\ud800b', step: 1, value: 1, wallTime: 1 }])
    );
    expect(points[0].tag).toBe('a\ufffdb');
  });

  it('keep tags with slashes, control characters, byte order marks and a length of 100 000', () => {
    const tags = ['a/b', '\0\n\t\x7f', '\ufeffx', '', 'é'.repeat(100_000)];
    const points = tags.map(tag => ({ tag, step: 1, value: 1, wallTime: 1 }));
    expect(decode(encodeFile(points)).points).toEqual(points);
  });

  it('keep 100 000 tags apart', () => {
    const points = Array.from({ length: 200_000 }, (_, index) => ({
      tag: `layer/${index % 100_000}`,
      step: index,
      value: index / 3,
      wallTime: index
    }));
    const read = decode(encodeFile(points), 65_536).points;
    expect(read).toHaveLength(points.length);
    // Compared one by one: the difference of such arrays takes minutes to print.
    const wrong = read.findIndex(
      (point, at) =>
        point.tag !== points[at].tag || point.value !== points[at].value
    );
    expect(wrong).toBe(-1);
  });
});

describe('EventEncoder.scalar()', () => {
  it('writes nothing when there is not enough room, and the same afterwards', () => {
    const wanted = encodeRecords([
      { tag: 'loss', step: 300, value: 1, wallTime: 2 }
    ])[0];
    const encoder = new EventEncoder();
    for (let room = 0; room < wanted.length; room++) {
      const target = new Uint8Array(room).fill(7);
      expect(encoder.scalar(target, 0, 'loss', 1, 300, 2)).toBe(-1);
      expect(target.every(byte => byte === 7)).toBe(true);
    }
    const target = new Uint8Array(wanted.length + 3);
    expect(encoder.scalar(target, 3, 'loss', 1, 300, 2)).toBe(target.length);
    expect(target.subarray(3)).toEqual(wanted);
  });

  it('never needs more than recordSize() says', () => {
    fc.assert(
      fc.property(fc.array(anyPoint, { minLength: 1 }), points => {
        const encoder = new EventEncoder();
        for (const { tag, step, value, wallTime } of points) {
          const target = new Uint8Array(encoder.recordSize(tag));
          expect(
            encoder.scalar(target, 0, tag, value, step, wallTime)
          ).toBeGreaterThan(0);
        }
      })
    );
  });

  it('writes into shared memory', () => {
    const target = new Uint8Array(new SharedArrayBuffer(200));
    const encoder = new EventEncoder();
    const end = encoder.scalar(target, 0, 'é', 0.1, 3, 4);
    expect(decode(target.slice(0, end)).points).toEqual([
      { tag: 'é', step: 3, value: 0.1, wallTime: 4 }
    ]);
  });

  it('says what a tag is with its first point only', () => {
    const [first, second] = encodeRecords([
      { tag: 'x', step: 1, value: 1, wallTime: 1 },
      { tag: 'x', step: 2, value: 1, wallTime: 1 }
    ]);
    expect(Buffer.from(first).includes('scalars')).toBe(true);
    expect(Buffer.from(second).includes('scalars')).toBe(false);
  });
});

describe('ScalarTable', () => {
  const point = (tag: string, step: number, value: number): Point => ({
    tag,
    step,
    value,
    wallTime: step + 0.5
  });

  it('keeps columns by tag in logged order, backward and repeated steps too', () => {
    const table = new ScalarTable();
    table.append(
      encodeFile([
        point('b', 5, 1),
        point('a', 1, NaN),
        point('b', 3, 2),
        point('b', 3, 3)
      ])
    );
    expect([...table.series.keys()]).toEqual(['b', 'a']);
    const series = table.series.get('b');
    expect(series?.length).toBe(3);
    expect([...(series?.steps ?? [])]).toEqual([5, 3, 3]);
    expect([...(series?.values ?? [])]).toEqual([1, 2, 3]);
    expect([...(series?.walls ?? [])]).toEqual([5.5, 3.5, 3.5]);
    expect(table.points).toBe(4);
  });

  it('merges several files, each followed by its own offset', () => {
    const table = new ScalarTable();
    const first = encodeFile([point('a', 1, 1)]);
    const second = encodeFile([point('a', 2, 2)]);
    table.append(first.subarray(0, 50), 'one');
    table.append(second, 'two');
    table.append(first.subarray(50), 'one');
    expect([...(table.series.get('a')?.values ?? [])]).toEqual([2, 1]);
    expect(table.offset('one')).toBe(first.length);
    expect(table.offset('two')).toBe(second.length);
    expect(table.offset('three')).toBe(0);
  });

  it('goes on from points and an offset kept elsewhere', () => {
    const file = encodeFile([1, 2, 3, 4].map(step => point('a', step, step)));
    const whole = new ScalarTable();
    whole.append(file.subarray(0, 200));
    const series = whole.series.get('a');
    const resumed = new ScalarTable();
    if (series !== undefined) {
      resumed.add('a', series);
    }
    resumed.resume(whole.offset());
    resumed.append(file.subarray(whole.offset()));
    expect([...(resumed.series.get('a')?.values ?? [])]).toEqual([1, 2, 3, 4]);
    expect(resumed.offset()).toBe(file.length);
    expect(resumed.points).toBe(4);
  });

  it('names the file of a problem', () => {
    const table = new ScalarTable();
    const file = encodeFile([point('a', 1, 1), point('a', 2, 2)]);
    file[60] ^= 1;
    table.append(file, 'events');
    expect(table.problems).toEqual([
      { file: 'events', offset: expect.any(Number), reason: 'data' }
    ]);
    expect(table.problemCount).toBe(1);
  });
});

describe('hparams() and sessionEnd()', () => {
  it('are whole records without scalars', () => {
    const encoder = new EventEncoder();
    const others: number[] = [];
    const reader = new EventReader({
      scalar: () => fail('no scalar was written'),
      problem: problem => fail(problem.reason),
      other: data => others.push(data.length)
    });
    const bytes = join([
      encoder.header(1),
      encoder.hparams({ lr: 0.1, on: true, name: 'é', odd: null }, 'g', 1),
      encoder.sessionEnd('completed', 2)
    ]);
    reader.push(bytes);
    expect(others).toHaveLength(3);
    expect(reader.offset).toBe(bytes.length);
  });
});

function fail(reason: string): never {
  throw new Error(reason);
}
