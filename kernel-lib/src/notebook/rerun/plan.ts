/** What the process that repeats a run is told, and what it tells. */
import type { ExecutedCell } from '../../format/cells';
import type { KeptModule } from '../../recorded/changed-modules';
import type { RecordedFlags } from '../../format/values';

/** Everything that the replaying process needs to know. */
export interface ReplayPlan {
  /** Folder of the tslab to use; without it the one that the notebook's folder sees. */
  tslab?: string;
  /** The recorded cells in their order. */
  cells: ExecutedCell[];
  /** Place of the cell that launched the run. */
  target: number;
  /** Name of the run's function. */
  name: string;
  /** Which call of `run()` in that cell it was; runs of older versions do not tell. */
  call?: number[];
  /** The run that is repeated. */
  rerunOf: string;
  home: string;
  /** Home of the runs that are executed on the way; it is thrown away. */
  scratch: string;
  flags: RecordedFlags;
  changed: Record<string, unknown>;
  label?: string;
  tags?: string[];
  /** Copies of modules that are not as they were, to be loaded in their place. */
  modules: KeptModule[];
  /** Whether earlier runs are executed even where nothing of them seems to be needed. */
  allRuns: boolean;
}

/** What the replaying process tells, in order. */
export type ReplayMessage =
  /** A cell begins; `index` counts from 0. */
  | { type: 'cell'; index: number; count?: number }
  | { type: 'output'; stream: string; text: string }
  /** Something that differs from how it was recorded, a sentence. */
  | { type: 'differs'; sentence: string }
  /** The run has begun. */
  | { type: 'run'; id: string; dir: string }
  /** The run is over. */
  | { type: 'ended'; skipped: number }
  /** There will be no run, or none any more. */
  | { type: 'failed'; code: 'BAD_FLAGS' | 'RERUN_FAILED'; message: string };
