import * as fc from 'fast-check';
import { flagViolations, violationText } from '../../src/format';
import type { FlagRuleLike } from '../../src/format';

function complaint(value: unknown, rule: FlagRuleLike): string {
  return flagViolations({ x: value }, { x: rule })
    .map(violationText)
    .join('; ');
}

describe('flagViolations()', () => {
  it.each<[unknown, FlagRuleLike, string]>([
    [5, { min: 0, max: 1 }, 'x is 5, but has to be a number from 0 to 1'],
    [-1, { min: 0 }, 'x is -1, but has to be a number of at least 0'],
    [2, { max: 1 }, 'x is 2, but has to be a number of at most 1'],
    [NaN, { min: 0 }, 'x is NaN, but has to be a number of at least 0'],
    ['1', { min: 0 }, 'x is "1", but has to be a number of at least 0'],
    [1.5, { type: 'int' }, 'x is 1.5, but has to be a whole number'],
    [
      0,
      { type: 'int', min: 1, max: 9 },
      'x is 0, but has to be a whole number from 1 to 9'
    ],
    [1, { type: 'boolean' }, 'x is 1, but has to be true or false'],
    [1, { type: 'string' }, 'x is 1, but has to be a text'],
    [null, { type: 'path' }, 'x is null, but has to be a path'],
    [
      'rms',
      { choices: ['sgd', 'adam'] },
      'x is rms, but has to be one of sgd, adam'
    ],
    [2, { choices: ['2'] }, 'x is 2, but has to be "2"'],
    [undefined, { required: true }, 'x is required'],
    [2, { choices: [1, 2], max: 1 }, 'x is 2, but has to be one of 1, 2']
  ])('says of %p with %p what is allowed', (value, rule, text) => {
    expect(complaint(value, rule)).toBe(text);
  });

  it.each<[unknown, FlagRuleLike]>([
    [0, { min: 0, max: 1 }],
    [1, { min: 0, max: 1 }],
    [3n, { type: 'int', min: 1 }],
    ['sgd', { choices: ['sgd', 'adam'] }],
    [[64, 10], { choices: [[64, 10], [32]] }],
    [null, { choices: [null, 1] }],
    [NaN, { type: 'number' }],
    [NaN, { choices: [NaN] }],
    [undefined, { min: 0 }],
    ['anything', {}],
    [{}, { description: 'free' }]
  ])('has nothing to say of %p with %p', (value, rule) => {
    expect(complaint(value, rule)).toBe('');
  });

  it('lists all that is wrong, in the order of the rules', () => {
    const found = flagViolations(
      { b: 2, a: 'x' },
      { a: { type: 'int' }, b: { max: 1 }, c: { required: true } }
    );
    expect(found.map(({ flag }) => flag)).toEqual(['a', 'b', 'c']);
  });

  it('lets through a number exactly when it lies in the range', () => {
    fc.assert(
      fc.property(
        fc.double(),
        fc.double({ noNaN: true }),
        fc.double({ noNaN: true }),
        (value, min, max) => {
          const fits = value >= min && value <= max;
          expect(complaint(value, { min, max }) === '').toBe(fits);
        }
      )
    );
  });
});
