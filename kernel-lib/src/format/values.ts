/**
 * Values as JSON holds them: what JSON can say exactly stands as it is, all else is an object with `$type`.
 * See `docs/run-format.md`, "Values".
 */

/** A value that JSON cannot hold, or that is too large to keep: its type and shape. */
export interface ValueSummary {
  /** Constructor or type name: `"Float32Array"`, `"Tensor"`, `"function"`, `"bigint"`, `"number"` for NaN and the like. */
  $type: string;
  /** Lengths by dimension. */
  shape?: number[];
  /** Element type. */
  dtype?: string;
  /** A short text of the value, or its beginning. */
  text?: string;
  /** Entries of an object that has a key `$type` of its own. */
  entries?: [string, RecordedValue][];
}

export type RecordedValue =
  | null
  | boolean
  | number
  | string
  | RecordedValue[]
  | { [key: string]: RecordedValue }
  | ValueSummary;

/** Flags by name. */
export type RecordedFlags = Record<string, RecordedValue>;
