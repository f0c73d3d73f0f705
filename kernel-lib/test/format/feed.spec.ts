import * as fc from 'fast-check';
import {
  FEED_LINE_LIMIT,
  FeedFold,
  feedChanged,
  feedCreated,
  feedEnded,
  feedMoved
} from '../../src/format';
import type { RecordedFlags } from '../../src/format';
import { join } from './event-files';

const A = 'aaaaaaaaaaaa';
const B = 'bbbbbbbbbbbb';

const created = (run: string, time = 1): Uint8Array =>
  feedCreated({ time, run, name: 'train', flags: { lr: 1 }, scalars: 'e' });
const ended = (run: string): Uint8Array =>
  feedEnded({
    time: 9,
    run,
    status: 'failed',
    started: 2,
    error: 'Error: x',
    scalars: { loss: { last: 'NaN', step: 3 } },
    sparkline: [1, null, 2]
  });

function follow(...lines: Uint8Array[]): FeedFold {
  const feed = new FeedFold();
  feed.push(join(lines));
  return feed;
}

describe('FeedFold', () => {
  it('lists runs in the order in which they were created', () => {
    const feed = follow(created(B), created(A), ended(B));
    expect([...feed.digests.keys()]).toEqual([B, A]);
    expect(feed.digests.get(B)).toEqual({
      run: B,
      name: 'train',
      tags: [],
      flags: { lr: 1 },
      flagsCut: 0,
      kind: 'function',
      marked: false,
      scalarsCut: 0,
      defaults: [],
      scalarsFile: 'e',
      created: 1,
      status: 'failed',
      started: 2,
      ended: 9,
      error: 'Error: x',
      scalars: { loss: { last: 'NaN', step: 3 } },
      sparkline: [1, null, 2],
      deleted: false
    });
    expect(feed.digests.get(A)?.status).toBe('running');
  });

  it('tells which runs changed and replaces their digests only', () => {
    const feed = follow(created(A), created(B));
    const before = feed.digests.get(A);
    const changed = feed.push(
      feedChanged({ time: 5, run: B, label: 'best', tags: ['t'] })
    );
    expect([...changed]).toEqual([B]);
    expect(feed.digests.get(A)).toBe(before);
    expect(feed.digests.get(B)).toMatchObject({ label: 'best', tags: ['t'] });
    feed.push(feedChanged({ time: 6, run: B, label: null }));
    expect(feed.digests.get(B)?.label).toBeUndefined();
    expect(feed.digests.get(B)?.tags).toEqual(['t']);
  });

  it('knows attributes one by one, and which of them are too large to be told', () => {
    const changed = (attributes: RecordedFlags) =>
      feedChanged({ time: 5, run: A, attributes });
    const feed = follow(created(A), changed({ cluster: 'lab-2', cost: 1 }));
    feed.push(changed({ cost: 2, config: 'x'.repeat(2000) }));
    expect(feed.digests.get(A)).toMatchObject({
      attributes: { cluster: 'lab-2', cost: 2 },
      attributesCut: ['config']
    });
    feed.push(changed({ cluster: null, cost: null, config: 'short' }));
    expect(feed.digests.get(A)?.attributes).toEqual({ config: 'short' });
    expect(feed.digests.get(A)).not.toHaveProperty('attributesCut');
    feed.push(feedChanged({ time: 6, run: A, marked: true }));
    expect(feed.digests.get(A)?.attributes).toEqual({ config: 'short' });
  });

  it('marks runs as deleted and restored', () => {
    const feed = follow(created(A));
    feed.push(feedMoved({ type: 'deleted', time: 2, run: A }));
    expect(feed.digests.get(A)?.deleted).toBe(true);
    feed.push(feedMoved({ type: 'restored', time: 3, run: A }));
    expect(feed.digests.get(A)?.deleted).toBe(false);
  });

  it('marks runs as purged, until they are back', () => {
    const feed = new FeedFold();
    feed.add({ type: 'created', time: 1, run: A, name: 'train' });
    feed.push(feedMoved({ type: 'purged', time: 2, run: A }));
    expect(feed.digests.get(A)).toMatchObject({ deleted: true, purged: true });
    expect(feed.push(feedMoved({ type: 'purged', time: 3, run: A })).size).toBe(
      0
    );
    feed.push(feedMoved({ type: 'restored', time: 4, run: A }));
    expect(feed.digests.get(A)).toMatchObject({ deleted: false });
    expect(feed.digests.get(A)).not.toHaveProperty('purged');
  });

  it('gives the same in whatever order the lines of a run come', () => {
    const label = feedChanged({ time: 5, run: A, label: 'x' });
    const wanted = follow(created(A), ended(A), label).digests.get(A);
    expect(follow(label, ended(A), created(A)).digests.get(A)).toEqual(wanted);
    expect(follow(ended(A), created(A), label).digests.get(A)).toEqual(wanted);
    expect(follow(ended(A)).digests.size).toBe(0);
  });

  it('takes a line that comes twice once', () => {
    const feed = follow(created(A), created(A, 7), ended(A));
    expect(feed.push(ended(A)).size).toBe(0);
    expect(feed.digests.size).toBe(1);
    expect(feed.digests.get(A)?.created).toBe(1);
  });

  it('ignores ids that are no ids and never throws', () => {
    const feed = new FeedFold();
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (line, field) => {
        feed.add(line);
        feed.add({ type: 'created', run: field });
        feed.add({ type: 'created', run: A, flags: field, tags: field });
        feed.add({ type: 'ended', run: A, status: field, scalars: field });
        feed.add({ type: 'changed', run: A, label: field, tags: field });
        feed.add({ type: 'changed', run: A, attributes: field });
        feed.add({ type: 'changed', run: A, attributesCut: field });
      })
    );
    expect(feed.add({ type: 'created', run: '../x' })).toBeUndefined();
    expect([...feed.digests.keys()]).toEqual([A]);
  });

  it('goes on from digests and an offset kept elsewhere', () => {
    const lines = [created(A), created(B), ended(A)];
    const first = follow(...lines.slice(0, 2));
    const resumed = new FeedFold({ offset: first.lines.offset });
    resumed.restore(first.digests.values());
    resumed.push(lines[2]);
    expect([...resumed.digests]).toEqual([...follow(...lines).digests]);
  });
});

describe('lines of the feed', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 40 }),
    fc.constantFrom('\0', '\ud800', 'é', '😀', '"').map(c => c.repeat(3000))
  );

  it('never exceed the limit, and read back', () => {
    fc.assert(
      fc.property(
        fc.record({
          name: text,
          label: text,
          tags: fc.array(text),
          flags: fc.dictionary(text, fc.jsonValue(), { maxKeys: 200 }),
          notebook: text,
          error: text,
          sparkline: fc.array(
            fc.option(fc.double({ noNaN: true, noDefaultInfinity: true })),
            { maxLength: 100 }
          )
        }),
        ({ flags: values, name, label, tags, notebook, error, sparkline }) => {
          const flags = values as RecordedFlags;
          const scalars = Object.fromEntries(
            Object.keys(flags).map(tag => [tag, { last: 1 / 3, step: 1e15 }])
          );
          const lines = [
            feedCreated({
              ...{ time: 1.7e12, run: A, name, label, tags, flags, notebook },
              defaults: Object.keys(flags),
              parent: B,
              scalars: 'e'.repeat(255)
            }),
            feedEnded({
              ...{ time: 1.7e12, run: A, status: 'terminated', started: 1 },
              ...{ error, scalars, sparkline }
            }),
            feedChanged({
              ...{ time: 1.7e12, run: A, label, tags },
              attributes: flags
            })
          ];
          for (const line of lines) {
            expect(line.length).toBeLessThanOrEqual(FEED_LINE_LIMIT);
            expect(line[0]).toBe(10);
            expect(line.indexOf(10, 1)).toBe(line.length - 1);
          }
          const digest = follow(...lines).digests.get(A);
          expect(digest?.status).toBe('terminated');
          const kept = Object.keys(digest?.flags ?? {}).length;
          expect(kept + (digest?.flagsCut ?? 0)).toBe(
            Object.keys(flags).length
          );
        }
      )
    );
  });

  it('keep short flags and their order, and count the ones left out', () => {
    const flags = { a: 1, big: 'x'.repeat(5000), b: [2], c: 'y' };
    const defaults = ['a', 'big'];
    const line = feedCreated({
      ...{ time: 1, run: A, name: 'n', flags, defaults, scalars: 'e' }
    });
    const digest = follow(line).digests.get(A);
    expect(Object.keys(digest?.flags ?? {})).toEqual(['a', 'b', 'c']);
    expect(digest?.flagsCut).toBe(1);
    expect(digest?.defaults).toEqual(['a']);
  });

  it('cut long names with an ellipsis and leave out long paths', () => {
    const line = feedCreated({
      ...{ time: 1, run: A, name: 'é'.repeat(500), flags: {}, scalars: 'e' },
      notebook: 'x/'.repeat(500)
    });
    const digest = follow(line).digests.get(A);
    expect(digest?.name).toMatch(/^é{100,150}…$/);
    expect(digest?.notebook).toBeUndefined();
  });

  it('keep the first eight tags', () => {
    const scalars = Object.fromEntries(
      Array.from({ length: 12 }, (_, i) => [`t${i}`, { last: i, step: i }])
    );
    const line = feedEnded({
      ...{ time: 1, run: A, status: 'completed', started: 1, scalars }
    });
    const digest = follow(created(A), line).digests.get(A);
    expect(Object.keys(digest?.scalars ?? {})).toEqual(
      Object.keys(scalars).slice(0, 8)
    );
  });
});
