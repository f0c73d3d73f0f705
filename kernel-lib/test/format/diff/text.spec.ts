import * as fc from 'fast-check';
import {
  diffSequences,
  diffText,
  diffWords,
  hunksOf,
  isSameText,
  wordsOf,
  type DiffLine,
  type TextDiff
} from '../../../src/format';

/** Few different lines, so that texts have something in common. */
const line = fc.oneof(
  fc.constantFrom('', 'a', 'b', 'const lr = 0.1;', 'const lr = 0.05;', '  }'),
  fc.string()
);
const text = fc.array(line, { maxLength: 30 }).map(lines => lines.join('\n'));

const side = (lines: readonly DiffLine[], other: DiffLine['kind']) =>
  lines
    .filter(({ kind }) => kind !== other)
    .map(each => each.text)
    .join('\n');
const first = ({ lines }: TextDiff) => side(lines, 'added');
const second = ({ lines }: TextDiff) => side(lines, 'removed');

describe('diffText()', () => {
  it('holds both texts', () => {
    fc.assert(
      fc.property(text, text, (a, b) => {
        const diff = diffText(a, b);
        expect(first(diff)).toBe(a);
        expect(second(diff)).toBe(b);
      })
    );
  });

  it('finds nothing between a text and itself', () => {
    fc.assert(
      fc.property(text, a => {
        const diff = diffText(a, a);
        expect(isSameText(diff)).toBe(true);
        expect(hunksOf(diff)).toEqual([]);
      })
    );
  });

  it('adds what it removes the other way round', () => {
    fc.assert(
      fc.property(text, text, (a, b) => {
        const there = diffText(a, b);
        const back = diffText(b, a);
        expect([back.added, back.removed]).toEqual([
          there.removed,
          there.added
        ]);
      })
    );
  });

  it('numbers the lines of either side from 1', () => {
    fc.assert(
      fc.property(text, text, (a, b) => {
        const { lines } = diffText(a, b);
        const numbers = (of: 'a' | 'b') =>
          lines.flatMap(each => each[of] ?? []);
        const upTo = (all: number[]) => all.map((_, at) => at + 1);
        expect(numbers('a')).toEqual(upTo(numbers('a')));
        expect(numbers('b')).toEqual(upTo(numbers('b')));
      })
    );
  });

  it('marks the words that differ in an edited line', () => {
    const { lines } = diffText('const lr = 0.1;', 'const lr = 0.05;');
    const changed = lines.map(({ words = [] }) =>
      words.filter(span => span.changed).map(span => span.text)
    );
    expect(changed).toEqual([['1'], ['05']]);
  });

  it('leaves out what exceeds the limits, and counts it', () => {
    const long = 'x\n'.repeat(50);
    expect(diffText(long, 'x', { lines: 20 })).toMatchObject({
      removed: 19,
      cut: { a: 31, b: 0 }
    });
    expect(diffText('abc\ndef', 'abc\ndeg', { characters: 5 })).toMatchObject({
      added: 0,
      removed: 0,
      cut: { a: 1, b: 1 }
    });
  });

  it('gives up the search where there is next to nothing in common, and stays right', () => {
    const lines = (from: number) =>
      Array.from({ length: 5000 }, (_, at) => `line ${at * 2 + from}`);
    const a = ['same', ...lines(0), 'end'].join('\n');
    const b = ['same', ...lines(1), 'end'].join('\n');
    const limits = { lines: 10_000 };
    const diff = diffText(a, b, limits);
    expect(diff).toMatchObject({ added: 5000, removed: 5000 });
    expect(first(diff)).toBe(a);
    expect(second(diff)).toBe(b);
  });
});

describe('hunksOf()', () => {
  const numbered = (count: number) =>
    Array.from({ length: count }, (_, at) => String(at + 1));

  it('shows three lines before and behind a change', () => {
    const a = numbered(20).join('\n');
    const b = a.replace('\n10\n', '\nten\n');
    const [hunk, ...others] = hunksOf(diffText(a, b));
    expect(others).toEqual([]);
    expect(hunk).toMatchObject({ a: 7, b: 7 });
    expect(hunk.lines.map(each => each.text)).toEqual(
      '7 8 9 10 ten 11 12 13'.split(' ')
    );
  });

  it('joins changes that are near each other, and parts others', () => {
    const a = numbered(40).join('\n');
    const b = a
      .replace('\n5\n', '\n')
      .replace('\n9\n', '\n')
      .replace('\n30\n', '\nx\ny\n');
    const hunks = hunksOf(diffText(a, b));
    expect(hunks.map(hunk => [hunk.a, hunk.b])).toEqual([
      [2, 2],
      [27, 25]
    ]);
  });

  it('holds every line that differs, once and in order', () => {
    fc.assert(
      fc.property(text, text, fc.nat(4), (a, b, context) => {
        const diff = diffText(a, b);
        const shown = hunksOf(diff, context).flatMap(hunk => hunk.lines);
        const differing = (lines: readonly DiffLine[]) =>
          lines.filter(({ kind }) => kind !== 'same');
        expect(differing(shown)).toEqual(differing(diff.lines));
        expect(new Set(shown).size).toBe(shown.length);
      })
    );
  });
});

describe('diffWords()', () => {
  it('holds both lines', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (a, b) => {
        const spans = diffWords(a, b);
        if (spans) {
          const whole = (of: { text: string }[]) =>
            of.map(span => span.text).join('');
          expect(whole(spans.a)).toBe(a);
          expect(whole(spans.b)).toBe(b);
        }
      })
    );
  });

  it('takes a text apart without losing a character', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), a => {
        expect(wordsOf(a).join('')).toBe(a);
      })
    );
  });

  it('marks nothing in lines that have little in common, or are very long', () => {
    expect(diffWords('const a = 1;', '// hello world')).toBeUndefined();
    expect(diffWords('a'.repeat(3000), 'a'.repeat(3000))).toBeUndefined();
  });
});

describe('diffSequences()', () => {
  it('names what was removed before what was added in its place', () => {
    expect(diffSequences(['a', 'b', 'c'], ['a', 'x', 'c'])).toEqual([
      { kind: 'same', items: ['a'] },
      { kind: 'removed', items: ['b'] },
      { kind: 'added', items: ['x'] },
      { kind: 'same', items: ['c'] }
    ]);
  });

  it('holds both sequences, even empty items', () => {
    const items = fc.array(fc.constantFrom('', 'a', 'b', 'c'));
    fc.assert(
      fc.property(items, items, (a, b) => {
        const edits = diffSequences(a, b);
        const without = (other: string) =>
          edits
            .filter(({ kind }) => kind !== other)
            .flatMap(edit => edit.items);
        expect(without('added')).toEqual(a);
        expect(without('removed')).toEqual(b);
      })
    );
  });
});
