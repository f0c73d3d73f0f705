/**
 * Trialbook: `await run(train, { lr: 0.05 })` makes a tracked run of any function.
 * Importing it in a notebook extends the kernel, so that the cells executed from then on are recorded.
 * @module trialbook
 */
import { detectKernel } from './notebook';
import { setKernel } from './run/current-kernel';

setKernel(detectKernel());

export {
  run,
  log,
  logHistogram,
  logImage,
  logTable,
  logText,
  currentRun,
  getRun,
  runs,
  Run
} from './run';
export type {
  RunOptions,
  RunsOptions,
  FlagRule,
  FlagRules,
  FlagSchema,
  Flags,
  LogArguments,
  LoggedImage,
  LoggedNumbers,
  LoggedRows,
  OutputPattern,
  OutputPatternMap,
  OutputScalarsConfig,
  Params,
  Returned
} from './run';
export { checkpointDir, shouldStop } from './run/attempt';
export { latestRun } from './recorded/select';
export { readRun } from './recorded/read-run';
export type { RecordedRun } from './recorded/read-run';
export { RunHandle } from './recorded/run-handle';
export type { FilesOptions, RunFile } from './recorded/run-files';
export type { Scalars } from './recorded/read-scalars';
export type { RunRow, RunTable } from './recorded/table/run-table';
export type { CellValue } from './recorded/table/cell';
export type { SortOrder } from './recorded/table/sort';
export type { Displayable, OutputBundle } from './recorded/displayable';
export type { ListedRun } from './recorded/catalogue';
export type { RunPlace } from './recorded/change';
export { diffRuns, whatChanged } from './recorded/diff-runs';
export type { DiffOptions, WhatChanged } from './recorded/diff-runs';
export type { RunDiff } from './format/diff/run-diff';
export { rerun, Rerun } from './notebook/rerun';
export type { RerunOptions } from './notebook/rerun';
export { slice, Slice } from './notebook/slice';
export type {
  SliceCell,
  SliceImport,
  SliceModule,
  SlicePackage,
  SliceParts
} from './notebook/slice';
export { changeLabel } from './recorded/change-label';
export type { LabelChange } from './recorded/change-label';
export { deleteRun, purgeRun, restoreRun } from './recorded/trash';
export { requestStop, waitForEnd } from './recorded/stop';
export type { WaitOptions } from './recorded/stop';
export { followOutput } from './recorded/follow-output';
export type { FollowOptions } from './recorded/follow-output';
export { RunWatcher } from './recorded/watch-runs';
export type { WatchedRun, WatchOptions } from './recorded/watch-runs';
export { checkHome } from './recorded/check';
export type { CheckOptions, HomeCheck, HomeProblem } from './recorded/check';
export { explainHome } from './store/find-home';
export type {
  HomeOptions,
  HomePlace,
  HomeReason,
  HomeStep
} from './store/find-home';
export { TrialbookError, RunStopped } from './errors';
export type { TrialbookErrorCode } from './errors';
export { importRuns } from './recorded/import';
export type { ImportOptions, ImportResult } from './recorded/import';
export { exportArchive, importArchive } from './recorded/archive';
export type { ImportArchiveOptions } from './recorded/archive';
export type { ArchiveLimits } from './store/archive';
export { exportScalars } from './recorded/points';
export { copyRuns } from './recorded/copy-runs';
export type { CopyResult } from './recorded/copy-runs';
export { startTensorBoard } from './recorded/tensorboard/start';
export type {
  StartedTensorBoard,
  TensorBoardOptions
} from './recorded/tensorboard/start';
export { listRuns } from './recorded/catalogue';
export type { ListOptions } from './recorded/catalogue';
export {
  always,
  changedDefaults,
  changedDefaultsText,
  config,
  configFrom,
  constant,
  dependenciesOf,
  describeConfigs,
  functionOf,
  identityOf,
  isSealed,
  meta,
  optionsOf,
  optionsText,
  outputOf,
  parseOptions,
  path,
  planOrder,
  readExperiment,
  runParams,
  seal,
  skippedDefaults,
  tag,
  tags,
  tagsPath,
  task,
  withTags
} from './plan';
export type {
  ChangedDefault,
  Combination,
  Config,
  ConfigMaker,
  ConfigOption,
  ConfigOptions,
  ConfigType,
  ExperimentFile,
  ExperimentSource,
  Field,
  Given,
  GivenArgument,
  GivenValues,
  Gives,
  IdentityOptions,
  OptionalNames,
  OrOutput,
  Output,
  ParamSchema,
  ReadExperimentOptions,
  Role,
  RoleField,
  RunValues,
  Shape,
  TagValue,
  Tagged,
  TaskCall,
  TaskFunction,
  TaskMaker,
  Values
} from './plan';
export {
  parseRequirement,
  RequirementError,
  requirementText
} from './plan/requirements';
export type {
  Accelerator,
  AcceleratorKind,
  Requirement
} from './plan/requirements';
export { loguniform, range, uniform, when } from './plan/sweep';
export type {
  Conditional,
  Distribution,
  Space,
  TrialOptions
} from './plan/sweep';
export type { BatchLauncher, TokenNeed } from './format/queue';
export { findLauncher } from './work/hosts/find-launcher';
export type {
  FindLauncherOptions,
  LauncherChoice,
  ProcessLauncher
} from './work/hosts/find-launcher';
export { holdAll, token } from './work/tokens/token';
export type { HoldOptions, Token, TokenOptions } from './work/tokens/token';
export type { HeldPermits } from './work/tokens/permits';
export { Examiner, latestLog } from './work/mlrunner/examiner';
export type { Exam, ExamParser } from './work/mlrunner/examiner';
export type { ValueTable } from './recorded/table/value-table';
export type { AggregateOptions } from './recorded/table/aggregate';
export { ensureSupervisor } from './work/supervisor/ensure';
export { sweep } from './work/sweep/sweep';
export { Sweep, type SweepFailure } from './work/sweep/result';
export type {
  Choices,
  OptimizerOptions,
  SpaceOf,
  SweepOptions
} from './work/sweep/options';
export { experiment } from './work/experiment/experiment';
export { Experiment } from './work/experiment/result';
export { ExperimentFailed } from './work/experiment/failed';
export type { TaskOutcome } from './work/experiment/task-outcome';
export type {
  ExperimentPlan,
  ProgressListener
} from './work/experiment/experiment-plan';
export {
  readExperimentFile,
  runExperimentFile
} from './work/experiment/run-file';
export type {
  PlanBody,
  PlanCombination,
  RunFileOptions
} from './work/experiment/run-file';
export type { ExperimentProgress } from './work/experiment/plan-jobs';
export type { OutcomeListener } from './work/experiment/listeners';
export type {
  ExperimentOptions,
  SubmitOptions
} from './work/experiment/options';
