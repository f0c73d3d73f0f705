/**
 * The sweep card: what a notebook's output keeps of a sweep. Small, self-contained, untrusted when read back.
 * See `docs/queue-format.md`, "Sweep card".
 */
import type { JobCounts } from './queue';

export const SWEEP_CARD_MIME = 'application/vnd.trialbook.sweep.v1+json';

export interface SweepCard {
  version: 1;
  /** The submission whose jobs it shows. */
  batch: string;
  name: string;
  label?: string;
  /** The home, relative to the notebook's folder, with `/`. */
  home: string;
  /** When it was submitted: milliseconds since 1970. */
  time: number;
  /** As it stood when the output was written. */
  counts: JobCounts;
  /** The same in words, for a card whose home cannot be read: lines of text, at most 20. */
  lines: string[];
}
