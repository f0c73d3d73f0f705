import * as fc from 'fast-check';
import { alignLines } from '../../src/notebook/tslab/cell-map';
import { cellFrames } from '../../src/notebook/tslab/position';

describe('alignLines()', () => {
  const text = fc.array(fc.constantFrom('a', 'b', 'c', '}'), { maxLength: 12 });

  it('pairs equal lines only, in order', () => {
    fc.assert(
      fc.property(text, text, (left, right) => {
        const pairs = alignLines(left, right);
        const paired = pairs.filter(partner => partner >= 0);
        expect(paired).toEqual([...new Set(paired)].sort((a, b) => a - b));
        pairs.forEach((partner, index) => {
          if (partner >= 0) {
            expect(right[partner]).toBe(left[index]);
          }
        });
      })
    );
  });

  it('finds every line of a text in which lines were added', () => {
    fc.assert(
      fc.property(text, fc.array(fc.nat(12), { maxLength: 5 }), (left, at) => {
        const right: string[] = [...left];
        at.forEach(index => right.splice(index, 0, 'added'));
        expect(alignLines(left, right).every(partner => partner >= 0)).toBe(
          true
        );
      })
    );
  });
});

describe('cellFrames()', () => {
  it('takes the frames of cells out of a stack', () => {
    const stack = [
      'Error: x',
      '    at Function.train (cell-3.js:5:12)',
      '    at async Promise.all (index 0)',
      '    at /home/me/cell-3.js:1:1',
      '    at cell-4.js:7:1',
      '    at async wait (evalmachine.<anonymous>:2:3)'
    ].join('\n');
    expect(cellFrames(stack)).toEqual([
      { name: 'Function.train', file: 'cell-3.js', line: 5, column: 12 },
      { name: undefined, file: 'cell-4.js', line: 7, column: 1 },
      { name: 'wait', file: 'evalmachine.<anonymous>', line: 2, column: 3 }
    ]);
  });
});
