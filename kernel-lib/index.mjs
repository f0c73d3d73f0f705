// One copy of the library for both module systems: the current run is a state of the process.
export {
  currentRun,
  latestRun,
  log,
  readRun,
  Run,
  run,
  RunStopped,
  TrialbookError
} from './dist/index.js';
