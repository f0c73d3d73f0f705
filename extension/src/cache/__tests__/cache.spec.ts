/**
 * @jest-environment node
 */
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { FeedFold, feedCreated } from 'trialbook/format';
import type { RunDigest } from 'trialbook/format';
import { DexieCache } from '../db';
import { MemoryCache } from '../memory-cache';
import { openCache, scopeHash } from '../open-cache';
import type { ICachedSeries } from '../run-cache';

let count = 0;
let open: DexieCache[];

beforeEach(() => {
  open = [];
});

afterEach(() => open.forEach(cache => cache.close()));

function makeDexie(
  indexedDB = new IDBFactory(),
  name = `test-${count++}`
): DexieCache {
  const cache = new DexieCache(name, { indexedDB, IDBKeyRange });
  open.push(cache);
  return cache;
}

function digest(run: string): RunDigest {
  const fold = new FeedFold();
  fold.push(
    feedCreated({
      time: 1,
      run,
      name: 'train',
      flags: { lr: 0.1 },
      scalars: 's'
    })
  );
  const found = fold.digests.get(run);
  if (!found) {
    throw new Error('no digest');
  }
  return found;
}

const A = digest('aaaaaaaaaaaa');
const B = digest('bbbbbbbbbbbb');
const STATE = { head: 'xyz', cursor: 120, count: 2 };

function series(length = 2): ICachedSeries {
  return {
    cursors: { events: 99 },
    series: [
      {
        tag: 'loss',
        steps: new Float64Array(length),
        values: Float64Array.from({ length }, (_, i) => i / 2),
        walls: new Float64Array(length)
      }
    ]
  };
}

describe.each([
  ['DexieCache', () => makeDexie()],
  ['MemoryCache', () => new MemoryCache()],
  ['openCache()', () => openCache('scope', async () => makeDexie())]
])('%s', (_, make) => {
  it('gives back what it was given', async () => {
    const cache = make();
    expect(await cache.home('runs')).toBeUndefined();
    await cache.saveHome('runs', STATE, new Map([[0, [A, B]]]));
    expect(await cache.home('runs')).toMatchObject(STATE);
    expect(await cache.slice('runs', 0)).toEqual([A, B]);
    expect(await cache.slice('runs', 1)).toBeUndefined();
    expect(await cache.home('other')).toBeUndefined();
  });

  it('replaces only the slices that it is given', async () => {
    const cache = make();
    await cache.saveHome('runs', STATE, new Map([[0, [A]]]));
    await cache.saveHome('runs', STATE, new Map([[1, [B]]]));
    expect(await cache.slice('runs', 0)).toEqual([A]);
    expect(await cache.slice('runs', 1)).toEqual([B]);
  });

  it('forgets one home and no other', async () => {
    const cache = make();
    await cache.saveHome('runs', STATE, new Map([[0, [A]]]));
    await cache.saveHome('more', STATE, new Map([[0, [B]]]));
    await cache.forget('runs');
    expect(await cache.home('runs')).toBeUndefined();
    expect(await cache.slice('runs', 0)).toBeUndefined();
    expect(await cache.slice('more', 0)).toEqual([B]);
  });
});

describe('DexieCache', () => {
  it('keeps what it has for the next visit', async () => {
    const factory = new IDBFactory();
    const first = makeDexie(factory, 'same');
    await first.saveHome('runs', STATE, new Map([[0, [A]]]));
    await first.saveSeries(A.run, series());
    first.close();
    const second = makeDexie(factory, 'same');
    expect(await second.slice('runs', 0)).toEqual([A]);
    const kept = await second.series(A.run);
    expect(kept?.cursors).toEqual({ events: 99 });
    expect(Array.from(kept?.series[0].values ?? [])).toEqual([0, 0.5]);
  });

  it('makes room for another tab that deletes or upgrades the database', async () => {
    const factory = new IDBFactory();
    const cache = makeDexie(factory, 'same');
    await cache.saveHome('runs', STATE, new Map());
    await new Promise((resolve, reject) => {
      const request = factory.deleteDatabase('same');
      request.onsuccess = resolve;
      request.onerror = reject;
    });
    expect(await cache.home('runs')).toBeUndefined();
  });

  it('lets the longest unused series go', async () => {
    const cache = makeDexie();
    await cache.points.bulkPut(
      Array.from({ length: 300 }, (_, i) => ({
        ...series(1),
        run: `run${i}`,
        used: i + 1
      }))
    );
    await cache.series('run0');
    await cache.saveSeries('newest', series(1));
    expect(await cache.points.count()).toBe(300);
    expect(await cache.series('run0')).toBeDefined();
    expect(await cache.series('run1')).toBeUndefined();
    expect(await cache.series('newest')).toBeDefined();
  });

  it('does not keep series that are too large', async () => {
    const cache = makeDexie();
    await cache.saveSeries('large', series(1_100_000));
    expect(await cache.series('large')).toBeUndefined();
  });
});

describe('openCache()', () => {
  it('goes on in memory when there is no IndexedDB', async () => {
    const cache = openCache('scope', async name => new DexieCache(name, {}));
    await cache.saveHome('runs', STATE, new Map([[0, [A]]]));
    expect(await cache.slice('runs', 0)).toEqual([A]);
  });

  it('goes on in memory when the database breaks in the middle', async () => {
    const dexie = makeDexie();
    const cache = openCache('scope', async () => dexie);
    await cache.saveHome('runs', STATE, new Map([[0, [A]]]));
    dexie.close();
    expect(await cache.home('runs')).toBeUndefined();
    await cache.saveHome('runs', STATE, new Map([[0, [B]]]));
    expect(await cache.slice('runs', 0)).toEqual([B]);
  });

  it('goes on in memory when the database cannot be loaded', async () => {
    const cache = openCache('scope', () =>
      Promise.reject(new Error('blocked'))
    );
    expect(await cache.series('x')).toBeUndefined();
    await cache.saveSeries('x', series());
    await cache.forget('runs');
    expect(await cache.home('runs')).toBeUndefined();
  });

  it('keeps servers and users apart', () => {
    const scopes = [
      'http://hub/user/ada/ ada',
      'http://hub/user/bob/ bob',
      'http://hub/user/ada/ bob',
      ''
    ];
    expect(new Set(scopes.map(scopeHash)).size).toBe(scopes.length);
    expect(scopeHash(scopes[0])).toMatch(/^[0-9a-f]{16}$/);
  });
});
