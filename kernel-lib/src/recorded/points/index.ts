/** All points of runs as one table, for spreadsheets and data frames. */
import type { ListedRun } from '../catalogue';
import { readScalars } from '../read-scalars';
import { writeCsv } from './csv';
import type { TagPoints } from './tag-points';

/**
 * Writes the points of runs to a file: columns run, name, tag, step, wall_time (seconds since 1970) and value. One
 * run's points are in memory at a time, whatever their number.
 * @param file Parquet when its name ends with `.parquet`, comma-separated values otherwise.
 * @returns how many points there were.
 * @throws the file system's error.
 * @example
 * exportScalars(listRuns('runs'), 'points.parquet');
 */
export function exportScalars(
  runs: readonly ListedRun[],
  file: string
): number {
  const write = /\.parquet$/i.test(file) ? parquetWriter() : writeCsv;
  return write(pointsOf(runs), file);
}

/** Large, and seldom called for. */
function parquetWriter() {
  return (require('./parquet') as typeof import('./parquet')).writeParquet;
}

function* pointsOf(runs: readonly ListedRun[]): Generator<TagPoints> {
  for (const { run, name, dir } of runs) {
    for (const [tag, scalars] of readScalars(dir)) {
      yield { run, name, tag, ...scalars };
    }
  }
}
