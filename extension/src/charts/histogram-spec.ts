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
    mark: { type: 'bar', color, binSpacing: 0.5 },
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
        axis: { tickCount: 4 }
      }
    }
  };
}
