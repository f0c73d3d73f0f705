/**
 * The run card: what a notebook's output keeps of a run. Small, self-contained, untrusted when read back.
 * See `docs/run-format.md`, "Run card".
 */
import type { RecordedFlags } from './values';
import type { RecordedNumber, RecordedStatus } from './journal';

export const CARD_MIME = 'application/vnd.trialbook.run.v1+json';

export interface RunCard {
  version: 1;
  run: string;
  name: string;
  label?: string;
  /** The home, relative to the notebook's folder, with `/`. */
  home: string;
  /** True when this run made the home. */
  newHome?: boolean;
  /** As it stood when the output was written. */
  status: RecordedStatus;
  /** Milliseconds since 1970. */
  started: number;
  ended?: number;
  error?: string;
  flags: RecordedFlags;
  defaults?: string[];
  /** At most nine tags; sparklines of at most 64 values, `null` for what is not finite. */
  scalars?: Record<
    string,
    { last: RecordedNumber; step: number; sparkline: (number | null)[] }
  >;
}
