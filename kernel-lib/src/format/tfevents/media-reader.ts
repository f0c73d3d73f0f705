/**
 * Images, texts and histograms of event files, as TensorBoard 2 writes them (tensors), and as TensorFlow 1, tensorboardX
 * and PyTorch do (messages of their own).
 */
import type { HistogramBucket } from './histogram';
import { ProtoReader } from './proto';

interface Placed {
  tag: string;
  step: number;
  /** Seconds since 1970. */
  wallTime: number;
}

/** One or more encoded images of one step, of any format. The bytes are views of what was read. */
export interface MediaImage extends Placed {
  kind: 'image';
  images: Uint8Array[];
}

export interface MediaText extends Placed {
  kind: 'text';
  /** The texts of a tensor in their order, each on a line of its own. */
  text: string;
}

export interface MediaHistogram extends Placed {
  kind: 'histogram';
  buckets: HistogramBucket[];
}

/** Something other than a scalar that was logged at a step. */
export type Media = MediaImage | MediaText | MediaHistogram;

export type MediaKind = Media['kind'];

/** Bounds of what is read of one record. */
const IMAGE_LIMIT = 16;
const TEXT_LIMIT = 1000;
const BUCKET_LIMIT = 2000;

const PLUGINS: ReadonlyMap<string, MediaKind> = new Map([
  ['images', 'image'],
  ['text', 'text'],
  ['histograms', 'histogram']
]);

const DT_FLOAT = 1;
const DT_DOUBLE = 2;
const DT_STRING = 7;

/** Keys (field number and wire type). */
const bytesKey = (field: number) => (field << 3) | 2;

const decoder = new TextDecoder();

/** Reads the events of one file; remembers which tag is of which kind, which writers need not repeat. */
export class MediaParser {
  readonly #kinds: Map<string, MediaKind>;

  /** @param kinds kinds by tag that are known from records before. */
  constructor(kinds: Iterable<readonly [string, MediaKind]> = []) {
    this.#kinds = new Map(kinds);
  }

  /** The media of one event, none when it has none or is malformed. */
  read(event: Uint8Array): Media[] {
    const found: Media[] = [];
    const proto = new ProtoReader();
    proto.setBytes(event);
    proto.open(0, event.length);
    let step = 0;
    let wallTime = 0;
    const summaries: Range[] = [];
    while (proto.at < proto.end) {
      const key = proto.varint();
      if (key === ((1 << 3) | 1)) {
        wallTime = proto.double();
      } else if (key === 2 << 3) {
        step = proto.varint();
      } else if (key === bytesKey(5)) {
        summaries.push(range(proto));
      } else {
        proto.skip(key);
      }
    }
    if (proto.bad) {
      return [];
    }
    for (const summary of summaries) {
      for (const value of fields(event, summary, 1)) {
        const media = this.#value(event, value);
        if (media) {
          found.push({ ...media, step, wallTime });
        }
      }
    }
    return found;
  }

  #value(event: Uint8Array, place: Range): Unplaced | undefined {
    const value = messageOf(event, place);
    if (!value) {
      return undefined;
    }
    const tag = decoder.decode(slice(event, value.get(1)?.at(-1)));
    const plugin = pluginOf(event, value.get(9)?.at(-1));
    const kind = PLUGINS.get(plugin) ?? this.#kinds.get(tag);
    const image = value.get(4)?.at(-1);
    const histogram = value.get(5)?.at(-1);
    if (image) {
      return { kind: 'image', tag, images: oldImage(event, image) };
    }
    if (histogram) {
      return {
        kind: 'histogram',
        tag,
        buckets: oldHistogram(event, histogram)
      };
    }
    const tensor = value.get(8)?.at(-1);
    if (kind === undefined || !tensor) {
      return undefined;
    }
    this.#kinds.set(tag, kind);
    return fromTensor(event, tensor, tag, kind);
  }
}

type Unplaced =
  | Omit<MediaImage, 'step' | 'wallTime'>
  | Omit<MediaText, 'step' | 'wallTime'>
  | Omit<MediaHistogram, 'step' | 'wallTime'>;

interface Range {
  start: number;
  end: number;
}

function fromTensor(
  event: Uint8Array,
  tensor: Range,
  tag: string,
  kind: MediaKind
): Unplaced | undefined {
  const texts = fields(event, tensor, 8);
  switch (kind) {
    case 'image':
      // Width and height come first; the images say both themselves.
      return {
        kind,
        tag,
        images: texts.slice(2, 2 + IMAGE_LIMIT).map(text => slice(event, text))
      };
    case 'text':
      return typeOf(event, tensor) === DT_STRING
        ? {
            kind,
            tag,
            text: texts
              .slice(0, TEXT_LIMIT)
              .map(text => decoder.decode(slice(event, text)))
              .join('\n')
          }
        : undefined;
    case 'histogram':
      return { kind, tag, buckets: bucketsOf(tensorNumbers(event, tensor)) };
  }
}

function bucketsOf(numbers: readonly number[]): HistogramBucket[] {
  const buckets: HistogramBucket[] = [];
  for (let at = 0; at + 2 < numbers.length; at += 3) {
    buckets.push({
      left: numbers[at],
      right: numbers[at + 1],
      count: numbers[at + 2]
    });
  }
  return buckets.filter(isBucket);
}

/** TensorFlow 1: upper edges and counts; the first bucket reaches down to the least value. */
function oldHistogram(event: Uint8Array, place: Range): HistogramBucket[] {
  const min = doubles(event, place, 1)[0] ?? 0;
  const max = doubles(event, place, 2)[0] ?? 0;
  const edges = doubles(event, place, 6);
  const counts = doubles(event, place, 7);
  const buckets: HistogramBucket[] = [];
  let left = min;
  for (const [at, edge] of edges.entries()) {
    const right = Math.min(edge, max);
    if (right >= left && (counts[at] ?? 0) > 0) {
      buckets.push({ left, right, count: counts[at] });
    }
    left = Math.max(left, right);
  }
  return buckets.filter(isBucket);
}

function isBucket({ left, right, count }: HistogramBucket): boolean {
  return (
    Number.isFinite(left) &&
    Number.isFinite(right) &&
    Number.isFinite(count) &&
    right >= left &&
    count >= 0
  );
}

function oldImage(event: Uint8Array, place: Range): Uint8Array[] {
  return fields(event, place, 4)
    .slice(0, 1)
    .map(encoded => slice(event, encoded));
}

function pluginOf(event: Uint8Array, metadata: Range | undefined): string {
  const data = metadata && fields(event, metadata, 1).at(-1);
  const name = data && fields(event, data, 1).at(-1);
  return name ? decoder.decode(slice(event, name)) : '';
}

function typeOf(event: Uint8Array, tensor: Range): number {
  const proto = readerOf(event, tensor);
  let type = 0;
  while (proto.at < proto.end) {
    const key = proto.varint();
    if (key === 8) {
      type = proto.varint();
    } else {
      proto.skip(key);
    }
  }
  return type;
}

function tensorNumbers(event: Uint8Array, tensor: Range): number[] {
  const type = typeOf(event, tensor);
  const content = fields(event, tensor, 4).at(-1);
  if (!content) {
    return type === DT_DOUBLE
      ? doubles(event, tensor, 6)
      : floats(event, tensor);
  }
  const size = type === DT_DOUBLE ? 8 : type === DT_FLOAT ? 4 : 0;
  return size === 0 ? [] : numbersOf(event, content, size);
}

/** A field of doubles, packed or not. */
function doubles(event: Uint8Array, place: Range, field: number): number[] {
  const packed = fields(event, place, field);
  if (packed.length > 0) {
    return packed.flatMap(inner => numbersOf(event, inner, 8));
  }
  return singles(event, place, (field << 3) | 1, proto => proto.double());
}

function floats(event: Uint8Array, place: Range): number[] {
  const packed = fields(event, place, 5);
  if (packed.length > 0) {
    return packed.flatMap(inner => numbersOf(event, inner, 4));
  }
  return singles(event, place, (5 << 3) | 5, proto => proto.float());
}

function singles(
  event: Uint8Array,
  place: Range,
  wanted: number,
  take: (proto: ProtoReader) => number
): number[] {
  const numbers: number[] = [];
  const proto = readerOf(event, place);
  while (proto.at < proto.end && numbers.length < BUCKET_LIMIT * 3) {
    const key = proto.varint();
    if (key === wanted) {
      numbers.push(take(proto));
    } else {
      proto.skip(key);
    }
  }
  return proto.bad ? [] : numbers;
}

function numbersOf(
  event: Uint8Array,
  { start, end }: Range,
  size: 4 | 8
): number[] {
  const view = new DataView(event.buffer, event.byteOffset, event.byteLength);
  const numbers: number[] = [];
  const limit = Math.min(end, start + BUCKET_LIMIT * 3 * size);
  for (let at = start; at + size <= limit; at += size) {
    numbers.push(
      size === 8 ? view.getFloat64(at, true) : view.getFloat32(at, true)
    );
  }
  return numbers;
}

/** Where the fields of bytes lie, by field; nothing when the message is malformed. */
function messageOf(
  event: Uint8Array,
  place: Range
): Map<number, Range[]> | undefined {
  const found = new Map<number, Range[]>();
  const proto = readerOf(event, place);
  while (proto.at < proto.end) {
    const key = proto.varint();
    if ((key & 7) === 2) {
      const list = found.get(key >>> 3) ?? [];
      list.push(range(proto));
      found.set(key >>> 3, list);
    } else {
      proto.skip(key);
    }
  }
  return proto.bad ? undefined : found;
}

function fields(event: Uint8Array, place: Range, field: number): Range[] {
  return messageOf(event, place)?.get(field) ?? [];
}

function readerOf(event: Uint8Array, { start, end }: Range): ProtoReader {
  const proto = new ProtoReader();
  proto.setBytes(event);
  proto.open(start, end);
  return proto;
}

/** The bytes of the field that begins here; the reader stands behind it. */
function range(proto: ProtoReader): Range {
  const length = proto.length();
  const start = proto.at;
  proto.at += length;
  return { start, end: start + length };
}

function slice(event: Uint8Array, place: Range | undefined): Uint8Array {
  return place ? event.subarray(place.start, place.end) : new Uint8Array(0);
}
