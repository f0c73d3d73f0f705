import type { Scalars } from '../read-scalars';

/** The points of one tag of one run. */
export interface TagPoints extends Scalars {
  run: string;
  name: string;
  tag: string;
}

/** Columns of the table of points, in their order. */
export const COLUMNS = ['run', 'name', 'tag', 'step', 'wall_time', 'value'];
