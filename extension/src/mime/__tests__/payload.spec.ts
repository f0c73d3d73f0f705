import * as fc from 'fast-check';
import type { RunCard } from 'trialbook/format';
import { resolveHome } from '../home-path';
import { CARD_LIMITS, readPayload } from '../payload';
import { card } from './card';

/** The card with some fields replaced, as untrusted data. */
const refusal = (changes: Record<string, unknown>): string | null => {
  const result = readPayload({ ...card(), ...changes });
  return result.ok ? null : result.reason;
};

const accepted = (changes: Record<string, unknown> = {}): RunCard => {
  const result = readPayload({ ...card(), ...changes });
  if (!result.ok) {
    throw new Error(result.reason);
  }
  return result.card;
};

describe('readPayload()', () => {
  it('passes a card as it is', () => {
    const whole: RunCard = {
      ...card(),
      label: 'wider net',
      newHome: true,
      ended: 2000,
      error: 'RangeError: no',
      defaults: ['epochs'],
      scalars: { loss: { last: 'NaN', step: 3, sparkline: [1, null, 0.5] } }
    };
    expect(readPayload(whole)).toEqual({ ok: true, card: whole });
  });

  it('passes it again after a way through JSON', () => {
    expect(readPayload(JSON.parse(JSON.stringify(card()))).ok).toBe(true);
  });

  it.each([
    null,
    undefined,
    42,
    'text',
    [],
    [card()],
    {},
    '<script>alert(1)</script>',
    { version: 1 }
  ])('refuses what is not a card: %j', data => {
    expect(readPayload(data).ok).toBe(false);
  });

  it.each([
    ['version', 2],
    ['version', '1'],
    ['run', '../../etc'],
    ['run', 'A23456789abc'],
    ['run', 'k3f9q2a7b1'],
    ['run', { toString: () => 'k3f9q2a7b1cd' }],
    ['run', ['k3f9q2a7b1cd']],
    ['name', 42],
    ['name', null],
    ['status', 'lost'],
    ['status', '<b>running</b>'],
    ['status', 'constructor'],
    ['started', '1000'],
    ['started', NaN],
    ['started', Infinity],
    ['started', 1e308],
    ['ended', null],
    ['flags', [1, 2]],
    ['flags', 'lr=1'],
    ['flags', null],
    ['defaults', 'lr'],
    ['defaults', [1]],
    ['defaults', { length: 1e9 }],
    ['label', {}],
    ['newHome', 'yes'],
    ['error', { message: 'x' }],
    ['scalars', []],
    ['scalars', { loss: 1 }],
    ['scalars', { loss: { last: '<b>', step: 1, sparkline: [] } }],
    ['scalars', { loss: { last: '1', step: 1, sparkline: [] } }],
    ['scalars', { loss: { last: 1, step: '1', sparkline: [] } }],
    ['scalars', { loss: { last: 1, step: Infinity, sparkline: [] } }],
    ['scalars', { loss: { last: 1, step: 1 } }],
    ['scalars', { loss: { last: 1, step: 1, sparkline: ['1'] } }],
    ['scalars', { loss: { last: 1, step: 1, sparkline: [NaN] } }],
    ['scalars', { loss: { last: 1, step: 1, sparkline: Array(65).fill(1) } }]
  ])('refuses %s = %p', (key, value) => {
    expect(refusal({ [key]: value })).toEqual(expect.any(String));
  });

  it.each([
    '/etc',
    '//host/share',
    'https://evil.example/',
    'HTTPS://evil.example',
    'data:text/html,x',
    'javascript:alert(1)',
    'file:///etc/passwd',
    'C:/Windows',
    'RTC:runs',
    '..\\..\\etc',
    'runs/../../../etc',
    'a/../b',
    'runs//x',
    'runs\u0000',
    'runs\nx',
    'ru\u0085ns',
    'x'.repeat(CARD_LIMITS.path + 1),
    42,
    null,
    ['runs']
  ])('refuses the home %j', home => {
    expect(refusal({ home })).toEqual(expect.any(String));
  });

  it.each([
    ['runs', 'runs'],
    ['runs/', 'runs'],
    ['.', '.'],
    ['../runs', '../runs'],
    ['../..', '../..'],
    ['../../../../etc', '../../../../etc'],
    ['my runs #1/50%', 'my runs #1/50%'],
    ['..runs', '..runs'],
    ['läufe/☃', 'läufe/☃']
  ])('passes the home %j', (home, expected) => {
    expect(accepted({ home }).home).toBe(expected);
  });

  it('passes numbers at the edges of what a number can be', () => {
    const scalars = {
      big: { last: 1e308, step: 1e300, sparkline: [-1e308, 1e308] }
    };
    expect(accepted({ scalars }).scalars).toEqual(scalars);
  });

  it('cuts long texts', () => {
    expect(accepted({ name: 'x'.repeat(1e6) }).name).toHaveLength(
      CARD_LIMITS.text
    );
  });

  it('leaves out what it does not know', () => {
    expect(accepted({ onclick: 'alert(1)' })).not.toHaveProperty('onclick');
  });

  it('takes nothing from a prototype', () => {
    const flags = JSON.parse('{"__proto__": {"polluted": 1}, "lr": 1}');
    const { flags: copied } = accepted({ flags });
    expect(Object.keys(copied)).toEqual(['__proto__', 'lr']);
    expect(Object.getPrototypeOf(copied)).toBe(Object.prototype);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  it('bounds flags that are deep, long or many', () => {
    let deep: unknown = 1;
    for (let i = 0; i < 100_000; i++) {
      deep = { deep };
    }
    const flags = { deep, long: Array(1e6).fill(0), text: 'x'.repeat(1e6) };
    expect(JSON.stringify(accepted({ flags }).flags).length).toBeLessThan(
      10_000
    );
  });

  it('gives up at the limit of a huge object, without reading all of it', () => {
    let read = 0;
    const huge = new Proxy(
      {},
      {
        ownKeys: () => Array.from({ length: 5000 }, (_, i) => `k${i}`),
        getOwnPropertyDescriptor: () => ({
          enumerable: true,
          configurable: true
        }),
        get: () => ++read
      }
    );
    expect(refusal({ flags: huge })).toEqual(expect.any(String));
    expect(refusal({ scalars: huge })).toEqual(expect.any(String));
    expect(read).toBeLessThan(1100);
  });

  it('never throws', () => {
    fc.assert(
      fc.property(
        fc.anything({
          withBigInt: true,
          withNullPrototype: true,
          withMap: true
        }),
        fc.constantFrom(...Object.keys(card()), 'scalars', 'defaults'),
        (value, key) => {
          expect(() => readPayload(value)).not.toThrow();
          expect(() => readPayload({ ...card(), [key]: value })).not.toThrow();
        }
      )
    );
    const trap = new Proxy(
      {},
      {
        get: () => {
          throw new Error('trap');
        }
      }
    );
    expect(readPayload(trap).ok).toBe(false);
  });
});

describe('resolveHome()', () => {
  it.each([
    ['', 'runs', { kind: 'served', path: 'runs' }],
    ['a/b', '../runs', { kind: 'served', path: 'a/runs' }],
    ['a', '..', { kind: 'served', path: '' }],
    ['a', '.', { kind: 'served', path: 'a' }],
    ['/a/', 'runs', { kind: 'served', path: 'a/runs' }],
    ['', '..', { kind: 'outside' }],
    ['a', '../../../../etc', { kind: 'outside' }],
    ['a', '../../a/runs', { kind: 'outside' }],
    ['a', '.runs', { kind: 'hidden', folder: '.runs' }],
    ['.a', 'runs', { kind: 'hidden', folder: '.a' }],
    ['.a', '../runs', { kind: 'served', path: 'runs' }]
  ])('resolves %j and %j', (folder, home, place) => {
    expect(resolveHome(folder, home)).toEqual(place);
  });

  it('never leads out of the root', () => {
    const segment = fc.constantFrom('..', '.', 'a', 'b c', '');
    fc.assert(
      fc.property(fc.array(segment), fc.array(segment), (folder, home) => {
        const place = resolveHome(
          folder.filter(part => part !== '..').join('/'),
          home.join('/')
        );
        if (place.kind === 'served') {
          expect(place.path.split('/')).not.toContain('..');
          expect(place.path.startsWith('/')).toBe(false);
        }
      })
    );
  });
});
