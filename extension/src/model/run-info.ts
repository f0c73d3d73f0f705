import type { RunDigest, RunRecord } from 'trialbook/format';
import { recordNumber, sparkline } from 'trialbook/format';
import type { IRunInfo, ISeries } from '../tokens';

/** Values of a sparkline. */
const SPARKLINE = 64;

/** Tags of which a list knows the last value; a run may have 100 000. */
const TAG_LIMIT = 32;

/** A run of which nothing is known but that somebody asked for it. */
export function blankInfo(id: string): IRunInfo {
  return {
    id,
    name: '',
    tags: [],
    flags: {},
    defaults: [],
    status: 'pending',
    created: 0,
    scalarsFile: '',
    scalars: {},
    sparkline: []
  };
}

/** A run as the feed tells of it. */
export function digestInfo(digest: RunDigest): IRunInfo {
  return {
    id: digest.run,
    name: digest.name,
    label: digest.label,
    tags: digest.tags,
    flags: digest.flags,
    defaults: digest.defaults,
    status: digest.status,
    created: digest.created,
    started: digest.started,
    ended: digest.ended,
    error: digest.error,
    parent: digest.parent,
    kind: digest.kind,
    operation: digest.operation,
    marked: digest.marked,
    attributes: digest.attributes,
    rerunOf: digest.rerunOf,
    staged: digest.staged,
    reproduced: digest.reproduced,
    notebook: digest.notebook,
    scalarsFile: digest.scalarsFile ?? '',
    scalars: digest.scalars,
    sparkline: digest.sparkline
  };
}

/** A run as its own files tell of it, and what only the list knows. */
export function composeInfo(options: {
  id: string;
  record: RunRecord | null;
  listed?: IRunInfo;
  series: ReadonlyMap<string, ISeries>;
  lost: boolean;
}): IRunInfo {
  const { id, record, listed, series, lost } = options;
  const known = listed ?? blankInfo(id);
  const values = {
    scalars: lastScalars(series, record, known),
    sparkline: primarySparkline(series, known)
  };
  if (record === null) {
    return { ...known, ...values };
  }
  const { error } = record;
  return {
    id,
    name: record.name,
    label: record.label,
    tags: record.tags,
    flags: record.flags,
    defaults: record.defaults,
    status: lost ? 'lost' : record.status,
    created: record.created ?? known.created,
    started: record.started,
    ended: record.ended,
    error: error && `${error.name}: ${error.message}`,
    parent: record.parent,
    kind: record.kind,
    operation: record.operation,
    marked: record.marked,
    attributes: record.attributes,
    rerunOf: record.rerunOf,
    staged: record.staged || undefined,
    reproduced: record.reproduced?.reproduced,
    notebook: record.source?.notebook ?? known.notebook,
    scalarsFile: record.scalars ?? known.scalarsFile,
    ...values
  };
}

function lastScalars(
  series: ReadonlyMap<string, ISeries>,
  record: RunRecord | null,
  known: IRunInfo
): IRunInfo['scalars'] {
  if (series.size === 0) {
    return record?.summary?.scalars
      ? pickLast(record.summary.scalars)
      : known.scalars;
  }
  const entries: [string, IRunInfo['scalars'][string]][] = [];
  for (const { tag, length, steps, values } of series.values()) {
    if (entries.length === TAG_LIMIT) {
      break;
    }
    entries.push([
      tag,
      { last: recordNumber(values[length - 1]), step: steps[length - 1] }
    ]);
  }
  return Object.fromEntries(entries);
}

function pickLast(summaries: IRunInfo['scalars']): IRunInfo['scalars'] {
  return Object.fromEntries(
    Object.entries(summaries)
      .slice(0, TAG_LIMIT)
      .map(([tag, { last, step }]) => [tag, { last, step }])
  );
}

function primarySparkline(
  series: ReadonlyMap<string, ISeries>,
  known: IRunInfo
): IRunInfo['sparkline'] {
  for (const { values } of series.values()) {
    return sparkline(values, SPARKLINE);
  }
  return known.sparkline;
}
