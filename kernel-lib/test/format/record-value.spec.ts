import * as fc from 'fast-check';
import {
  VALUE_LIMITS,
  formatValue,
  recordFlags,
  recordValue,
  sameValue
} from '../../src/format';
import type { RecordedValue } from '../../src/format';

class Model {
  weights = new Float32Array(10);
  toJSON(): never {
    throw new Error('toJSON was called');
  }
}

class Tensor {
  dtype = 'float32';
  constructor(readonly shape: number[]) {}
  dataSync(): never {
    throw new Error('the data were read');
  }
}

const cyclic: Record<string, unknown> = { a: 1 };
cyclic.self = cyclic;
const cyclicArray: unknown[] = [];
cyclicArray.push({ inside: cyclicArray });
const hostile = new Proxy(
  {},
  Object.fromEntries(
    ['get', 'has', 'ownKeys', 'getPrototypeOf', 'getOwnPropertyDescriptor'].map(
      trap => [
        trap,
        () => {
          throw new Error('trap');
        }
      ]
    )
  )
);
const shared = { x: 1 };
const sparse: unknown[] = [1];
sparse[3] = 2;
const { proxy: revoked, revoke } = Proxy.revocable({}, {});
revoke();
const deep = (levels: number): unknown =>
  levels === 0 ? 'end' : { in: deep(levels - 1) };
const selfTag = { [Symbol.toStringTag]: 'Date' };
Object.setPrototypeOf(selfTag, Model.prototype);

/** What goes in, what is recorded, how it is shown. */
const TABLE: [string, unknown, RecordedValue, string][] = [
  ['an integer', 3, 3, '3'],
  ['a fraction', 0.1, 0.1, '0.1'],
  ['a small number', 1e-300, 1e-300, '1e-300'],
  ['NaN', NaN, { $type: 'number', text: 'NaN' }, 'NaN'],
  ['Infinity', Infinity, { $type: 'number', text: 'Infinity' }, 'Infinity'],
  ['-Infinity', -Infinity, { $type: 'number', text: '-Infinity' }, '-Infinity'],
  ['-0', -0, { $type: 'number', text: '-0' }, '-0'],
  ['true', true, true, 'true'],
  ['null', null, null, 'null'],
  ['undefined', undefined, { $type: 'undefined' }, 'undefined'],
  ['a bare text', 'adam', 'adam', 'adam'],
  ['an empty text', '', '', '""'],
  ['a text like a number', '12', '12', '"12"'],
  ['a text like a constant', 'true', 'true', '"true"'],
  ['a text with a newline', 'a\nb', 'a\nb', '"a\\nb"'],
  ['a bigint', 12n, { $type: 'bigint', text: '12' }, '12n'],
  ['a huge bigint', 1n << 100_000n, { $type: 'bigint' }, 'bigint'],
  ['a symbol', Symbol('s'), { $type: 'symbol', text: 's' }, 'Symbol(s)'],
  [
    'a function',
    function relu() {},
    { $type: 'function', text: 'relu' },
    'ƒ relu'
  ],
  [
    'a nameless function',
    (
      () => () =>
        1
    )(),
    { $type: 'function' },
    'ƒ'
  ],
  ['a class', Model, { $type: 'function', text: 'Model' }, 'ƒ Model'],
  ['an array', [1, 'a', null], [1, 'a', null], '[1, "a", null]'],
  ['an object', { a: { b: 1 } }, { a: { b: 1 } }, '{ a: { b: 1 } }'],
  [
    'an object without prototype',
    Object.assign(Object.create(null), { a: 1 }),
    { a: 1 },
    '{ a: 1 }'
  ],
  ['an odd key', { 'a b': 1 }, { 'a b': 1 }, '{ "a b": 1 }'],
  [
    'an own $type',
    { $type: 'x', a: 1 },
    {
      $type: 'Object',
      entries: [
        ['$type', 'x'],
        ['a', 1]
      ]
    },
    '{ $type: "x", a: 1 }'
  ],
  [
    'NaN inside',
    { a: [NaN] },
    { a: [{ $type: 'number', text: 'NaN' }] },
    '{ a: [NaN] }'
  ],
  [
    'undefined inside',
    { a: undefined },
    { a: { $type: 'undefined' } },
    '{ a: undefined }'
  ],
  [
    'a date',
    new Date(0),
    { $type: 'Date', text: '1970-01-01T00:00:00.000Z' },
    '1970-01-01T00:00:00.000Z'
  ],
  [
    'an invalid date',
    new Date(NaN),
    { $type: 'Date', text: 'Invalid Date' },
    'Invalid Date'
  ],
  ['a pattern', /a+/gi, { $type: 'RegExp', text: '/a+/gi' }, '/a+/gi'],
  ['a map', new Map([[1, 2]]), { $type: 'Map', shape: [1] }, 'Map(1)'],
  ['a set', new Set([1, 2]), { $type: 'Set', shape: [2] }, 'Set(2)'],
  ['a weak map', new WeakMap(), { $type: 'WeakMap' }, 'WeakMap'],
  [
    'an error',
    new RangeError('far'),
    { $type: 'RangeError', text: 'far' },
    'RangeError: far'
  ],
  [
    'floats',
    new Float32Array(5),
    { $type: 'Float32Array', shape: [5], dtype: 'float32' },
    'Float32Array(5)'
  ],
  [
    'clamped bytes',
    new Uint8ClampedArray(2),
    { $type: 'Uint8ClampedArray', shape: [2], dtype: 'uint8' },
    'Uint8ClampedArray(2)'
  ],
  [
    '64-bit integers',
    new BigInt64Array(2),
    { $type: 'BigInt64Array', shape: [2], dtype: 'bigint64' },
    'BigInt64Array(2)'
  ],
  [
    'a buffer of Node',
    Buffer.alloc(4),
    { $type: 'Buffer', shape: [4], dtype: 'uint8' },
    'Buffer(4)'
  ],
  [
    'a data view',
    new DataView(new ArrayBuffer(3)),
    { $type: 'DataView', shape: [3] },
    'DataView(3)'
  ],
  [
    'a buffer',
    new ArrayBuffer(8),
    { $type: 'ArrayBuffer', shape: [8] },
    'ArrayBuffer(8)'
  ],
  [
    'shared memory',
    new SharedArrayBuffer(8),
    { $type: 'SharedArrayBuffer', shape: [8] },
    'SharedArrayBuffer(8)'
  ],
  ['a promise', Promise.resolve(1), { $type: 'Promise' }, 'Promise'],
  ['a generator', (function* () {})(), { $type: 'Generator' }, 'Generator'],
  ['an instance', new Model(), { $type: 'Model' }, 'Model'],
  [
    'a tensor',
    new Tensor([2, 3]),
    { $type: 'Tensor', shape: [2, 3], dtype: 'float32' },
    'Tensor float32 [2, 3]'
  ],
  [
    'a scalar tensor',
    new Tensor([]),
    { $type: 'Tensor', shape: [], dtype: 'float32' },
    'Tensor float32 []'
  ],
  ['a boxed number', Object(3), { $type: 'Number', text: '3' }, 'Number: 3'],
  [
    'a cycle',
    cyclic,
    { a: 1, self: { $type: 'cycle' } },
    '{ a: 1, self: cycle }'
  ],
  [
    'a cycle of arrays',
    cyclicArray,
    [{ inside: { $type: 'cycle' } }],
    '[{ inside: cycle }]'
  ],
  [
    'the same twice',
    [shared, shared],
    [{ x: 1 }, { x: 1 }],
    '[{ x: 1 }, { x: 1 }]'
  ],
  [
    'a sparse array',
    sparse,
    [1, { $type: 'hole' }, { $type: 'hole' }, 2],
    '[1, hole, hole, 2]'
  ],
  [
    'an endless array',
    new Array(4e9),
    { $type: 'Array', shape: [4e9] },
    'Array(4000000000)'
  ],
  [
    'a throwing getter',
    {
      a: 1,
      get b() {
        throw new Error('no');
      }
    },
    { a: 1, b: { $type: 'unreadable' } },
    '{ a: 1, b: unreadable }'
  ],
  ['a hostile proxy', hostile, { $type: 'unreadable' }, 'unreadable'],
  ['a revoked proxy', revoked, { $type: 'unreadable' }, 'unreadable'],
  ['a toJSON', { toJSON: 1, a: 2 }, { toJSON: 1, a: 2 }, '{ toJSON: 1, a: 2 }'],
  ['a false tag', selfTag, { $type: 'Model' }, 'Model'],
  [
    'a nested summary',
    { m: new Map() },
    { m: { $type: 'Map', shape: [0] } },
    '{ m: Map(0) }'
  ]
];

describe('recordValue() and formatValue()', () => {
  it.each(TABLE)('record and show %s', (_name, value, recorded, shown) => {
    const found = recordValue(value);
    expect(found).toEqual(recorded);
    expect(formatValue(found)).toBe(shown);
    expect(JSON.parse(JSON.stringify(found))).toEqual(found);
  });
});

describe('recordValue()', () => {
  it('keeps every JSON value of moderate size exactly', () => {
    const small = fc
      .json({ maxDepth: 4 })
      .filter(text => text.length < 1000 && !/\$type/.test(text))
      .map(text => JSON.parse(text) as unknown);
    fc.assert(
      fc.property(small, value => {
        expect(recordValue(value)).toEqual(value);
      })
    );
  });

  it('never throws and is always JSON', () => {
    fc.assert(
      fc.property(
        fc.anything({
          withBigInt: true,
          withDate: true,
          withMap: true,
          withNullPrototype: true,
          withObjectString: true,
          withSet: true,
          withSparseArray: true,
          withTypedArray: true,
          withBoxedValues: true
        }),
        value => {
          const recorded = recordValue(value);
          expect(JSON.parse(JSON.stringify(recorded))).toEqual(recorded);
          expect(typeof formatValue(recorded)).toBe('string');
        }
      )
    );
  });

  it('keeps __proto__ as an ordinary key', () => {
    const recorded = recordValue(JSON.parse('{"__proto__":{"x":1}}'));
    expect(JSON.stringify(recorded)).toBe('{"__proto__":{"x":1}}');
    expect(Object.getPrototypeOf(recorded)).toBe(Object.prototype);
  });

  it('summarises what is too long, too wide or too deep', () => {
    const { text, items, keys, depth } = VALUE_LIMITS;
    expect(recordValue('x'.repeat(text))).toBe('x'.repeat(text));
    expect(recordValue('x'.repeat(text + 1))).toMatchObject({
      $type: 'string',
      shape: [text + 1]
    });
    expect(recordValue(new Array(items).fill(0))).toHaveLength(items);
    expect(recordValue(new Array(items + 1).fill(0))).toEqual({
      $type: 'Array',
      shape: [items + 1]
    });
    const wide = Object.fromEntries(
      Array.from({ length: keys + 1 }, (_, index) => [`k${index}`, 0])
    );
    expect(recordValue(wide)).toEqual({ $type: 'Object', shape: [keys + 1] });
    expect(recordValue(deep(depth))).toEqual(deep(depth));
    expect(JSON.stringify(recordValue(deep(depth + 1)))).toContain('"Object"');
  });

  it('bounds the whole, whatever the shape', () => {
    const row = (): unknown[] => new Array(100).fill('x'.repeat(1000));
    const recorded = JSON.stringify(recordValue(new Array(100).fill(row())));
    expect(recorded.length).toBeLessThan(200_000);
    const flat = JSON.stringify(
      recordValue(new Array(100).fill(new Array(100).fill(1)))
    );
    expect(flat.match(/1,/g)?.length).toBeLessThan(VALUE_LIMITS.values + 100);
  });

  it('does not touch the contents of a gigabyte', () => {
    const large = new Uint8Array(1e9);
    expect(recordValue({ data: large, buffer: large.buffer })).toEqual({
      data: { $type: 'Uint8Array', shape: [1e9], dtype: 'uint8' },
      buffer: { $type: 'ArrayBuffer', shape: [1e9] }
    });
  });
});

describe('recordFlags()', () => {
  it('records each flag by itself', () => {
    const big = new Array(100).fill(new Array(8).fill(1));
    const flags = recordFlags({ big, again: big, lr: 0.1 });
    expect(flags).toEqual({ big, again: big, lr: 0.1 });
  });

  it('survives a flag that cannot be read', () => {
    const flags = recordFlags({
      a: 1,
      get b(): number {
        throw new Error('no');
      }
    });
    expect(flags).toEqual({ a: 1, b: { $type: 'unreadable' } });
  });
});

describe('formatValue()', () => {
  it('stays on one line and within its limit', () => {
    fc.assert(
      fc.property(
        fc.jsonValue(),
        fc.integer({ min: 1, max: 60 }),
        (value, limit) => {
          const text = formatValue(value as RecordedValue, limit);
          expect(text.length).toBeLessThanOrEqual(limit);
          expect(text).not.toMatch(/[\n\r\0]/);
        }
      )
    );
  });

  it('survives values as deep as a file can make them', () => {
    const value = JSON.parse('['.repeat(20_000) + ']'.repeat(20_000));
    expect(formatValue(value)).toContain('…');
    expect(sameValue(value, JSON.parse(JSON.stringify(0)))).toBe(false);
  });

  it('takes summaries with fields of a wrong type', () => {
    for (const field of [1, {}, [], 'x', [1], [[1]], [['a', 1]]]) {
      const made = {
        $type: 'x',
        shape: field,
        dtype: field,
        text: field,
        entries: field
      };
      expect(typeof formatValue(made as unknown as RecordedValue)).toBe(
        'string'
      );
    }
  });
});

describe('sameValue()', () => {
  it('ignores the order of keys and nothing else', () => {
    expect(sameValue({ a: 1, b: [2] }, { b: [2], a: 1 })).toBe(true);
    expect(sameValue({ a: 1 }, { a: 1, b: 2 })).toBe(false);
    expect(sameValue([1, 2], [2, 1])).toBe(false);
    expect(sameValue([], {})).toBe(false);
    expect(sameValue('1', 1)).toBe(false);
    expect(sameValue(undefined, null)).toBe(false);
    expect(sameValue(recordValue(NaN), recordValue(NaN))).toBe(true);
    expect(sameValue(recordValue(-0), 0)).toBe(false);
  });
});
