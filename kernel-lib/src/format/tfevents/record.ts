/**
 * TFRecord framing: length (8 bytes, little endian), masked CRC of the length (4), data, masked CRC of the data (4).
 * https://www.tensorflow.org/tutorials/load_data/tfrecord#tfrecords_format_details
 */
import { maskedCrc32c } from './crc32c';

/** Bytes before the data of a record. */
export const RECORD_HEAD = 12;

/** Bytes that a record has beside its data. */
export const RECORD_FRAME = 16;

const scratch = new Uint8Array(8);
const scratchView = new DataView(scratch.buffer);
const known = new Uint32Array(1024);

/** Masked CRC of a record's length, given in two halves. Small lengths come from a table: most records are alike. */
export function lengthCrc(low: number, high: number): number {
  const small = high === 0 && low < known.length;
  if (small && known[low] !== 0) {
    return known[low];
  }
  scratchView.setUint32(0, low, true);
  scratchView.setUint32(4, high, true);
  const crc = maskedCrc32c(scratch);
  if (small) {
    known[low] = crc;
  }
  return crc;
}

/** Writes length and CRC of the length at `offset`. */
export function putRecordHead(
  view: DataView,
  offset: number,
  length: number
): void {
  view.setUint32(offset, length, true);
  view.setUint32(offset + 4, 0, true);
  view.setUint32(offset + 8, lengthCrc(length, 0), true);
}

/** A whole record around `data`. */
export function frameRecord(data: Uint8Array): Uint8Array {
  const record = new Uint8Array(data.length + RECORD_FRAME);
  const view = new DataView(record.buffer);
  putRecordHead(view, 0, data.length);
  record.set(data, RECORD_HEAD);
  view.setUint32(RECORD_HEAD + data.length, maskedCrc32c(data), true);
  return record;
}

/** Whether a record's head stands at `offset`; 12 bytes must be there. */
export function isRecordHead(view: DataView, offset: number): boolean {
  const low = view.getUint32(offset, true);
  const high = view.getUint32(offset + 4, true);
  return view.getUint32(offset + 8, true) === lengthCrc(low, high);
}
