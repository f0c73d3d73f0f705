import { flagParts } from '../flag-diff';
import { runInfo } from './info';

const names = (parts: { name: string }[]) => parts.map(part => part.name);

describe('flagParts()', () => {
  const info = runInfo({
    id: 'a',
    flags: { seed: 1, lr: 0.05, layers: 3, epochs: 20 },
    defaults: ['seed', 'epochs']
  });

  it('puts what differs from the previous run first, defaults last', () => {
    const previous = runInfo({
      id: 'b',
      flags: { seed: 1, lr: 0.05, layers: 2, epochs: 20 }
    });
    const parts = flagParts(info, previous);
    expect(names(parts)).toEqual(['layers', 'lr', 'seed', 'epochs']);
    expect(parts.map(part => part.changed)).toEqual([
      true,
      false,
      false,
      false
    ]);
  });

  it('takes given flags for changed when there is no previous run', () => {
    const parts = flagParts(info);
    expect(names(parts.filter(part => part.changed))).toEqual(['lr', 'layers']);
  });

  it('counts a default as changed when the previous run had another value', () => {
    const previous = runInfo({ id: 'b', flags: { ...info.flags, seed: 7 } });
    expect(flagParts(info, previous)[0]).toMatchObject({
      name: 'seed',
      changed: true,
      isDefault: true
    });
  });

  it('counts a flag that the previous run did not have', () => {
    const previous = runInfo({
      id: 'b',
      flags: { seed: 1, lr: 0.05, layers: 3 }
    });
    expect(flagParts(info, previous)[0]).toMatchObject({
      name: 'epochs',
      changed: true
    });
  });

  it('is not misled by names that objects have of themselves', () => {
    const odd = runInfo({ id: 'a', flags: { constructor: 1 } });
    expect(flagParts(odd, runInfo({ id: 'b' }))[0].changed).toBe(true);
  });

  it('compares structured values by what they say', () => {
    const a = runInfo({ id: 'a', flags: { net: { a: [1, 2], b: null } } });
    const b = runInfo({ id: 'b', flags: { net: { b: null, a: [1, 2] } } });
    expect(flagParts(a, b)[0].changed).toBe(false);
  });
});
