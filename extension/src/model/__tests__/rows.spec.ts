import fc from 'fast-check';
import { groupRuns } from '../grouping';
import type { ListRow } from '../row-layout';
import {
  HEADING_HEIGHT,
  ROW_HEIGHT,
  layOutRows,
  scrollToRow,
  visibleRows
} from '../row-layout';
import { sparklinePath } from '../sparkline-path';
import { SERIES_COLORS, runColor } from '../run-color';
import { runInfo } from './info';

const noon = new Date(2026, 5, 15, 12).getTime();
const HOUR = 3600_000;

describe('groupRuns()', () => {
  it('puts running runs first and the others by day', () => {
    const runs = [
      runInfo({ id: 'a', created: noon - HOUR }),
      runInfo({ id: 'b', created: noon - 2 * HOUR, status: 'running' }),
      runInfo({ id: 'c', created: noon - 13 * HOUR }),
      runInfo({ id: 'd', created: noon - 40 * HOUR, status: 'lost' }),
      runInfo({ id: 'e', created: noon - 70 * HOUR, status: 'pending' })
    ];
    expect(
      groupRuns(runs, noon).map(group => [
        group.name,
        group.runs.map(r => r.id)
      ])
    ).toEqual([
      ['running', ['b', 'e']],
      ['today', ['a']],
      ['yesterday', ['c']],
      ['earlier', ['d']]
    ]);
  });

  it('leaves out groups without runs', () => {
    expect(groupRuns([], noon)).toEqual([]);
  });
});

const manyRuns = (count: number) =>
  Array.from({ length: count }, (_, i) =>
    runInfo({ id: `r${i}`, created: noon - i * HOUR })
  );

const heightOf = (row: ListRow) =>
  row.kind === 'run' ? ROW_HEIGHT : HEADING_HEIGHT;

describe('layOutRows()', () => {
  it('leaves neither gap nor overlap', () => {
    const { rows, height, runs, places } = layOutRows(manyRuns(60), noon);
    let bottom = 0;
    for (const row of rows) {
      expect(row.top).toBe(bottom);
      bottom += heightOf(row);
    }
    expect(height).toBe(bottom);
    expect(runs).toHaveLength(60);
    runs.forEach((info, index) => {
      expect(rows[places.get(info.id) ?? -1]).toMatchObject({ info, index });
    });
  });
});

describe('visibleRows()', () => {
  const { rows, height } = layOutRows(manyRuns(300), noon);

  it('has every row that a window shows, and few more', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: height }),
        fc.integer({ min: 1, max: 900 }),
        (top, size) => {
          const { start, end } = visibleRows(rows, top, size);
          const seen = rows.flatMap((row, i) =>
            row.top < top + size && row.top + heightOf(row) > top ? [i] : []
          );
          for (const i of seen) {
            expect(i >= start && i < end).toBe(true);
          }
          expect(end - start).toBeLessThanOrEqual(seen.length + 12);
        }
      )
    );
  });

  it('copes with no rows', () => {
    expect(visibleRows([], 0, 500)).toEqual({ start: 0, end: 0 });
  });
});

describe('scrollToRow()', () => {
  const { rows } = layOutRows(manyRuns(300), noon);

  it('stays where a row is seen whole', () => {
    expect(scrollToRow(rows[5], 40, 600)).toBe(40);
  });

  it('brings rows above and below into sight', () => {
    const above = scrollToRow(rows[5], 2000, 600);
    expect(above).toBeLessThanOrEqual(rows[5].top);
    const below = scrollToRow(rows[100], 0, 600);
    expect(below + 600).toBe(rows[100].top + ROW_HEIGHT);
  });
});

describe('sparklinePath()', () => {
  it('goes from edge to edge with the greatest value on top', () => {
    expect(sparklinePath([0, 1], 48, 16)).toBe('M1.5 14.5L46.5 1.5');
  });

  it('breaks where a value is not finite and shows a lone one as a dot', () => {
    const path = sparklinePath([1, null, 2, 3], 48, 16);
    expect(path.match(/M/g)).toHaveLength(2);
    expect(path).toContain('h0');
  });

  it('draws equal and huge values too', () => {
    expect(sparklinePath([5, 5], 48, 16)).toBe('M1.5 8.0L46.5 8.0');
    expect(sparklinePath([-1.7e308, 1.7e308], 48, 16)).not.toMatch(/NaN|Inf/);
    expect(sparklinePath([], 48, 16)).toBe('');
    expect(sparklinePath([null], 48, 16)).toBe('');
  });
});

describe('runColor()', () => {
  it('is the same for the same run and spreads over all colours', () => {
    expect(runColor('k3f9q2abcdef')).toBe(runColor('k3f9q2abcdef'));
    const used = new Set(manyRuns(200).map(run => runColor(run.id)));
    expect(used.size).toBe(SERIES_COLORS);
  });
});
