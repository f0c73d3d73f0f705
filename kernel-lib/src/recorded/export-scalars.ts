/** All points of runs as one table, for spreadsheets and data frames. */
import { closeSync, openSync, writeSync } from 'node:fs';
import type { ListedRun } from './catalogue';
import { readScalars } from './read-scalars';
import { csvText } from './table/csv';

const HEADINGS = ['run', 'name', 'tag', 'step', 'wall_time', 'value'];

/**
 * Writes the points of runs as comma-separated values: run, name, tag, step, wall time (seconds since 1970), value.
 * @returns how many points there were.
 * @throws the file system's error.
 */
export function exportScalars(
  runs: readonly ListedRun[],
  file: string
): number {
  const out = openSync(file, 'w');
  let count = 0;
  try {
    writeSync(out, csvText(HEADINGS, []));
    for (const { run, name, dir } of runs) {
      for (const [tag, { steps, values, wallTimes }] of readScalars(dir)) {
        const rows = Array.from(values, (value, at) => [
          { text: run, isText: true },
          { text: name, isText: true },
          { text: tag, isText: true },
          { text: String(steps[at]), isText: false },
          { text: String(wallTimes[at] / 1000), isText: false },
          { text: String(value), isText: false }
        ]);
        // One tag at a time: no table of all points is ever held.
        writeSync(
          out,
          csvText(HEADINGS, rows).slice(HEADINGS.join().length + 1)
        );
        count += rows.length;
      }
    }
  } finally {
    closeSync(out);
  }
  return count;
}
