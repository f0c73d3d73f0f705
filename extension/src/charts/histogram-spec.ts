import type { TopLevelSpec } from 'vega-lite';
import type { HistogramBucket } from 'trialbook/format';

/** A histogram as bars between the edges of its buckets. */
export function histogramSpec(
  buckets: readonly HistogramBucket[],
  color: string
): TopLevelSpec {
  return {
    data: { values: buckets.map(bucket => ({ ...bucket })) },
    width: 'container',
    height: 150,
    autosize: { type: 'fit', contains: 'padding' },
    // The outline keeps buckets that are narrower than a pixel in sight.
    mark: { type: 'bar', color, stroke: color, strokeWidth: 0.5 },
    encoding: {
      x: {
        field: 'left',
        type: 'quantitative',
        title: null,
        scale: { zero: false, nice: false },
        axis: { grid: false, tickCount: 5 }
      },
      x2: { field: 'right' },
      y: {
        field: 'count',
        type: 'quantitative',
        title: null,
        stack: null,
        scale: { zero: true },
        axis: { tickCount: 4 }
      },
      y2: { datum: 0 }
    }
  };
}
