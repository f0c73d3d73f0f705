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
