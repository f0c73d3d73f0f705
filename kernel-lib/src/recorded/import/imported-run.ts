/** A run from elsewhere, as importers describe it to the one that writes it. */
import type {
  EnvironmentEntry,
  RecordedError,
  RunKind
} from '../../format/journal';
import type { OutputChunk } from '../../format/output';
import type { RecordedFlags } from '../../format/values';

/** A file of an imported run. */
export interface ImportedFile {
  /** Absolute path of what is copied; links are never among them. */
  from: string;
  /** Where it goes in the run folder, with `/`. */
  to: string;
}

/** All that is known of a run from elsewhere. Times are milliseconds since 1970. */
export interface ImportedRun {
  /** What it was called where it comes from; the same one always gets the same id here. */
  identity: string;
  /** Shown as the attribute `imported-from`. */
  origin: string;
  name: string;
  kind: RunKind;
  operation?: string;
  command?: string[];
  label?: string;
  tags?: string[];
  marked?: boolean;
  flags: RecordedFlags;
  notes?: { time: number; text: string }[];
  attributes?: Record<string, unknown>;
  environment?: Omit<EnvironmentEntry, 'type' | 'time'>;
  created: number;
  started: number;
  ended: number;
  status: 'completed' | 'failed' | 'terminated';
  error?: RecordedError;
  /** What it printed, read when it is written down. */
  output?: () => Iterable<OutputChunk>;
  files: ImportedFile[];
}

/** What became of one run of the source. */
export interface ImportResult {
  /** Where it was found, relative to the source. */
  from: string;
  /** Its id in the home; none when it was left out. */
  run?: string;
  outcome: 'imported' | 'known' | 'left out';
  /** Why it was left out, or what of it was. */
  reasons: string[];
}
