/** TensorBoard event files: encode and decode. See `docs/run-format.md`, "Scalars". */
export { crc32c, maskedCrc32c } from './crc32c';
export { EventEncoder, FILE_VERSION } from './event-writer';
export { EventReader, RECORD_LIMIT } from './event-reader';
export type {
  EventProblem,
  EventProblemReason,
  EventSink
} from './event-reader';
export type { ScalarSink } from './event-parser';
export { PROBLEM_LIMIT, ScalarTable } from './series';
export type { Series, TableProblem } from './series';
export {
  HISTOGRAM_BUCKETS,
  histogramOf,
  type HistogramBucket
} from './histogram';
export {
  histogramRecord,
  imageRecord,
  textRecord,
  type MediaPlace
} from './media-writer';
export {
  MediaParser,
  type Media,
  type MediaHistogram,
  type MediaImage,
  type MediaKind,
  type MediaText
} from './media-reader';
