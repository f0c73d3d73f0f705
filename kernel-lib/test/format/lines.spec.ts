import * as fc from 'fast-check';
import { LineReader, encodeLine } from '../../src/format';
import { join } from './event-files';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('LineReader', () => {
  it('gives back what encodeLine() wrote, in pieces of any size', () => {
    fc.assert(
      fc.property(
        fc.array(fc.jsonValue()),
        fc.boolean(),
        fc.integer({ min: 1, max: 50 }),
        (values, shared, size) => {
          const file = join(values.map(value => encodeLine(value, { shared })));
          const reader = new LineReader();
          const read: unknown[] = [];
          for (let at = 0; at < file.length; at += size) {
            read.push(...reader.push(file.subarray(at, at + size)));
          }
          expect(read).toEqual(JSON.parse(JSON.stringify(values)));
          expect(reader.offset).toBe(file.length);
          expect(reader.problemCount).toBe(0);
        }
      )
    );
  });

  it('gives a prefix of a file torn at any byte, and the rest afterwards', () => {
    const values = [{ a: 'é' }, [1, 2], 'x\ny', null];
    const lines = values.map(value => encodeLine(value, { shared: true }));
    const file = join(lines);
    for (let length = 0; length <= file.length; length++) {
      const reader = new LineReader();
      const first = reader.push(file.subarray(0, length));
      expect(first).toEqual(values.slice(0, first.length));
      expect(reader.offset).toBeLessThanOrEqual(length);
      expect([...first, ...reader.push(file.subarray(length))]).toEqual(values);
    }
  });

  it('begins again at its offset', () => {
    const file = bytes('{"a":1}\n{"a":2}\n{"a"');
    const reader = new LineReader();
    expect(reader.push(file)).toEqual([{ a: 1 }, { a: 2 }]);
    const later = new LineReader({ offset: reader.offset });
    expect(later.push(bytes('{"a":3}\n'))).toEqual([{ a: 3 }]);
    expect(reader.offset).toBe(16);
    expect(later.offset).toBe(24);
  });

  it('loses only the torn line of a killed writer when lines are shared', () => {
    const torn = encodeLine({ type: 'status' }, { shared: true });
    for (let length = 0; length < torn.length; length++) {
      const reader = new LineReader();
      const read = reader.push(
        join([torn.subarray(0, length), encodeLine({ b: 1 }, { shared: true })])
      );
      // A line that only lacks its newline is whole.
      const whole = length === torn.length - 1;
      expect(read).toEqual(whole ? [{ type: 'status' }, { b: 1 }] : [{ b: 1 }]);
      expect(reader.problemCount).toBe(whole || length < 2 ? 0 : 1);
    }
  });

  it('reports what is not JSON by its offset and passes over blank lines', () => {
    const reader = new LineReader();
    expect(reader.push(bytes('1\n\n \r\noops\n2\n'))).toEqual([1, 2]);
    expect(reader.problems).toEqual([{ offset: 6, length: 4 }]);
  });

  it('never throws on any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array(), noise => {
        const reader = new LineReader();
        reader.push(noise);
        const read = reader.push(bytes('\n{"a":1}\n'));
        expect(read.at(-1)).toEqual({ a: 1 });
      })
    );
  });

  it('counts all problems and keeps the first hundred', () => {
    const reader = new LineReader();
    reader.push(bytes('x\n'.repeat(150)));
    expect(reader.problemCount).toBe(150);
    expect(reader.problems).toHaveLength(100);
  });
});

describe('encodeLine()', () => {
  it('keeps a text with newlines on one line', () => {
    const line = new TextDecoder().decode(encodeLine({ text: 'a\nb\u2028' }));
    expect(line.indexOf('\n')).toBe(line.length - 1);
  });

  it('puts a newline on both sides when shared', () => {
    const line = new TextDecoder().decode(encodeLine(1, { shared: true }));
    expect(line).toBe('\n1\n');
  });
});
