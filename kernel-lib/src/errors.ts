/** Stable codes of the errors this package throws. */
export type TrialbookErrorCode =
  | 'ARCHIVE'
  | 'BAD_EXPERIMENT'
  | 'BAD_FILTER'
  | 'BAD_FLAGS'
  | 'BAD_OPTION'
  | 'BAD_HOSTS'
  | 'BAD_PARAMETERS'
  | 'BAD_REQUIREMENT'
  | 'CYCLE'
  | 'EXPERIMENT_FAILED'
  | 'EXPERIMENT_RUNNING'
  | 'FUNCTION_UNREADABLE'
  | 'HOME_NOT_WRITABLE'
  | 'IMPORT'
  | 'NOT_SLICEABLE'
  | 'NOT_STAGED'
  | 'NO_IDENTITY'
  | 'NO_LAUNCHER'
  | 'NO_RUN'
  | 'NOT_CONFIRMED'
  | 'NOT_OPENED'
  | 'OPTUNA'
  | 'OUTSIDE_HOME'
  | 'RUN_ENDED'
  | 'RUN_NOT_FOUND'
  | 'RUN_EXISTS'
  | 'RUN_RUNNING'
  | 'FILE_EXISTS'
  | 'FILE_NOT_FOUND'
  | 'RUN_AMBIGUOUS'
  | 'RERUN_FAILED'
  | 'RERUN_UNTRUSTED'
  | 'BAD_PROJECT'
  | 'BAD_SPACE'
  | 'CODE'
  | 'COMMAND_FAILED'
  | 'COMMAND_NOT_FOUND'
  | 'NOTEBOOK'
  | 'REQUIREMENT'
  | 'SEALED'
  | 'UNKNOWN_OPERATION'
  | 'STOPPED'
  | 'TENSORBOARD'
  | 'KERNEL_INSTALL'
  | 'JOB_AMBIGUOUS'
  | 'JOB_NOT_FOUND'
  | 'USAGE';

/** An error of Trialbook itself: `code` is stable, the message says what is wrong and how to mend it. */
export class TrialbookError extends Error {
  constructor(
    readonly code: TrialbookErrorCode,
    message: string,
    options?: ErrorOptions
  ) {
    super(message, options);
    this.name = 'TrialbookError';
  }
}

/**
 * Thrown by `log()` inside a run that was asked to stop; `run()` rejects with it.
 * Let it pass: the run then ends as terminated.
 */
export class RunStopped extends TrialbookError {
  constructor(message = 'The run was stopped on request.') {
    super('STOPPED', message);
    this.name = 'RunStopped';
  }
}
