/** What the x axis of a chart shows. */
export type XAxis = 'step' | 'relative' | 'wall';

/** How a chart shows its series; the same for all charts of a view. */
export interface IChartOptions {
  readonly x: XAxis;
  readonly logY: boolean;
  /** Weight of the past in the smoothed line, from 0 (none) to 0.99. */
  readonly smoothing: number;
}

/** Options of a chart that nobody has changed. */
export const DEFAULT_CHART_OPTIONS: IChartOptions = {
  x: 'step',
  logY: false,
  smoothing: 0.6
};

/** Largest weight of the past that the slider offers. */
export const MAX_SMOOTHING = 0.99;

/** The choices of the x axis in the order in which they are offered. */
export const X_AXES: readonly XAxis[] = ['step', 'relative', 'wall'];

/** A range of the x axis: steps, milliseconds since the first point, or milliseconds since 1970. */
export type XDomain = readonly [number, number];
