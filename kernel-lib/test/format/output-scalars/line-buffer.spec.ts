import * as fc from 'fast-check';
import {
  LineBuffer,
  OutputScalarMatcher,
  PRINTED_LINE_LIMIT,
  parseOutputScalars
} from '../../../src/format';

function lines(...pieces: string[]): string[] {
  const buffer = new LineBuffer();
  const found: string[] = [];
  for (const piece of pieces) {
    buffer.push(piece, line => found.push(line));
  }
  buffer.end(line => found.push(line));
  return found;
}

function scalars(pieces: string[]): [string, number, number][] {
  const matcher = new OutputScalarMatcher(parseOutputScalars(true));
  return lines(...pieces)
    .flatMap(line => matcher.match(line))
    .map(({ tag, value, step }) => [tag, value, step]);
}

describe('LineBuffer', () => {
  it('puts a line together that arrives in pieces', () => {
    expect(lines('loss:', ' ', '0.5', '\n')).toEqual(['loss: 0.5']);
  });

  it('takes several lines of one piece', () => {
    expect(lines('a\nb\n\nc\nd')).toEqual(['a', 'b', 'c', 'd']);
  });

  it('ends a line at \\r\\n, also between two pieces', () => {
    expect(lines('a\r\nb\r', '\nc\r\r\n')).toEqual(['a', 'b', 'c']);
  });

  it('keeps what a progress line shows in the end', () => {
    expect(lines('\rloss: 3', '\rloss: 2', '\r', 'loss: 1\n')).toEqual([
      'loss: 1'
    ]);
  });

  it('keeps the last line of a progress bar that never ends it', () => {
    expect(lines('10%\r20%\r')).toEqual(['20%']);
  });

  it('passes over a line that is too long, and goes on behind it', () => {
    const long = 'x'.repeat(PRINTED_LINE_LIMIT + 1);
    expect(lines(long, 'y\nz\n')).toEqual(['z']);
    expect(lines(`${long}\rshort\n`)).toEqual(['short']);
    expect(lines(long.slice(1) + '\n')).toEqual([long.slice(1)]);
  });

  it('remembers no more than a line, however long a progress bar is', () => {
    const buffer = new LineBuffer();
    const found: string[] = [];
    for (let at = 0; at < 10_000; at++) {
      buffer.push(`\r${at}%`, line => found.push(line));
    }
    buffer.end(line => found.push(line));
    expect(found).toEqual(['9999%']);
  });

  it('gives the same lines for a text however it is cut', () => {
    const piece = fc.constantFrom('\r', '\n', '\r\n', 'a', 'loss: 1', ' ', '');
    const text = fc.array(piece, { maxLength: 30 }).map(all => all.join(''));
    fc.assert(
      fc.property(text, fc.array(fc.nat(100)), (whole, cuts) => {
        const at = [0, ...cuts, whole.length]
          .map(cut => Math.min(cut, whole.length))
          .sort((a, b) => a - b);
        const pieces = at.slice(1).map((to, i) => whole.slice(at[i], to));
        expect(lines(...pieces)).toEqual(lines(whole));
      })
    );
  });
});

describe('output scalars in fragments', () => {
  const PRINTED =
    'lr: 0.1\nepoch 1\nloss: 0.5 (step 10)\r\nacc: 0.9\n\u001b[32mval/loss\u001b[0m: 1e-5 (20)\n' +
    '\r 10%\r 50%\r100%\nloss: nan\nmüll: 3\nlast: 7';
  const EXPECTED = [
    ['lr', 0.1, 0],
    ['loss', 0.5, 10],
    ['acc', 0.9, 10],
    ['val/loss', 1e-5, 20],
    ['loss', NaN, 20],
    ['müll', 3, 20],
    ['last', 7, 20]
  ];

  it('are the same split at every place', () => {
    expect(scalars([PRINTED])).toEqual(EXPECTED);
    for (let at = 0; at <= PRINTED.length; at++) {
      expect(scalars([PRINTED.slice(0, at), PRINTED.slice(at)])).toEqual(
        EXPECTED
      );
    }
  });

  it('are the same character by character', () => {
    expect(scalars([...PRINTED])).toEqual(EXPECTED);
  });
});

describe('OutputScalarMatcher', () => {
  it('reads back every number that JavaScript prints', () => {
    fc.assert(
      fc.property(
        fc.double().map(value => value + 0),
        value => {
          expect(scalars([`x: ${value}\n`])).toEqual([['x', value, 0]]);
        }
      )
    );
  });

  it('takes any text without complaint', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), text => {
        for (const [tag, , step] of scalars([text])) {
          expect(tag).not.toMatch(/\s/);
          expect(Number.isSafeInteger(step)).toBe(true);
        }
      })
    );
  });
});
