/** docs/identity.md, row by row, and what has to hold of all identities. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import fc from 'fast-check';
import { z } from 'zod';
import * as plan from '../../src/plan';
import { encodeValue } from '../../src/plan/identity/encode';

const { always, config, constant, identityOf, meta, task } = plan;

const PAGE = readFileSync(
  path.join(__dirname, '../../../docs/identity.md'),
  'utf8'
);

/** The rows of the table whose first column is called so. */
function rowsOf(column: string): [string, string][] {
  const [, rows] =
    new RegExp(
      `^\\| ${column} +\\|.*\\n\\|[ -|]+\\|\\n((?:\\|.*\\n)+)`,
      'm'
    ).exec(PAGE) ?? [];
  return (rows ?? '')
    .trim()
    .split('\n')
    .map(row => {
      const [, left, right] = /^\| `(.*?)` +\| `(.*?)` +\|$/.exec(row) ?? [];
      return [left, right];
    });
}

/** What the expressions of the page are, with the page's declarations. */
function evaluate(expression: string): unknown {
  const [, declarations] = /```js\n([^]*?)```/.exec(PAGE) ?? [];
  const names = { ...plan, z };
  return new Function(
    ...Object.keys(names),
    `${declarations}; return (${expression});`
  )(...Object.values(names));
}

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

describe('the vectors of docs/identity.md', () => {
  const values = rowsOf('value');
  const identities = rowsOf('config');

  it('are there', () => {
    expect(values.length).toBeGreaterThan(25);
    expect(identities.length).toBeGreaterThan(12);
  });

  it.each(values)('encode %s', (expression, bytes) => {
    expect(hex(encodeValue(evaluate(expression)))).toBe(bytes);
  });

  it.each(identities)('identify %s', (expression, identity) => {
    expect(identityOf(evaluate(expression) as object)).toBe(identity);
  });

  it('follow from the bytes that the page shows', () => {
    const [, text] = /```text\n([^]*?)```/.exec(PAGE) ?? [];
    const bytes = text
      .split('\n')
      .map(line => line.split(/ {3,}/)[0].replaceAll(' ', ''))
      .join('');
    const digest = execFileSync(
      process.execPath,
      [
        '-e',
        `process.stdout.write(require('node:crypto').createHash('sha256').update(Buffer.from('${bytes}', 'hex')).digest('hex'))`
      ],
      { encoding: 'utf8' }
    );
    expect(identities).toContainEqual(['Model({ layers: 3 })', digest]);
  });
});

/** Values that a parameter may have, as JSON and beyond. */
const anyValue = fc.anything({
  withBigInt: true,
  withDate: false,
  withMap: true,
  withSet: true,
  withNullPrototype: true
});
/** Texts with half a character have no identity. */
const hasIdentity = (value: unknown) => {
  try {
    encodeValue(value);
    return true;
  } catch {
    return false;
  }
};
const value = anyValue.filter(hasIdentity);

/** The keys the other way round, at every depth. */
function turned(it: unknown): unknown {
  if (Array.isArray(it)) {
    return it.map(turned);
  }
  if (it instanceof Set) {
    return new Set([...it].reverse());
  }
  if (it instanceof Map) {
    return new Map([...it].reverse());
  }
  if (typeof it !== 'object' || it === null) {
    return it;
  }
  const entries = Object.entries(it).reverse();
  const copy = Object.create(null) as Record<string, unknown>;
  entries.forEach(([key, inner]) => (copy[key] = turned(inner)));
  return copy;
}

class Net {
  layers = 1;
}

describe('identityOf()', () => {
  const Any = config('any', { value: z.any(), other: z.any() });
  const Number_ = config('number', {
    value: z.number().default(3),
    seen: meta(z.any())
  });

  it('does not depend on the order of keys, of sets and of maps', () => {
    fc.assert(
      fc.property(value, it => {
        expect(identityOf(Any({ value: turned(it) }))).toBe(
          identityOf(Any({ value: it }))
        );
      })
    );
  });

  it('does not depend on whether a default is spelled out', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true }), value, (fallback, seen) => {
        const it = config('it', {
          x: z.any().default(fallback),
          y: meta(z.any())
        });
        expect(identityOf(it({ x: fallback, y: seen }))).toBe(identityOf(it()));
      })
    );
  });

  it('differs where a value that counts differs, and only there', () => {
    fc.assert(
      fc.property(value, value, (a, b) => {
        const same = hex(encodeValue(a)) === hex(encodeValue(b));
        const ids = [a, b].map(it => identityOf(Any({ other: it })));
        expect(ids[0] === ids[1]).toBe(same);
      })
    );
    fc.assert(
      fc.property(fc.double(), fc.double(), (a, b) => {
        // Infinities and NaN are no numbers of zod.
        fc.pre(Number.isFinite(a) && Number.isFinite(b));
        const ids = [a, b].map(it => identityOf(Number_({ value: it })));
        expect(ids[0] === ids[1]).toBe(a === b);
      })
    );
  });

  it('encodes no two structures alike', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
        fc.pre(hasIdentity(a) && hasIdentity(b));
        const text = (it: unknown) => JSON.stringify(sorted(it));
        expect(hex(encodeValue(a)) === hex(encodeValue(b))).toBe(
          text(a) === text(b)
        );
      }),
      { numRuns: 500 }
    );
    expect(hex(encodeValue(['a\u0003b', 'c']))).not.toBe(
      hex(encodeValue(['a', 'b\u0003c']))
    );
  });

  it('does not depend on meta parameters', () => {
    fc.assert(
      fc.property(value, seen => {
        expect(identityOf(Number_({ value: 1, seen }))).toBe(
          identityOf(Number_({ value: 1 }))
        );
      })
    );
  });

  it('is the same in another process, of the built package', () => {
    const script = `
      const { config, identityOf } = require('trialbook');
      const { z } = require('zod');
      console.log(identityOf(config('any', { value: z.any() })({ value: { b: new Map([[1n, NaN]]), a: ['é'] } })));`;
    const other = execFileSync(process.execPath, ['-e', script], {
      cwd: path.join(__dirname, '../..'),
      encoding: 'utf8',
      env: { ...process.env, TZ: 'Asia/Tokyo', LANG: 'tr_TR.UTF-8' }
    });
    expect(other.trim()).toBe(
      identityOf(Any({ value: { a: ['é'], b: new Map([[1n, NaN]]) } }))
    );
  });

  it('holds when a parameter with a default is added', () => {
    const Old = config('model', { a: z.number() });
    const New = config('model', { a: z.number(), b: z.string().default('x') });
    expect(identityOf(New({ a: 1 }))).toBe(identityOf(Old({ a: 1 })));
    expect(identityOf(New({ a: 1, b: 'y' }))).not.toBe(
      identityOf(Old({ a: 1 }))
    );
  });

  it('takes the code in when it is asked for', () => {
    const Run = task('run', { a: always(z.number().default(1)) }, () => 0);
    const plain = identityOf(Run());
    expect(identityOf(Run(), { code: 'x' })).not.toBe(plain);
    expect(identityOf(Run(), { code: 'x' })).not.toBe(
      identityOf(Run(), { code: 'y' })
    );
  });

  it('changes with a constant', () => {
    const of = (version: string) =>
      identityOf(config('model', { version: constant(version) })());
    expect(of('1')).not.toBe(of('2'));
  });

  it.each([
    ['a function', { f: () => 0 }, /value\.f is a function/],
    ['a class instance', [new Net()], /value\.0 is an instance of Net/],
    ['an invalid date', new Date(NaN), /a date that does not exist/],
    ['half a character', '\ud800', /half a character/],
    ['a symbol', Symbol('x'), /is a symbol/]
  ])('refuses %s, and says where it is', (_name, bad, message) => {
    expect(() => identityOf(Any({ value: bad }))).toThrow(
      expect.objectContaining({
        code: 'NO_IDENTITY',
        message: expect.stringMatching(message)
      })
    );
  });

  it('refuses loops', () => {
    const loop: unknown[] = [];
    loop.push(loop);
    expect(() => encodeValue(loop)).toThrow(/leads back to itself/);
    const a = Any({ value: 0 });
    const b = Any({ value: a });
    a.value = b;
    expect(() => identityOf(a)).toThrow(
      expect.objectContaining({ code: 'CYCLE' })
    );
  });
});

function sorted(it: unknown): unknown {
  if (Array.isArray(it)) {
    return it.map(sorted);
  }
  if (typeof it !== 'object' || it === null) {
    return Object.is(it, -0) ? 0 : it;
  }
  const keys = Object.keys(it).sort();
  return keys
    .map(key => ['key', key, sorted((it as Record<string, unknown>)[key])])
    .concat([['object']]);
}
