/**
 * The feed: which runs a home has and what changed, one JSON object a line of at most `FEED_LINE_LIMIT` bytes.
 * A list of runs needs this file only. See `docs/run-format.md`, "Feed".
 */
import type { RecordedFlags, RecordedValue } from './values';
import type { RecordedNumber, RecordedStatus, RunKind } from './journal';

/** Bytes of a line, its newlines included: one `write()` of that size is never interleaved with another. */
export const FEED_LINE_LIMIT = 4096;

interface FeedLine<T extends string> {
  type: T;
  /** Milliseconds since 1970. */
  time: number;
  run: string;
}

export interface FeedCreated extends FeedLine<'created'> {
  name: string;
  label?: string;
  tags?: string[];
  /** Flags, short ones first as far as they fit. */
  flags: RecordedFlags;
  /** Flags left out for their size. */
  flagsCut?: number;
  defaults?: string[];
  parent?: string;
  /** @default "function" */
  kind?: RunKind;
  operation?: string;
  rerunOf?: string;
  /** Prepared, to be started by another process. */
  staged?: true;
  /** Relative to the home. */
  notebook?: string;
  /** File of the scalars inside the run folder. */
  scalars: string;
}

export interface FeedEnded extends FeedLine<'ended'> {
  status: RecordedStatus;
  /** When the call began: milliseconds since 1970. */
  started: number;
  /** `Name: message`, cut. */
  error?: string;
  /** Last values by tag, the primary metric (the first tag that was logged) first, at most eight. */
  scalars?: Record<string, { last: RecordedNumber; step: number }>;
  /** Tags left out; the journal has them. */
  scalarsCut?: number;
  /** At most 32 values of the primary metric; `null` for what is not finite. */
  sparkline?: (number | null)[];
}

export interface FeedChanged extends FeedLine<'changed'> {
  /** `null` clears it. */
  label?: string | null;
  tags?: string[];
  marked?: boolean;
  /** Of a run that repeats another: whether it gave the same. */
  reproduced?: boolean;
  /** Attributes by name, as far as they fit; `null` removes one. */
  attributes?: Record<string, RecordedValue>;
  /** Names of attributes whose values did not fit; the journal has them. */
  attributesCut?: string[];
}

export interface FeedDeleted extends FeedLine<'deleted'> {}

export interface FeedRestored extends FeedLine<'restored'> {}

export interface FeedPurged extends FeedLine<'purged'> {}

export type FeedEntry =
  | FeedCreated
  | FeedEnded
  | FeedChanged
  | FeedDeleted
  | FeedRestored
  | FeedPurged;
