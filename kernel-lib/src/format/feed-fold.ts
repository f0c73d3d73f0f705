/** From the feed's lines to the runs of a home. See `docs/run-format.md`, "Feed". */
import { kindOf } from './fold-remarks';
import type { RecordedNumber, RecordedStatus, RunKind } from './journal';
import { isRunId } from './layout';
import { LineReader } from './lines';
import { isRecordedStatus } from './status';
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
import type { RecordedFlags } from './values';

/** What a list shows of a run without opening its folder. */
export interface RunDigest {
  readonly run: string;
  readonly name: string;
  readonly label?: string;
  readonly tags: readonly string[];
  /** As many as the line had room for. */
  readonly flags: RecordedFlags;
  /** Flags left out for their size. */
  readonly flagsCut: number;
  readonly defaults: readonly string[];
  readonly parent?: string;
  readonly kind: RunKind;
  readonly operation?: string;
  readonly rerunOf?: string;
  /** Prepared, to be started by another process; not lost while it waits. */
  readonly staged?: true;
  /** Relative to the home. */
  readonly notebook?: string;
  /** File name of the scalars inside the run folder. */
  readonly scalarsFile?: string;
  /** Times in milliseconds since 1970. */
  readonly created: number;
  readonly started?: number;
  readonly ended?: number;
  /** `running` until an end is known: only the run folder tells pending, running and lost apart. */
  readonly status: RecordedStatus;
  readonly error?: string;
  /** Last values by tag, the primary metric first. */
  readonly scalars: Readonly<
    Record<string, { last: RecordedNumber; step: number }>
  >;
  /** Tags that the line had no room for. */
  readonly scalarsCut: number;
  readonly sparkline: readonly (number | null)[];
  readonly marked: boolean;
  /** Of a run that repeats another: whether it gave the same; absent until it is known. */
  readonly reproduced?: boolean;
  /** The user's own facts, those that the feed had room for. */
  readonly attributes?: RecordedFlags;
  /** Names of the attributes whose values only the journal has. */
  readonly attributesCut?: readonly string[];
  readonly deleted: boolean;
  /** Deleted for good: there is no folder any more. */
  readonly purged?: boolean;
}

/** Lines kept for runs whose `created` has not come yet; more are dropped. */
const EARLY_LIMIT = 10_000;

/** Follows a feed by its bytes. Digests are replaced, never changed, so that views can compare them by identity. */
export class FeedFold {
  readonly lines: LineReader;

  constructor(options: { offset?: number } = {}) {
    this.lines = new LineReader(options);
  }

  /** Every run the feed tells of, deleted ones too, in the order in which they were created. */
  get digests(): ReadonlyMap<string, RunDigest> {
    return this.#digests;
  }

  /** Digests known from elsewhere (a cache), in order. */
  restore(digests: Iterable<RunDigest>): void {
    for (const digest of digests) {
      this.#digests.set(digest.run, digest);
    }
  }

  /** Bytes that follow the ones already pushed; returns the ids of the runs that changed. */
  push(bytes: Uint8Array): Set<string> {
    const changed = new Set<string>();
    for (const line of this.lines.push(bytes)) {
      const run = this.#add(line, changed);
      if (run !== undefined) {
        changed.add(run);
      }
    }
    return changed;
  }

  /** One parsed line; returns the id of the run if it changed. Never throws. */
  add(line: unknown): string | undefined {
    return this.#add(line);
  }

  /** @param fresh runs whose digests nobody has seen yet, so that they may be changed. */
  #add(line: unknown, fresh?: ReadonlySet<string>): string | undefined {
    const fields = fieldsOf(line);
    const run = fields?.run;
    if (fields === undefined || !isRunId(run)) {
      return undefined;
    }
    const before = this.#digests.get(run);
    if (before !== undefined) {
      const changes = changesOf(before, fields);
      if (changes === undefined) {
        return undefined;
      }
      if (fresh?.has(run)) {
        assign(before, changes);
      } else {
        this.#digests.set(run, replaced(before, changes));
      }
      return run;
    }
    if (fields.type !== 'created') {
      this.#keepEarly(run, fields);
      return undefined;
    }
    const early = this.#early.get(run) ?? [];
    this.#early.delete(run);
    this.#earlyCount -= early.length;
    const digest = digestOf(run, fields);
    for (const line of early) {
      assign(digest, changesOf(digest, line) ?? {});
    }
    this.#digests.set(run, digest);
    return run;
  }

  #digests = new Map<string, RunDigest>();
  #early = new Map<string, Fields[]>();
  #earlyCount = 0;

  #keepEarly(run: string, fields: Fields): void {
    if (this.#earlyCount < EARLY_LIMIT) {
      this.#earlyCount++;
      const kept = this.#early.get(run);
      if (kept === undefined) {
        this.#early.set(run, [fields]);
      } else {
        kept.push(fields);
      }
    }
  }
}

function digestOf(run: string, fields: Fields): RunDigest {
  return present({
    run,
    name: textOf(fields.name) ?? '',
    label: textOf(fields.label),
    tags: textsOf(fields.tags) ?? [],
    flags: flagsOf(fields.flags) ?? {},
    flagsCut: numberOf(fields.flagsCut) ?? 0,
    defaults: textsOf(fields.defaults) ?? [],
    parent: isRunId(fields.parent) ? fields.parent : undefined,
    kind: kindOf(fields.kind) ?? 'function',
    operation: textOf(fields.operation),
    rerunOf: isRunId(fields.rerunOf) ? fields.rerunOf : undefined,
    staged: fields.staged === true ? true : undefined,
    notebook: textOf(fields.notebook),
    scalarsFile: fileNameOf(fields.scalars),
    created: numberOf(fields.time) ?? 0,
    status: fields.staged === true ? 'pending' : 'running',
    scalars: {},
    scalarsCut: 0,
    sparkline: [],
    marked: false,
    deleted: false
  });
}

type Changes = Partial<RunDigest>;

/** What a line changes, `undefined` standing for what is no more; nothing when it changes nothing. */
function changesOf(digest: RunDigest, fields: Fields): Changes | undefined {
  switch (fields.type) {
    case 'ended':
      return endOf(digest, fields);
    case 'changed':
      return remarksOf(digest, fields);
    case 'deleted':
      return digest.deleted ? undefined : { deleted: true };
    case 'restored':
      return digest.deleted ? { deleted: false, purged: undefined } : undefined;
    case 'purged':
      return digest.purged ? undefined : { deleted: true, purged: true };
    default:
      return undefined;
  }
}

function replaced(digest: RunDigest, changes: Changes): RunDigest {
  return present({ ...digest, ...changes });
}

function assign(digest: RunDigest, changes: Changes): void {
  Object.assign(digest, changes);
  for (const key of Object.keys(changes) as (keyof RunDigest)[]) {
    if (changes[key] === undefined) {
      delete (digest as Changes)[key];
    }
  }
}

/** A run ends once: nothing follows the first end. */
function endOf(digest: RunDigest, fields: Fields): Changes | undefined {
  if (digest.ended !== undefined || !isRecordedStatus(fields.status)) {
    return undefined;
  }
  return present({
    status: fields.status,
    started: numberOf(fields.started),
    ended: numberOf(fields.time) ?? 0,
    error: textOf(fields.error),
    scalars: mapFields(fields.scalars, lastOf),
    scalarsCut: numberOf(fields.scalarsCut) ?? 0,
    sparkline: sparklineOf(fields.sparkline)
  });
}

function remarksOf(digest: RunDigest, fields: Fields): Changes {
  const label =
    fields.label === null ? undefined : (textOf(fields.label) ?? digest.label);
  return {
    label,
    tags: textsOf(fields.tags) ?? digest.tags,
    marked: typeof fields.marked === 'boolean' ? fields.marked : digest.marked,
    reproduced:
      typeof fields.reproduced === 'boolean'
        ? fields.reproduced
        : digest.reproduced,
    ...attributesAfter(digest, fields)
  };
}

/** What a line names replaces what was known of it. */
function attributesAfter(
  { attributes = {}, attributesCut = [] }: RunDigest,
  fields: Fields
): Pick<RunDigest, 'attributes' | 'attributesCut'> {
  const told = Object.entries(flagsOf(fields.attributes) ?? {});
  const cut = textsOf(fields.attributesCut) ?? [];
  if (told.length === 0 && cut.length === 0) {
    return {};
  }
  const named = new Set([...told.map(([name]) => name), ...cut]);
  const kept = [
    ...Object.entries(attributes).filter(([name]) => !named.has(name)),
    ...told.filter(([, value]) => value !== null)
  ];
  const left = [...attributesCut.filter(name => !named.has(name)), ...cut];
  return {
    attributes: kept.length > 0 ? Object.fromEntries(kept) : undefined,
    attributesCut: left.length > 0 ? left : undefined
  };
}

function lastOf(
  value: unknown
): { last: RecordedNumber; step: number } | undefined {
  const fields = fieldsOf(value);
  const last = recordedNumberOf(fields?.last);
  const step = numberOf(fields?.step);
  return last === undefined || step === undefined ? undefined : { last, step };
}

function sparklineOf(value: unknown): (number | null)[] {
  return Array.isArray(value)
    ? value.slice(0, 256).map(item => numberOf(item) ?? null)
    : [];
}
