import * as fc from 'fast-check';
import { DEFAULT_CHART_OPTIONS, type IChartOptions } from '../options';
import { MAX_ROWS, pointsOf } from '../points';
import { seriesOf } from './series';

const options = (changes: Partial<IChartOptions> = {}): IChartOptions => ({
  ...DEFAULT_CHART_OPTIONS,
  ...changes
});

describe('pointsOf()', () => {
  it('keeps every point of a short series', () => {
    const { rows } = pointsOf(seriesOf([3, 1, 2]), options(), null, 400);
    expect(rows.map(row => [row.x, row.value, row.dot])).toEqual([
      [0, 3, true],
      [1, 1, true],
      [2, 2, true]
    ]);
  });

  it('reduces a long series to what the pixels can show, peaks included', () => {
    const values = Array.from({ length: 100_000 }, (_, i) => Math.sin(i / 500));
    values[43_210] = 99;
    values[77_777] = -99;
    const { rows } = pointsOf(seriesOf(values), options(), null, 300);
    expect(rows.length).toBeLessThanOrEqual(1200);
    const kept = rows.map(row => row.value);
    expect(kept).toContain(99);
    expect(kept).toContain(-99);
    expect(rows[0].i).toBe(0);
    expect(rows[rows.length - 1].i).toBe(99_999);
  });

  it('never gives more rows than a chart can carry, in logged order', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 4000 }),
        fc.array(fc.double({ noDefaultInfinity: false }), {
          minLength: 1,
          maxLength: 50
        }),
        fc.integer({ min: 1, max: 6000 }),
        fc.boolean(),
        (width, pattern, length, logY) => {
          const values = Array.from(
            { length },
            (_, i) => pattern[i % pattern.length]
          );
          const { rows } = pointsOf(
            seriesOf(values),
            options({ logY }),
            null,
            width
          );
          expect(rows.length).toBeLessThanOrEqual(MAX_ROWS);
          rows.forEach((row, at) => {
            expect(at === 0 || row.i > rows[at - 1].i).toBe(true);
            expect(row.value === null || row.mark === null).toBe(true);
            expect(row.value === null || Number.isFinite(row.value)).toBe(true);
          });
        }
      ),
      { numRuns: 40 }
    );
  });

  it('shows points again that were reduced away when a range is zoomed into', () => {
    const values = Array.from({ length: 50_000 }, (_, i) => i % 13);
    const all = pointsOf(seriesOf(values), options(), null, 200).rows;
    const part = pointsOf(seriesOf(values), options(), [1000, 1100], 200).rows;
    const within = (rows: typeof all) =>
      rows.filter(row => row.x >= 1000 && row.x <= 1100).length;
    expect(within(all)).toBeLessThan(10);
    expect(within(part)).toBe(101);
  });

  it('lets the line run on over the edges of a zoomed range', () => {
    const values = Array.from({ length: 100 }, (_, i) => i);
    const { rows } = pointsOf(seriesOf(values), options(), [10, 12], 200);
    expect(rows.map(row => row.i)).toEqual([9, 10, 11, 12, 13]);
  });

  it('connects over a range between two points', () => {
    const { rows } = pointsOf(
      seriesOf([1, 2], [0, 100]),
      options(),
      [40, 60],
      200
    );
    expect(rows.map(row => row.x)).toEqual([0, 100]);
  });

  it('keeps what is not finite as marks', () => {
    const { rows } = pointsOf(
      seriesOf([1, NaN, Infinity, -Infinity, 2]),
      options(),
      null,
      200
    );
    expect(rows.map(row => row.mark)).toEqual([
      null,
      'nan',
      'inf',
      '-inf',
      null
    ]);
  });

  it('shows a point between two breaks as a dot', () => {
    const values = Array.from({ length: 100 }, () => 1);
    values[49] = values[51] = NaN;
    const { rows } = pointsOf(seriesOf(values), options(), null, 200);
    expect(rows.filter(row => row.dot).map(row => row.i)).toEqual([50]);
  });

  it('counts what a logarithmic axis must leave out', () => {
    const { rows, hidden } = pointsOf(
      seriesOf([1, 0, -1, 10]),
      options({ logY: true }),
      null,
      200
    );
    expect(rows.map(row => row.value)).toEqual([1, 10]);
    expect(hidden).toBe(2);
  });

  it('measures relative time from the first point', () => {
    const series = seriesOf([1, 2], [7, 8]);
    const x = (of: IChartOptions['x']) =>
      pointsOf(series, options({ x: of }), null, 200).rows.map(row => row.x);
    expect(x('step')).toEqual([7, 8]);
    expect(x('relative')).toEqual([0, 1000]);
    expect(x('wall')).toEqual([1_700_000_000_000, 1_700_000_001_000]);
  });
});
