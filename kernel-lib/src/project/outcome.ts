/** What came of running something. */
import type { StagedRun } from '../run/stage';
import type { RecordedError, RecordedStatus } from '../format/journal';

/** A run that has ended. */
export interface Outcome {
  run: string;
  dir: string;
  name: string;
  status: RecordedStatus;
  /** For the shell: 0, the code of the command, or 128 and the number of the signal that ended it. */
  exitCode: number;
  error?: RecordedError;
  /** The equal run that there was already; nothing was run. */
  needed?: true;
}

/** Where and as what something is run. */
export interface RunPlacement {
  /** Absolute path of the home. */
  home: string;
  /** The folder that relative paths are seen from, and the working directory of `cwd: 'keep'`. */
  base: string;
  /** Where the user is; the default is `base`. */
  from?: string;
  cwd?: 'run' | 'keep';
  label?: string;
  tags?: readonly string[];
  /** The folder of a staged run that begins now. */
  adopt?: StagedRun;
  /** The run inside which this one is started. */
  parent?: string;
  /** Whether the run around this one was asked to stop. */
  stopAsked?(): boolean;
  /** What the run prints goes to standard error, so that standard output stays free. */
  quiet?: boolean;
}
