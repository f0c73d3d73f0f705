export * from './entries';
export { queueEntryOf } from './read-entry';
export {
  QueueFold,
  waitsAtLauncher,
  type Batch,
  type Job,
  type JobCounts,
  type JobState
} from './fold';
export { jobsToRetry } from './to-retry';
