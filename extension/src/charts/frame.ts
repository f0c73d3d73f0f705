import type { View } from 'vega';

/** The rectangle between the axes of a drawn chart, and how values and pixels of the chart's node answer each other. */
export interface IFrame {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  toX(value: number): number;
  toY(value: number): number;
  fromX(pixel: number): number;
}

/** The frame of a view as it was last drawn. */
export function frameOf(view: View): IFrame {
  const x = view.scale('x') as IScale;
  const y = view.scale('y') as IScale;
  const [originX, originY] = view.origin();
  const padding = view.padding();
  const sides =
    typeof padding === 'number' ? { left: padding, top: padding } : padding;
  const left = originX + (sides.left ?? 0);
  const top = originY + (sides.top ?? 0);
  return {
    left,
    top,
    width: x.range()[1],
    height: y.range()[0],
    toX: value => left + x(value),
    toY: value => top + y(value),
    fromX: pixel => Number(x.invert(pixel - left))
  };
}

/** What is used of a d3 scale; a time scale inverts to a date. */
interface IScale {
  (value: number): number;
  range(): number[];
  invert(pixel: number): number | Date;
}
