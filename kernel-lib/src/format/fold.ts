/** From a journal's entries to the run they tell of. See `docs/run-format.md`, "Journal". */
import type {
  EnvironmentEntry,
  InputEntry,
  FlagFacts,
  ProcessFacts,
  RecordedError,
  RecordedStatus,
  ReproducedEntry,
  RunKind,
  ScalarSummary,
  SignalEntry,
  SourceEntry,
  SummaryEntry,
  WarningEntry
} from './journal';
import {
  flagFactsOf,
  foldAttribute,
  foldInput,
  foldMark,
  foldNote,
  foldReproduced,
  kindOf
} from './fold-remarks';
import { isRunId } from './layout';
import { changesOf } from './provenance';
import { LineReader } from './lines';
import { isEnded, isRecordedStatus } from './status';
import {
  fieldsOf,
  fileNameOf,
  flagsOf,
  mapFields,
  numberOf,
  present,
  recordedNumberOf,
  textOf,
  textsOf
} from './untrusted';
import type { Fields } from './untrusted';
import type { RecordedFlags, RecordedValue } from './values';

export type RunEnvironment = Omit<EnvironmentEntry, 'type' | 'time'>;

/** A run as its journal tells of it so far. */
export interface RunRecord {
  /** Empty until the journal's first entry was read. */
  run: string;
  /** Version of the run format it was written in. */
  format: number;
  name: string;
  label?: string;
  tags: string[];
  flags: RecordedFlags;
  /** Names of the flags whose value is the function's own default. */
  defaults: string[];
  parent?: string;
  kind: RunKind;
  /** The run that this one repeats. */
  rerunOf?: string;
  operation?: string;
  command?: string[];
  sourceDigest?: string;
  flagFacts: Record<string, FlagFacts>;
  process?: ProcessFacts;
  /** Whether it was prepared and started later. */
  staged: boolean;
  /** File name of the scalars that `log()` writes. */
  scalars?: string;
  status: RecordedStatus;
  /** Times in milliseconds since 1970. */
  created?: number;
  started?: number;
  ended?: number;
  error?: RecordedError;
  environment: RunEnvironment;
  source?: Omit<SourceEntry, 'type' | 'time'>;
  summary?: Omit<SummaryEntry, 'type' | 'time'>;
  value?: RecordedValue;
  notes: { time: number; text: string }[];
  attributes: Record<string, RecordedValue>;
  marked: boolean;
  reproduced?: Omit<ReproducedEntry, 'type' | 'time'>;
  inputs: Omit<InputEntry, 'type' | 'time'>[];
  warnings: Omit<WarningEntry, 'type'>[];
  signals: Omit<SignalEntry, 'type'>[];
  /** Entries of types that this version does not know. */
  unknown: number;
}

/** A run of which nothing is known yet. */
export function emptyRunRecord(): RunRecord {
  return {
    run: '',
    format: 0,
    name: '',
    tags: [],
    flags: {},
    defaults: [],
    kind: 'function',
    flagFacts: {},
    staged: false,
    status: 'pending',
    environment: {},
    notes: [],
    attributes: {},
    marked: false,
    inputs: [],
    warnings: [],
    signals: [],
    unknown: 0
  };
}

/**
 * Adds one entry to `record`. Entries may come late and in any order; unknown ones are counted, fields of a wrong type are
 * dropped; never throws.
 */
export function foldJournal(record: RunRecord, entry: unknown): void {
  const fields = fieldsOf(entry);
  const fold = FOLDS.get(fields?.type);
  if (fields !== undefined && fold !== undefined) {
    fold(record, fields, numberOf(fields.time));
  } else {
    record.unknown++;
  }
}

/** Follows a journal by its bytes. */
export class RunFold {
  readonly record = emptyRunRecord();
  readonly lines = new LineReader();

  /** Bytes that follow the ones already pushed; returns whether they changed anything. */
  push(bytes: Uint8Array): boolean {
    const entries = this.lines.push(bytes);
    for (const entry of entries) {
      foldJournal(this.record, entry);
    }
    return entries.length > 0;
  }
}

type Fold = (record: RunRecord, fields: Fields, time?: number) => void;

const FOLDS: ReadonlyMap<unknown, Fold> = new Map<string, Fold>([
  ['created', foldCreated],
  ['status', foldStatus],
  ['source', foldSource],
  ['environment', foldEnvironment],
  ['summary', foldSummary],
  ['value', foldValue],
  ['label', foldLabel],
  ['tags', foldTags],
  ['note', foldNote],
  ['attribute', foldAttribute],
  ['mark', foldMark],
  ['reproduced', foldReproduced],
  ['input', foldInput],
  ['warning', foldWarning],
  ['signal', foldSignal]
]);

function foldCreated(record: RunRecord, fields: Fields, time?: number): void {
  // A run is created once; what claims to do it again is not this run's.
  if (record.run !== '' || !isRunId(fields.run)) {
    return;
  }
  record.run = fields.run;
  record.format = numberOf(fields.format) ?? 0;
  record.name = textOf(fields.name) ?? '';
  record.label ??= textOf(fields.label);
  addTags(record, textsOf(fields.tags));
  record.flags = flagsOf(fields.flags) ?? {};
  record.defaults = textsOf(fields.defaults) ?? [];
  record.parent = isRunId(fields.parent) ? fields.parent : undefined;
  record.kind = kindOf(fields.kind) ?? 'function';
  record.rerunOf = isRunId(fields.rerunOf) ? fields.rerunOf : undefined;
  record.operation = textOf(fields.operation);
  record.command = textsOf(fields.command);
  record.sourceDigest = textOf(fields.sourceDigest);
  record.flagFacts = mapFields(fields.flagFacts, flagFactsOf);
  record.process ??= processOf(fields.process);
  record.staged = fields.staged === true;
  record.scalars = fileNameOf(fields.scalars);
  record.created = time;
}

function processOf(value: unknown): ProcessFacts | undefined {
  const fields = fieldsOf(value);
  const host = textOf(fields?.host);
  const pid = numberOf(fields?.pid);
  return host !== undefined && pid !== undefined
    ? present({ host, pid, started: textOf(fields?.started) })
    : undefined;
}

/** A run ends once: nothing follows the first end. */
function foldStatus(record: RunRecord, fields: Fields, time?: number): void {
  const status = fields.status;
  if (!isRecordedStatus(status)) {
    return;
  }
  if (record.staged) {
    record.process ??= processOf(fields.process);
  }
  if (status === 'running') {
    record.started ??= time;
  }
  if (isEnded(record.status) || (status === 'pending' && record.started)) {
    return;
  }
  record.status = status;
  if (isEnded(status)) {
    record.ended = time;
    record.error = errorOf(fields.error);
  }
}

function errorOf(value: unknown): RecordedError | undefined {
  const fields = fieldsOf(value);
  if (fields === undefined) {
    return undefined;
  }
  const place = fieldsOf(fields.position);
  const line = numberOf(place?.line);
  const column = numberOf(place?.column);
  return present({
    name: textOf(fields.name) ?? 'Error',
    message: textOf(fields.message) ?? '',
    stack: textOf(fields.stack),
    position:
      line !== undefined && column !== undefined
        ? present({
            cell: textOf(place?.cell),
            count: numberOf(place?.count),
            line,
            column
          })
        : undefined
  });
}

function foldSource(record: RunRecord, fields: Fields): void {
  const kernel = fieldsOf(fields.kernel);
  const cell = fieldsOf(fields.cell);
  const found = present({
    kernel: present({
      name: textOf(kernel?.name) ?? record.source?.kernel.name ?? '',
      version: textOf(kernel?.version) ?? record.source?.kernel.version
    }),
    notebook: textOf(fields.notebook),
    folder: textOf(fields.folder),
    cell:
      cell &&
      present({
        id: textOf(cell.id),
        count: numberOf(cell.count),
        index: wholeOf(cell.index)
      }),
    call: callOf(fields.call),
    cells: numberOf(fields.cells),
    packages: numberOf(fields.packages),
    lock: fileNameOf(fields.lock),
    changes: changesOf(fields.changes),
    modules: numberOf(fields.modules)
  });
  record.source = { ...record.source, ...found };
}

/** Numbers of calls; one that is none makes the whole useless. */
function callOf(value: unknown): number[] | undefined {
  const call = Array.isArray(value) ? value.map(wholeOf) : [];
  return call.length > 0 && call.every(number => number !== undefined)
    ? call
    : undefined;
}

function wholeOf(value: unknown): number | undefined {
  return Number.isSafeInteger(value) && (value as number) >= 0
    ? (value as number)
    : undefined;
}

function foldEnvironment(record: RunRecord, fields: Fields): void {
  const before = record.environment;
  const cpu = fieldsOf(fields.cpu);
  const model = textOf(cpu?.model);
  const cores = numberOf(cpu?.cores);
  const git = fieldsOf(fields.git);
  const found: RunEnvironment = present({
    user: textOf(fields.user),
    host: textOf(fields.host),
    os: textOf(fields.os),
    node: textOf(fields.node),
    tslab: textOf(fields.tslab),
    cpu:
      model !== undefined && cores !== undefined ? { model, cores } : undefined,
    memory: numberOf(fields.memory),
    gpu: textsOf(fields.gpu),
    git: git && {
      ...before.git,
      ...present({
        commit: textOf(git.commit),
        branch: textOf(git.branch),
        dirty: typeof git.dirty === 'boolean' ? git.dirty : undefined
      })
    },
    packages: fieldsOf(fields.packages) && {
      ...before.packages,
      ...mapFields(fields.packages, textOf)
    },
    env: fieldsOf(fields.env) && {
      ...before.env,
      ...mapFields(fields.env, textOf)
    }
  });
  record.environment = { ...before, ...found };
}

function foldSummary(record: RunRecord, fields: Fields): void {
  record.summary = present({
    scalars: mapFields(fields.scalars, scalarSummaryOf),
    more: numberOf(fields.more)
  });
}

function scalarSummaryOf(value: unknown): ScalarSummary | undefined {
  const fields = fieldsOf(value);
  const count = numberOf(fields?.count);
  const last = recordedNumberOf(fields?.last);
  const step = numberOf(fields?.step);
  const min = recordedNumberOf(fields?.min);
  const max = recordedNumberOf(fields?.max);
  return count === undefined ||
    last === undefined ||
    step === undefined ||
    min === undefined ||
    max === undefined
    ? undefined
    : { count, last, step, min, max };
}

function foldValue(record: RunRecord, fields: Fields): void {
  if (fields.value !== undefined) {
    record.value = fields.value as RecordedValue;
  }
}

function foldLabel(record: RunRecord, fields: Fields): void {
  if (fields.label === null) {
    record.label = undefined;
  } else {
    record.label = textOf(fields.label) ?? record.label;
  }
}

function foldTags(record: RunRecord, fields: Fields): void {
  const removed = new Set(textsOf(fields.remove));
  record.tags = record.tags.filter(tag => !removed.has(tag));
  addTags(record, textsOf(fields.add));
}

function addTags(record: RunRecord, tags: string[] = []): void {
  record.tags = [...new Set([...record.tags, ...tags])];
}

function foldWarning(record: RunRecord, fields: Fields, time = 0): void {
  const message = textOf(fields.message);
  if (message !== undefined) {
    record.warnings.push({ time, code: textOf(fields.code) ?? '', message });
  }
}

function foldSignal(record: RunRecord, fields: Fields, time = 0): void {
  const name = textOf(fields.name);
  if (name !== undefined) {
    record.signals.push(
      present({
        time,
        name,
        value: fields.value as RecordedValue | undefined,
        step: numberOf(fields.step)
      })
    );
  }
}
