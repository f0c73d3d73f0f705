/** What the feed would say of a run, from the run's own files. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  feedChanged,
  feedCreated,
  feedEnded,
  feedMoved
} from '../format/feed-lines';
import type { FeedEnded } from '../format/feed';
import { RunFold, type RunRecord } from '../format/fold';
import { RUN_FILES } from '../format/layout';
import { sparkline } from '../format/sparkline';
import { isEnded } from '../format/status';
import { ScalarTable } from '../format/tfevents';
import { present } from '../format/untrusted';
import { realInside } from '../store/inside';

/** Lines for a run that the feed does not know; none when the journal in `dir` is not that of `run`. */
export function feedLinesOf(
  dir: string,
  run: string,
  deleted: boolean
): Uint8Array[] {
  const record = recordOf(dir);
  if (record?.run !== run || record.created === undefined) {
    return [];
  }
  const { created, ended, label, tags, marked } = record;
  return [
    feedCreated(
      present({
        time: created,
        run,
        name: record.name,
        label,
        tags: tags.length > 0 ? tags : undefined,
        flags: record.flags,
        defaults: record.defaults,
        parent: record.parent,
        kind: record.kind,
        operation: record.operation,
        rerunOf: record.rerunOf,
        notebook: record.source?.notebook,
        scalars: record.scalars ?? ''
      })
    ),
    ...(ended === undefined || !isEnded(record.status)
      ? []
      : [feedEnded(endOf(record, dir, ended))]),
    ...(marked ? [feedChanged({ time: ended ?? created, run, marked })] : []),
    ...(deleted ? [feedMoved({ type: 'deleted', time: Date.now(), run })] : [])
  ];
}

function recordOf(dir: string): RunRecord | undefined {
  const fold = new RunFold();
  try {
    fold.push(readFileSync(realInside(dir, join(dir, RUN_FILES.journal))));
    return fold.record;
  } catch {
    return undefined;
  }
}

function endOf(
  { run, status, started, created, error, summary, scalars }: RunRecord,
  dir: string,
  ended: number
): Omit<FeedEnded, 'type'> {
  const last = Object.entries(summary?.scalars ?? {}).map(
    ([tag, { last, step }]) => [tag, { last, step }] as const
  );
  return present({
    time: ended,
    run,
    status,
    started: started ?? created ?? ended,
    error: error && `${error.name}: ${error.message}`,
    scalars: last.length > 0 ? Object.fromEntries(last) : undefined,
    scalarsCut: summary?.more,
    sparkline: primary(dir, scalars, last.at(0)?.[0])
  });
}

/** A few values of the run's first tag. */
function primary(
  dir: string,
  file: string | undefined,
  tag: string | undefined
): (number | null)[] | undefined {
  if (file === undefined || tag === undefined) {
    return undefined;
  }
  const table = new ScalarTable();
  try {
    table.append(readFileSync(realInside(dir, join(dir, file))));
  } catch {
    return undefined;
  }
  const values = table.series.get(tag)?.values;
  return values && sparkline(values, 32);
}
