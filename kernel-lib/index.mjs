// One copy of the library for both module systems: the current run is a state of the process.
export {
  currentRun,
  diffRuns,
  getRun,
  latestRun,
  log,
  readRun,
  Rerun,
  rerun,
  Run,
  run,
  RunHandle,
  runs,
  RunStopped,
  TrialbookError,
  whatChanged
} from './dist/index.js';
