import * as fc from 'fast-check';
import {
  flagValue,
  flagsFromTexts,
  recordValue,
  reviveValue,
  type RecordedValue
} from '../../src/format';

/** Values of which the record holds everything. */
const exact = fc.anything({
  maxDepth: 3,
  withBigInt: true,
  withDate: false,
  withSparseArray: true,
  withNullPrototype: false
});

describe('reviveValue()', () => {
  it('gives back what was recorded exactly', () => {
    fc.assert(
      fc.property(exact, value => {
        const revived = reviveValue(recordValue(value));
        if (revived.exact) {
          expect(revived.value).toStrictEqual(value);
        }
      })
    );
  });

  it.each([
    1.5,
    NaN,
    -0,
    -Infinity,
    12345678901234567890n,
    undefined,
    null,
    'text',
    [1, [NaN, 'a']],
    { a: { b: undefined } },
    { $type: 'mine', n: 1 },
    new Date(86_400_000)
  ])('is exact for %p', value => {
    const revived = reviveValue(recordValue(value));
    expect(revived).toStrictEqual({ exact: true, value });
  });

  it('keeps the holes of an array', () => {
    const revived = reviveValue(recordValue([1, , 3]));
    expect(revived.exact && 1 in (revived.value as number[])).toBe(false);
  });

  it.each([
    [() => 1],
    [new Map()],
    [new Float32Array(3)],
    ['x'.repeat(3000)],
    [{ a: [Symbol('s')] }],
    [new Date(NaN)],
    [Array.from({ length: 500 }, () => 0)]
  ])('says where the record does not hold the value', value => {
    expect(reviveValue(recordValue(value))).toEqual({ exact: false });
  });

  it('reads whatever a journal holds, and keeps names like __proto__ harmless', () => {
    fc.assert(
      fc.property(fc.jsonValue(), value => {
        reviveValue(value as RecordedValue);
      })
    );
    const hostile = JSON.parse('{"__proto__": {"x": 1}}') as RecordedValue;
    const revived = reviveValue(hostile);
    expect(revived.exact && (revived.value as { x?: number }).x).toBe(
      undefined
    );
  });
});

describe('flagsFromTexts()', () => {
  it('reads JSON, else text', () => {
    expect(
      flagsFromTexts([
        'lr=0.1',
        'n=+.5',
        'big=1e3',
        'on=true',
        'none=null',
        'layers=[64,10]',
        'opt=adam',
        'empty=',
        'url=a=b'
      ])
    ).toEqual({
      lr: 0.1,
      n: 0.5,
      big: 1000,
      on: true,
      none: null,
      layers: [64, 10],
      opt: 'adam',
      empty: '',
      url: 'a=b'
    });
  });

  it('lets a text stay a text', () => {
    expect(flagsFromTexts(['tag=1'], { tag: 'a' })).toEqual({ tag: '1' });
  });

  it('says how flags are given', () => {
    expect(() => flagsFromTexts(['lr'])).toThrow('such as lr=0.05; got "lr"');
    expect(() => flagsFromTexts(['=1'])).toThrow('name=value');
  });

  it('reads back every value from its JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue(), value => {
        const text = JSON.stringify(value);
        expect(flagValue(text)).toEqual(JSON.parse(text));
      })
    );
  });
});
