/**
 * Encodes images, texts and histograms as TensorBoard 2 writes them: tensors under the plugins `images`, `text` and
 * `histograms`. Each record carries its metadata, so that one record alone can be read.
 */
import type { HistogramBucket } from './histogram';
import { ProtoWriter } from './proto';
import { frameRecord } from './record';

const DT_DOUBLE = 2;
const DT_STRING = 7;
const DATA_CLASS_TENSOR = 2;
const DATA_CLASS_BLOB_SEQUENCE = 3;

/** Where a record stands. */
export interface MediaPlace {
  tag: string;
  step: number;
  /** Seconds since 1970. */
  wallTime: number;
}

/** A record with one encoded image, PNG or JPEG. */
export function imageRecord(
  place: MediaPlace,
  image: { width: number; height: number; bytes: Uint8Array }
): Uint8Array {
  return record(place, 'images', DATA_CLASS_BLOB_SEQUENCE, tensor =>
    shape(tensor.varint(1, DT_STRING), [3])
      .string(8, String(image.width))
      .string(8, String(image.height))
      .bytes(8, image.bytes)
  );
}

/** A record with a text. */
export function textRecord(place: MediaPlace, text: string): Uint8Array {
  return record(place, 'text', DATA_CLASS_TENSOR, tensor =>
    shape(tensor.varint(1, DT_STRING), []).string(8, text)
  );
}

/** A record with a histogram. */
export function histogramRecord(
  place: MediaPlace,
  buckets: readonly HistogramBucket[]
): Uint8Array {
  const content = new Uint8Array(buckets.length * 24);
  const view = new DataView(content.buffer);
  for (const [at, { left, right, count }] of buckets.entries()) {
    view.setFloat64(at * 24, left, true);
    view.setFloat64(at * 24 + 8, right, true);
    view.setFloat64(at * 24 + 16, count, true);
  }
  return record(place, 'histograms', DATA_CLASS_TENSOR, tensor =>
    shape(tensor.varint(1, DT_DOUBLE), [buckets.length, 3]).bytes(4, content)
  );
}

function record(
  { tag, step, wallTime }: MediaPlace,
  plugin: string,
  dataClass: number,
  tensor: (message: ProtoWriter) => unknown
): Uint8Array {
  return frameRecord(
    new ProtoWriter()
      .double(1, wallTime)
      .int64(2, step)
      .message(5, summary =>
        summary.message(1, value =>
          value
            .string(1, tag)
            .message(8, tensor)
            .message(9, metadata =>
              metadata
                .message(1, data => data.string(1, plugin))
                .varint(4, dataClass)
            )
        )
      )
      .finish()
  );
}

function shape(tensor: ProtoWriter, lengths: readonly number[]): ProtoWriter {
  return tensor.message(2, shaped => {
    for (const length of lengths) {
      shaped.message(2, dimension => dimension.varint(1, length));
    }
  });
}
