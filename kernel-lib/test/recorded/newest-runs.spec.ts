import { appendFileSync } from 'node:fs';
import * as path from 'node:path';
import { feedMoved, FEED_FILE } from '../../src/format';
import { setLabel } from '../../src/recorded/change';
import { listNewestRuns, listRuns } from '../../src/recorded/catalogue';
import { madeUpHome, madeUpId } from './made-up-home';

/** Runs whose lines in the feed take about 2 kB each. */
function bigHome(count: number): string {
  return madeUpHome(
    Array.from({ length: count }, (_, index) => ({
      flags: { index, text: 'x'.repeat(1800) },
      scalars: { loss: index }
    }))
  );
}

describe('listNewestRuns()', () => {
  it.each([1, 20, 40, 90, 100, 1000])(
    'gives the same %d runs as the whole feed',
    count => {
      const home = bigHome(100);
      setLabel(
        { home, dir: path.join(home, madeUpId(99)), run: madeUpId(99) },
        'newest'
      );
      const { runs } = listNewestRuns(home, count);
      const wanted = listRuns(home).slice(0, count);
      expect(runs.length).toBeGreaterThanOrEqual(wanted.length);
      expect(JSON.stringify(runs.slice(0, count))).toBe(JSON.stringify(wanted));
    }
  );

  it('says whether these are all, and reads the end only when they are not', () => {
    const home = bigHome(100);
    const { runs, all } = listNewestRuns(home, 5);
    expect(all).toBe(false);
    expect(runs.length).toBeLessThan(50);
    expect(listNewestRuns(home, 100)).toMatchObject({ all: true });
    expect(listNewestRuns(madeUpHome([{}]), 20)).toMatchObject({ all: true });
  });

  it('counts runs that are there, not deleted ones', () => {
    const home = bigHome(100);
    for (let index = 50; index < 100; index++) {
      const moved = { type: 'deleted', time: 1, run: madeUpId(index) } as const;
      appendFileSync(path.join(home, FEED_FILE), feedMoved(moved));
    }
    const { runs } = listNewestRuns(home, 3);
    expect(runs[0].id).toBe(madeUpId(49));
    expect(runs.length).toBeGreaterThanOrEqual(3);
  });

  it('says that a folder is no home', () => {
    expect(() => listNewestRuns('/nowhere', 3)).toThrow(
      expect.objectContaining({ code: 'RUN_NOT_FOUND' }) as Error
    );
  });
});
