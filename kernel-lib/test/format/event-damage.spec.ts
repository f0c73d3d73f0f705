import * as fc from 'fast-check';
import { EventEncoder, EventReader, RECORD_LIMIT } from '../../src/format';
import { frameRecord, putRecordHead } from '../../src/format/tfevents/record';
import { decode, encodeFile, encodeRecords, join } from './event-files';
import type { Point } from './event-files';

const points: Point[] = Array.from({ length: 12 }, (_, index) => ({
  tag: ['loss', 'val/accuracy', 'é'][index % 3],
  step: index * 100,
  value: Math.sin(index),
  wallTime: 1.7e9 + index
}));
const encoder = new EventEncoder();
const header = encoder.header(1.7e9);
const records = encodeRecords(points, encoder);
const file = join([header, ...records]);

/** Where each record ends; the header is the first. */
const ends = [header, ...records].reduce<number[]>(
  (all, record) => [...all, (all.at(-1) ?? 0) + record.length],
  []
);

describe('a torn event file', () => {
  it('gives a prefix at every byte, and waits there', () => {
    for (let length = 0; length <= file.length; length++) {
      const read = decode(file.slice(0, length));
      const whole = ends.filter(end => end <= length).length;
      expect(read.problems).toEqual([]);
      expect(read.points).toEqual(points.slice(0, Math.max(0, whole - 1)));
      expect(read.offset).toBe(whole === 0 ? 0 : ends[whole - 1]);
    }
  });

  it('goes on when the rest comes, wherever it was torn', () => {
    for (let length = 0; length <= file.length; length++) {
      const read: number[] = [];
      const reader = new EventReader({
        scalar: (_tag, _step, value) => read.push(value)
      });
      reader.push(file.slice(0, length));
      reader.push(file.slice(length));
      expect(read).toEqual(points.map(point => point.value));
    }
  });

  it('reads the same in pieces of any size', () => {
    for (const size of [1, 2, 3, 7, 16, 63, 64, 65, 1000]) {
      expect(decode(file, size)).toEqual(decode(file));
    }
  });

  it('keeps what another writer appended behind the tear', () => {
    for (let torn = 1; torn < records[1].length; torn++) {
      const bytes = join([
        header,
        records[0],
        records[1].subarray(0, torn),
        ...records.slice(2)
      ]);
      const read = decode(bytes);
      expect(read.points).toEqual([points[0], ...points.slice(2)]);
      expect(read.problems).toHaveLength(1);
      expect(read.problems[0].offset).toBe(ends[1]);
      expect(decode(bytes, 1)).toEqual(read);
    }
  });
});

describe('a flipped byte', () => {
  it('is reported at its record and costs that record only', () => {
    for (let at = 0; at < file.length; at++) {
      const damaged = file.slice();
      damaged[at] ^= 1 << at % 8;
      const record = ends.findIndex(end => at < end);
      const start = record === 0 ? 0 : ends[record - 1];
      const inLength = at - start < 12;
      const read = decode(damaged);
      expect(read.problems).toEqual([
        { offset: start, reason: inLength ? 'length' : 'data' }
      ]);
      expect(read.points).toEqual(
        points.filter((_, index) => index !== record - 1)
      );
      // Of the last record the end is not certain before another one follows.
      if (record < ends.length - 1) {
        expect(read.offset).toBe(file.length);
      }
    }
  });

  it('is treated alike in a file that comes byte by byte', () => {
    for (let at = 0; at < file.length; at += 5) {
      const damaged = file.slice();
      damaged[at] ^= 0xff;
      const record = ends.findIndex(end => at < end);
      const { points: read, problems } = decode(damaged, 1);
      expect(problems).toHaveLength(1);
      expect(read).toEqual(points.filter((_, index) => index !== record - 1));
    }
  });
});

describe('EventReader.push()', () => {
  it('never throws and never makes points of noise', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), noise => {
        expect(decode(noise).points).toEqual([]);
        const between = decode(join([file, noise, file]));
        expect(between.points.slice(0, points.length)).toEqual(points);
      })
    );
  });

  it('finds the records behind noise', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 300 }), noise => {
        const read = decode(join([noise, file]));
        expect(read.points).toEqual(points);
        expect(read.problems[0]).toEqual({ offset: 0, reason: 'length' });
        expect(read.offset).toBe(noise.length + file.length);
      })
    );
  });

  it('survives every event that a valid frame can hold', () => {
    const data = records[0].slice(12, -4);
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array({ maxLength: 80 }),
          fc
            .array(fc.tuple(fc.nat(data.length - 1), fc.nat(255)))
            .map(changes => {
              const changed = data.slice();
              changes.forEach(([at, byte]) => (changed[at] = byte));
              return changed;
            }),
          fc.nat(data.length).map(length => data.slice(0, length))
        ),
        event => {
          const read = decode(join([frameRecord(event), records[0]]));
          expect(read.points.at(-1)).toEqual(points[0]);
          expect(read.problems.every(({ reason }) => reason === 'event')).toBe(
            true
          );
        }
      ),
      { numRuns: 2000 }
    );
  });

  it('reports an event that is cut off inside its frame', () => {
    const data = records[0].slice(12, -4);
    const read = decode(join([header, frameRecord(data.slice(0, -3))]));
    expect(read.problems).toEqual([{ offset: header.length, reason: 'event' }]);
  });

  it('does not believe a length above 2^31, even with a matching CRC', () => {
    const head = new Uint8Array(12);
    putRecordHead(new DataView(head.buffer), 0, 2 ** 31);
    const read = decode(join([head, file]));
    expect(read.points).toEqual(points);
    expect(read.problems).toEqual([{ offset: 0, reason: 'length' }]);
  });

  it('passes over a very large record without holding it', () => {
    const large = frameRecord(new Uint8Array(RECORD_LIMIT + 1));
    const read = decode(join([large, file]), 1 << 20);
    expect(read.points).toEqual(points);
    expect(read.problems).toEqual([{ offset: 0, reason: 'large' }]);
    expect(read.offset).toBe(large.length + file.length);
  });

  it('stops checking false beginnings before that takes quadratic time', () => {
    // Each begins a record whose data never match. A reader that checked them all would report the first one only.
    const head = new Uint8Array(12);
    putRecordHead(new DataView(head.buffer), 0, 100_000);
    const hostile = join(Array.from({ length: 40_000 }, () => head));
    const { problems } = decode(join([file, hostile, file]));
    expect(problems.length).toBeGreaterThan(3);
  });

  it('takes events of an unknown kind as no damage', () => {
    // log_message (6), session_log (7), and a field that does not exist yet (200).
    const unknown = Uint8Array.of(0x32, 2, 8, 1, 0x3a, 0, 0xc2, 0x0c, 1, 5);
    const read = decode(join([frameRecord(unknown), file]));
    expect(read.problems).toEqual([]);
    expect(read.points).toEqual(points);
  });
});

describe('encodeFile()', () => {
  it('begins with the file version', () => {
    const version = Buffer.from(encodeFile([])).toString('latin1');
    expect(version).toContain('brain.Event:2');
  });
});
