/** Writes a run from elsewhere into a home: whole, or not at all. */
import {
  appendFileSync,
  closeSync,
  constants,
  copyFileSync,
  existsSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  writeFileSync,
  writeSync
} from 'node:fs';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { feedChanged, feedCreated, feedEnded } from '../../format/feed-lines';
import type { JournalEntry, ScalarSummary } from '../../format/journal';
import {
  FEED_FILE,
  FORMAT_VERSION,
  RUN_FILES,
  TRASH_DIR
} from '../../format/layout';
import { encodeLine } from '../../format/lines';
import type { OutputChunk } from '../../format/output';
import { recordValue } from '../../format/record-value';
import { summaryOf } from '../../format/series-summary';
import { sparkline } from '../../format/sparkline';
import { eventFiles, readEventFiles } from '../../store/event-files';
import { importId } from './import-id';
import type { ImportedRun } from './imported-run';

const SPARKLINE_VALUES = 32;

/** Tags whose summary goes to the journal. */
const SUMMARY_TAGS = 1000;

/** Whether the home has a run of this id, in the trash too. */
export function hasRun(home: string, id: string): boolean {
  return existsSync(join(home, id)) || existsSync(join(home, TRASH_DIR, id));
}

/**
 * Writes the run, unless the home has it.
 * @returns its id, and whether it is new.
 * @throws the file system's error; nothing is left behind then.
 */
export function writeRun(
  home: string,
  run: ImportedRun
): { id: string; isNew: boolean } {
  const id = importId(run.identity);
  if (hasRun(home, id)) {
    return { id, isNew: false };
  }
  // Named unlike a run, so that no reader takes it for one before it is whole.
  const making = join(home, `.importing-${id}-${process.pid}`);
  rmSync(making, { recursive: true, force: true });
  try {
    mkdirSync(join(making, RUN_FILES.source), { recursive: true });
    mkdirSync(join(making, RUN_FILES.signals));
    copyFiles(making, run);
    writeOutput(making, run.output?.() ?? []);
    const scalars = summarise(making);
    writeFileSync(
      join(making, RUN_FILES.journal),
      Buffer.concat(journalOf(id, run, scalars).map(entry => encodeLine(entry)))
    );
    renameSync(making, join(home, id));
    for (const line of feedOf(id, run, scalars)) {
      appendFileSync(join(home, FEED_FILE), line);
    }
  } catch (error) {
    rmSync(making, { recursive: true, force: true });
    throw error;
  }
  return { id, isNew: true };
}

/** What the event files hold: the summaries in the order of their tags, and the values of the first. */
interface Scalars {
  file: string;
  summary: Record<string, ScalarSummary>;
  tags: number;
  sparkline?: (number | null)[];
}

function copyFiles(dir: string, { files }: ImportedRun): void {
  for (const { from, to } of files) {
    const target = join(dir, to);
    mkdirSync(dirname(target), { recursive: true });
    copyFileSync(
      from,
      target,
      constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE
    );
  }
}

function writeOutput(dir: string, chunks: Iterable<OutputChunk>): void {
  let file: number | undefined;
  try {
    for (const chunk of chunks) {
      file ??= openSync(join(dir, RUN_FILES.output), 'w');
      writeSync(file, encodeLine(chunk));
    }
  } finally {
    if (file !== undefined) {
      closeSync(file);
    }
  }
}

function summarise(dir: string): Scalars {
  const files = eventFiles(dir);
  const series = [...readEventFiles(dir, files).series.values()];
  return {
    file: files.find(name => !name.includes('/')) ?? 'events.out.tfevents.0',
    summary: Object.fromEntries(
      series.slice(0, SUMMARY_TAGS).map(one => [one.tag, summaryOf(one)])
    ),
    tags: series.length,
    ...(series.length > 0 && {
      sparkline: sparkline(series[0].values, SPARKLINE_VALUES)
    })
  };
}

function journalOf(
  id: string,
  run: ImportedRun,
  { file, summary, tags }: Scalars
): JournalEntry[] {
  const { created, started, ended } = run;
  const more = tags - SUMMARY_TAGS;
  const attributes = { ...run.attributes, 'imported-from': run.origin };
  return [
    {
      type: 'created',
      time: created,
      format: FORMAT_VERSION,
      run: id,
      name: run.name,
      ...(run.label !== undefined && { label: run.label }),
      ...(run.tags?.length && { tags: run.tags }),
      flags: run.flags,
      kind: run.kind,
      ...(run.operation !== undefined && { operation: run.operation }),
      ...(run.command && { command: run.command }),
      // It has ended, so nobody asks whether this process lives.
      process: { host: run.environment?.host ?? hostname(), pid: 0 },
      scalars: file
    },
    { type: 'status', time: started, status: 'running' },
    ...(run.environment
      ? [{ type: 'environment' as const, time: started, ...run.environment }]
      : []),
    ...(run.notes ?? []).map(note => ({ type: 'note' as const, ...note })),
    ...Object.entries(attributes).map(([name, value]) => ({
      type: 'attribute' as const,
      time: created,
      name,
      value: recordValue(value)
    })),
    ...(run.marked
      ? [{ type: 'mark' as const, time: created, marked: true }]
      : []),
    {
      type: 'summary',
      time: ended,
      scalars: summary,
      ...(more > 0 && { more })
    },
    {
      type: 'status',
      time: ended,
      status: run.status,
      ...(run.error && { error: run.error })
    }
  ];
}

function feedOf(
  id: string,
  run: ImportedRun,
  { file, summary, tags, sparkline: values }: Scalars
): Uint8Array[] {
  const named = Object.entries(summary)
    .slice(0, 8)
    .map(([tag, { last, step }]) => [tag, { last, step }] as const);
  const cut = tags - named.length;
  const { error } = run;
  return [
    feedCreated({
      time: run.created,
      run: id,
      name: run.name,
      label: run.label,
      tags: run.tags,
      flags: run.flags,
      kind: run.kind,
      operation: run.operation,
      scalars: file
    }),
    feedEnded({
      time: run.ended,
      run: id,
      status: run.status,
      started: run.started,
      error: error && `${error.name}: ${error.message}`,
      scalars: Object.fromEntries(named),
      ...(cut > 0 && { scalarsCut: cut }),
      sparkline: values
    }),
    ...(run.marked
      ? [feedChanged({ time: run.ended, run: id, marked: true })]
      : [])
  ];
}
