import { rmSync } from 'node:fs';
import * as path from 'node:path';
import { setAttribute } from '../../src/recorded/change';
import { listRuns } from '../../src/recorded/catalogue';
import { filterRuns } from '../../src/recorded/filter-runs';
import { madeUpHome, madeUpId } from './made-up-home';

const many = (count: number, value: (index: number) => number) =>
  Object.fromEntries(
    Array.from({ length: count }, (_, index) => [`t${index}`, value(index)])
  );

function found(home: string, filter: string): string[] {
  return filterRuns(listRuns(home), filter).map(({ id }) => id);
}

describe('filterRuns()', () => {
  it('finds runs by flags, scalars, tags and times, newest first', () => {
    const home = madeUpHome([
      { flags: { lr: 0.1 }, scalars: { loss: 0.05 }, tags: ['debug'] },
      { flags: { lr: 0.1 }, scalars: { loss: 0.01 } },
      { flags: { lr: 0.1 }, scalars: { loss: 0.02 } },
      { flags: { lr: 0.2 }, scalars: { loss: 0.02 } }
    ]);
    expect(found(home, 'loss<0.1 and lr=1e-1 and not tag:debug')).toEqual([
      madeUpId(2),
      madeUpId(1)
    ]);
    expect(found(home, 'created>2026-01-01T01:30Z')).toHaveLength(2);
    expect(found(home, ' ')).toHaveLength(4);
    expect(() => found(home, 'loss<')).toThrow(
      expect.objectContaining({ code: 'BAD_FILTER', column: 6 }) as Error
    );
  });

  it('reads the journal for scalars, flags and attributes that the feed had no room for', () => {
    const home = madeUpHome([
      { scalars: many(12, index => index) },
      { flags: { big: 'x'.repeat(2200), other: 'y'.repeat(2500) } }
    ]);
    const [second, first] = listRuns(home);
    expect(first.scalars).not.toHaveProperty('t11');
    expect(found(home, 't11=11')).toEqual([madeUpId(0)]);
    expect(second.flagsCut).toBe(1);
    expect(found(home, 'big~/^x{9}/ and other~/^y/')).toEqual([madeUpId(1)]);
    const place = { home, dir: first.dir, run: first.run };
    setAttribute(place, 'config', 'z'.repeat(3000));
    setAttribute(place, 'cluster', 'lab-2');
    expect(found(home, 'config~zzz and cluster=lab-2')).toEqual([madeUpId(0)]);
    expect(found(home, 'not has:config')).toEqual([madeUpId(1)]);
  });

  it('reads no run folder when the feed says it all', () => {
    const home = madeUpHome([{ scalars: { loss: 1 } }, { flags: { lr: 1 } }]);
    const runs = listRuns(home);
    runs.forEach(({ dir }) => rmSync(dir, { recursive: true }));
    const ids = filterRuns(runs, 'loss=1 or lr=1').map(({ id }) => id);
    expect(ids).toHaveLength(2);
    expect(filterRuns(runs, 'nothing=1')).toEqual([]);
  });

  it('takes the last values of a run that never ended from its event files', () => {
    const point = (step: number, value: number) => ({
      ...{ tag: 'loss', step, value, wallTime: 1.7e9 + step }
    });
    const home = madeUpHome([
      {
        status: 'running',
        events: {
          'events.out.tfevents.1.a': [point(1, 0.5), point(2, 0.25)],
          'logs/events.out.tfevents.1.b': [point(1, 8)]
        }
      }
    ]);
    expect(listRuns(home)[0].status).toBe('lost');
    expect(found(home, 'loss=0.25 and logs/loss=8 and status:lost')).toEqual([
      madeUpId(0)
    ]);
  });

  it('takes a run whose folder is gone for what the feed says of it', () => {
    const home = madeUpHome([{ scalars: many(12, () => 1) }]);
    rmSync(path.join(home, madeUpId(0)), { recursive: true });
    expect(found(home, 't0=1')).toHaveLength(1);
    expect(found(home, 't11=1')).toHaveLength(0);
  });
});
