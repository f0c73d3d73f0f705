/** Homes written file by file, for tests of what reads them. */
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  writeFileSync
} from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import * as path from 'node:path';
import {
  encodeLine,
  feedCreated,
  feedEnded,
  FEED_FILE,
  HOME_FILE,
  RUN_FILES,
  type JournalEntry,
  type RecordedFlags,
  type RecordedNumber
} from '../../src/format';
import { encodeFile, type Point } from '../format/event-files';

export interface MadeUpRun {
  name?: string;
  label?: string;
  tags?: string[];
  flags?: RecordedFlags;
  /** Last values. */
  scalars?: Record<string, RecordedNumber>;
  /** `running` leaves the run without an end, and its process is gone. @default 'completed' */
  status?: 'completed' | 'failed' | 'running';
  /** Further entries of the journal. */
  journal?: JournalEntry[];
  /** Event files by path inside the run folder. */
  events?: Record<string, Point[]>;
  /** Other files by path inside the run folder. */
  files?: Record<string, string>;
}

export const HOUR = 3_600_000;

/** The first run's creation; each later one is an hour younger. */
export const BEGIN = Date.parse('2026-01-01T00:00:00Z');

/** A process that is no more. */
const GONE = { host: hostname(), pid: 2 ** 30, started: '1' };

/** Makes a home; returns its folder. Ids are `r` and eleven digits, from 0 for the oldest. */
export function madeUpHome(runs: readonly MadeUpRun[]): string {
  const folder = realpathSync(
    mkdtempSync(path.join(tmpdir(), 'trialbook-home-'))
  );
  const home = path.join(folder, 'runs');
  mkdirSync(home);
  writeFileSync(path.join(home, HOME_FILE), '{"trialbook":"home"}\n');
  writeFileSync(path.join(home, FEED_FILE), '');
  runs.forEach((run, index) => addRun(home, run, index));
  return home;
}

/** The id of the run made as number `index`. */
export function madeUpId(index: number): string {
  return `r${String(index).padStart(11, '0')}`;
}

function addRun(home: string, made: MadeUpRun, index: number): void {
  const { name = 'train', label, tags, flags = {}, status } = made;
  const run = madeUpId(index);
  const time = BEGIN + index * HOUR;
  const dir = path.join(home, run);
  const created = { time, run, name, label, tags, flags, scalars: 'log' };
  const scalars = Object.entries(made.scalars ?? {}).map(
    ([tag, last]) => [tag, { last, step: 9 }] as const
  );
  const feed = [feedCreated(created)];
  const entries: JournalEntry[] = [
    { type: 'created', format: 1, ...created, process: GONE },
    { type: 'status', time: time + 1000, status: 'running' },
    ...(made.journal ?? [])
  ];
  if (status !== 'running') {
    const end = { time: time + 91_000, status: status ?? 'completed' } as const;
    entries.push(
      {
        type: 'summary',
        time: end.time,
        scalars: Object.fromEntries(
          scalars.map(([tag, { last, step }]) => [
            tag,
            { count: 10, last, step, min: -1, max: 100 }
          ])
        )
      },
      { type: 'status', ...end }
    );
    feed.push(
      feedEnded({
        ...{ ...end, run, started: time + 1000 },
        scalars: Object.fromEntries(scalars)
      })
    );
  }
  mkdirSync(path.join(dir, 'trialbook'), { recursive: true });
  writeFileSync(
    path.join(dir, RUN_FILES.journal),
    Buffer.concat(entries.map(entry => encodeLine(entry, { shared: true })))
  );
  for (const [file, points] of Object.entries(made.events ?? {})) {
    put(path.join(dir, file), encodeFile(points));
  }
  for (const [file, text] of Object.entries(made.files ?? {})) {
    put(path.join(dir, file), text);
  }
  appendFileSync(path.join(home, FEED_FILE), Buffer.concat(feed));
}

function put(file: string, content: string | Uint8Array): void {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, content);
}
