/** Points as comma-separated values (RFC 4180). */
import { closeSync, openSync, writeSync } from 'node:fs';
import { csvText } from '../table/csv';
import { COLUMNS, type TagPoints } from './tag-points';

/** @returns how many points there were. */
export function writeCsv(all: Iterable<TagPoints>, file: string): number {
  const out = openSync(file, 'w');
  let count = 0;
  try {
    writeSync(out, csvText(COLUMNS, []));
    for (const { run, name, tag, steps, values, wallTimes } of all) {
      const rows = Array.from(values, (value, at) => [
        { text: run, isText: true },
        { text: name, isText: true },
        { text: tag, isText: true },
        { text: String(steps[at]), isText: false },
        { text: String(wallTimes[at] / 1000), isText: false },
        { text: String(value), isText: false }
      ]);
      // One tag at a time: no table of all points is ever held.
      writeSync(out, csvText(COLUMNS, rows).slice(COLUMNS.join().length + 1));
      count += rows.length;
    }
  } finally {
    closeSync(out);
  }
  return count;
}
