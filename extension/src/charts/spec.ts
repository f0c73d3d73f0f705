/**
 * From chart options to a Vega-Lite specification. Pure; keeps to what Vega-Lite 5.6 knows, so that the host's own
 * renderer could show it too. Every string in it is ours: nothing of a run's text gets into an expression.
 */
import type { TopLevelSpec } from 'vega-lite';
import type { IChartOptions, XAxis } from './options';
import type { IChartTheme } from './theme';

/** Name of the one data source: rows of `points.ts`. */
export const CHART_DATA = 'points';

/** Name of the data source of the series that is shown for comparison. */
export const REFERENCE_DATA = 'reference';

/** Signals that hold the zoomed x range, `null` when the chart shows everything. */
export const X_MIN = 'xMin';
export const X_MAX = 'xMax';

/** Signals that widen the y range of a series that never changes; `null` for any other. */
export const Y_MIN = 'yMin';
export const Y_MAX = 'yMax';

/** What a chart looks like beside its options. */
export interface ISpecOptions extends IChartOptions {
  /** CSS pixels of the whole chart. */
  readonly width: number;
  readonly height: number;
  readonly title?: string;
  readonly theme: IChartTheme;
  /** Number of the series' colour in the theme. */
  readonly color: number;
  /** Number of the colour of a series to compare with, which is drawn dashed; without one there is none. */
  readonly reference?: number;
}

/** The specification of a chart of one series, or of one compared with another. */
export function chartSpec(options: ISpecOptions): TopLevelSpec {
  const { theme } = options;
  const smooth = options.smoothing > 0;
  const color = theme.series[options.color];
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v5.json',
    ...(options.title === undefined ? {} : { title: options.title }),
    width: options.width,
    height: options.height,
    autosize: { type: 'fit', contains: 'padding' },
    background: 'transparent',
    padding: { left: 2, right: 6, top: 6, bottom: 2 },
    data: { name: CHART_DATA },
    params: [
      { name: X_MIN, value: null },
      { name: X_MAX, value: null },
      { name: Y_MIN, value: null },
      { name: Y_MAX, value: null }
    ],
    encoding: { x: xEncoding(options) },
    layer: [
      ...(options.reference === undefined
        ? []
        : [reference(options, theme.series[options.reference])]),
      line('value', options, {
        color,
        opacity: smooth ? theme.ghost : 1,
        strokeWidth: smooth ? 1 : 1.5
      }),
      ...(smooth
        ? [line('smooth', options, { color, opacity: 1, strokeWidth: 1.6 })]
        : []),
      dots(options, color),
      markers(['nan', '-inf'], 'height', theme),
      markers(['inf'], 0, theme)
    ]
  };
}

/** Vega-Lite's type of a unit inside a layer; it is not exported by that name. */
type Layer = Extract<TopLevelSpec, { layer: unknown }>['layer'][number];

/** Rows come in the order in which they were logged, which is the order to connect them in: steps may go backwards. */
function line(
  field: 'value' | 'smooth',
  options: ISpecOptions,
  style: {
    color: string;
    opacity: number;
    strokeWidth: number;
    strokeDash?: number[];
  }
): Layer {
  return {
    mark: {
      type: 'line',
      clip: true,
      interpolate: 'linear',
      strokeJoin: 'round',
      strokeCap: 'round',
      ...style
    },
    encoding: {
      y: yEncoding(field, options),
      order: { value: null } as never
    }
  };
}

/** Dashed, so that the two lines are told apart without their colours. */
function reference(options: ISpecOptions, color: string): Layer {
  const field = options.smoothing > 0 ? 'smooth' : 'value';
  const style = { color, opacity: 1, strokeWidth: 1.5, strokeDash: [5, 3] };
  return {
    data: { name: REFERENCE_DATA },
    ...line(field, options, style)
  };
}

function dots(options: ISpecOptions, color: string): Layer {
  return {
    transform: [{ filter: { field: 'dot', equal: true } }],
    mark: {
      type: 'point',
      filled: true,
      size: 18,
      opacity: 1,
      color
    },
    encoding: { y: yEncoding('value', options) }
  };
}

/** What has no place on the y axis stands at its edge. */
function markers(
  kinds: readonly string[],
  y: 'height' | 0,
  theme: IChartTheme
): Layer {
  return {
    transform: [{ filter: { field: 'mark', oneOf: [...kinds] } }],
    mark: {
      type: 'point',
      filled: true,
      size: 36,
      opacity: 1,
      color: theme.warn
    },
    encoding: {
      y: { value: y },
      shape: {
        field: 'mark',
        type: 'nominal',
        legend: null,
        scale: {
          domain: ['nan', 'inf', '-inf'],
          range: ['diamond', 'triangle-up', 'triangle-down']
        }
      }
    }
  };
}

function yEncoding(field: 'value' | 'smooth', options: ISpecOptions) {
  return {
    field,
    type: 'quantitative' as const,
    scale: options.logY
      ? { type: 'log' as const, nice: false, ...Y_DOMAIN }
      : { zero: false, nice: true, ...Y_DOMAIN },
    axis: {
      title: null,
      tickCount: Math.max(2, Math.min(6, Math.floor(options.height / 40))),
      labelLimit: 72,
      labelOverlap: true,
      ...(options.logY ? { gridOpacity: LOG_GRID } : {})
    }
  };
}

/** Between the powers of a logarithmic axis there are lines without labels, which stand back. */
const LOG_GRID = {
  condition: { test: "datum.label === ''", value: 0.35 },
  value: 0.8
};

/** `null` leaves an end of the range to the data. */
const Y_DOMAIN = { domainMin: { expr: Y_MIN }, domainMax: { expr: Y_MAX } };

function xEncoding(options: ISpecOptions) {
  const temporal = options.x !== 'step';
  return {
    field: 'x',
    type: temporal ? ('temporal' as const) : ('quantitative' as const),
    scale: {
      type: X_SCALES[options.x],
      nice: false as const,
      ...(temporal ? {} : { zero: false }),
      domainMin: { expr: X_MIN },
      domainMax: { expr: X_MAX }
    },
    axis: {
      title: null,
      grid: false,
      tickCount: Math.max(2, Math.min(8, Math.floor(options.width / 65))),
      labelFlush: true,
      labelOverlap: true,
      ...X_LABELS[options.x]
    }
  };
}

const X_SCALES: Record<XAxis, 'linear' | 'utc' | 'time'> = {
  step: 'linear',
  relative: 'utc',
  wall: 'time'
};

/** Durations read as `40 s`, `1:30`, `2:05:00`. */
const RELATIVE_LABEL = [
  `datum.value < 60000 ? format(datum.value / 1000, '~g') + ' s' : `,
  `(datum.value >= 3600000 ? floor(datum.value / 3600000) + ':' + `,
  `format(floor(datum.value / 60000) % 60, '02d') : floor(datum.value / 60000)) + `,
  `':' + format(floor(datum.value / 1000) % 60, '02d')`
].join('');

/** Between two steps there is nothing. */
const STEP_LABEL =
  "datum.value === floor(datum.value) ? format(datum.value, ',d') : ''";

const X_LABELS: Record<XAxis, object> = {
  step: { labelExpr: STEP_LABEL },
  relative: { labelExpr: RELATIVE_LABEL },
  wall: {}
};
