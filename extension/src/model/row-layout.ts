import type { IRunInfo } from '../tokens';
import type { GroupName } from './grouping';
import { groupRuns } from './grouping';

/** Pixels; the stylesheet lays rows out to the same measures. */
export const ROW_HEIGHT = 44;

/** Pixels of a group's heading. */
export const HEADING_HEIGHT = 26;

/** A line of the list: a heading or a run. */
export type ListRow =
  | { kind: 'heading'; group: GroupName; count: number; top: number }
  | { kind: 'run'; info: IRunInfo; index: number; top: number };

/** The whole list as rows of known place. */
export interface IRowLayout {
  rows: readonly ListRow[];
  /** The runs alone, in the order of the rows. */
  runs: readonly IRunInfo[];
  /** Position of each run's row in `rows`. */
  places: ReadonlyMap<string, number>;
  /** Pixels. */
  height: number;
}

/** Lays out runs (newest first) under their headings. */
export function layOutRows(runs: readonly IRunInfo[], now: number): IRowLayout {
  const rows: ListRow[] = [];
  const ordered: IRunInfo[] = [];
  const places = new Map<string, number>();
  let top = 0;
  for (const group of groupRuns(runs, now)) {
    rows.push({
      kind: 'heading',
      group: group.name,
      count: group.runs.length,
      top
    });
    top += HEADING_HEIGHT;
    for (const info of group.runs) {
      places.set(info.id, rows.length);
      rows.push({ kind: 'run', info, index: ordered.length, top });
      ordered.push(info);
      top += ROW_HEIGHT;
    }
  }
  return { rows, runs: ordered, places, height: top };
}

/** Which rows a window onto the list shows: from `start` up to but not `end`, a few more on either side. */
export function visibleRows(
  rows: readonly ListRow[],
  scrollTop: number,
  height: number,
  spare = 4
): { start: number; end: number } {
  const start = firstBelow(rows, scrollTop - HEADING_HEIGHT);
  const end = firstBelow(rows, scrollTop + height);
  return {
    start: Math.max(0, start - 1 - spare),
    end: Math.min(rows.length, end + spare)
  };
}

/** The first row whose top lies below `y`. */
function firstBelow(rows: readonly ListRow[], y: number): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (rows[middle].top > y) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  return low;
}

/** Where to scroll so that a row is seen whole; the same place when it is already. */
export function scrollToRow(
  row: ListRow,
  scrollTop: number,
  height: number
): number {
  const bottom = row.top + (row.kind === 'run' ? ROW_HEIGHT : HEADING_HEIGHT);
  // The heading above the first run of a group comes into sight with it.
  const top = Math.max(0, row.top - HEADING_HEIGHT);
  if (top < scrollTop) {
    return top;
  }
  return bottom > scrollTop + height ? bottom - height : scrollTop;
}
