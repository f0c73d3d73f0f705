/**
 * Finds the scalars in one Event message.
 * https://github.com/tensorflow/tensorflow/blob/master/tensorflow/core/util/event.proto
 */
import { ProtoReader } from './proto';
import { TagTable } from './tag-table';
import type { TagEntry, TagKind } from './tag-table';
import { ScalarTensor } from './tensor';

/** Takes one point. `wallTime` in seconds since 1970. */
export type ScalarSink = (
  tag: string,
  step: number,
  value: number,
  wallTime: number
) => void;

const WALL_TIME = (1 << 3) | 1;
const STEP = 2 << 3;
const SUMMARY = (5 << 3) | 2;
const VALUE = (1 << 3) | 2;
const TAG = (1 << 3) | 2;
const SIMPLE_VALUE = (2 << 3) | 5;
const TENSOR = (8 << 3) | 2;
const METADATA = (9 << 3) | 2;
const PLUGIN_DATA = (1 << 3) | 2;
const PLUGIN_NAME = (1 << 3) | 2;
const DATA_CLASS = 4 << 3;
const DATA_CLASS_SCALAR = 1;
const SCALARS = new TextEncoder().encode('scalars');

/** Reads events; remembers from one to the next which tags are scalars. */
export class EventParser {
  #proto = new ProtoReader();
  #tags = new TagTable();
  #tensor = new ScalarTensor();
  #step = 0;
  #wallTime = 0;

  /** The bytes that later events lie in. */
  setBytes(bytes: Uint8Array): void {
    this.#proto.setBytes(bytes);
  }

  /**
   * Hands the scalars of the event from `start` to `end` to `sink`. Returns how many there were, or -1 when the event is
   * malformed; scalars found before the damage have been handed over.
   */
  read(start: number, end: number, sink: ScalarSink): number {
    const proto = this.#proto;
    let summaries = 0;
    let from = 0;
    let to = 0;
    this.#step = 0;
    this.#wallTime = 0;
    proto.bad = false;
    proto.open(start, end);
    while (proto.at < end) {
      const key = proto.varint();
      if (key === WALL_TIME) {
        this.#wallTime = proto.double();
      } else if (key === STEP) {
        this.#step = proto.varint();
      } else if (key === SUMMARY) {
        const length = proto.length();
        from = proto.at;
        proto.at += length;
        to = proto.at;
        summaries++;
      } else {
        proto.skip(key);
      }
    }
    let count = 0;
    if (!proto.bad) {
      count =
        summaries > 1
          ? this.#summaries(start, end, sink)
          : this.#summary(from, to, sink);
    }
    return proto.bad ? -1 : count;
  }

  /** A field of messages may come in several pieces; their values add up. */
  #summaries(start: number, end: number, sink: ScalarSink): number {
    const proto = this.#proto;
    let count = 0;
    proto.open(start, end);
    while (proto.at < end) {
      const key = proto.varint();
      if (key === SUMMARY) {
        const to = proto.length() + proto.at;
        count += this.#summary(proto.at, to, sink);
        proto.open(to, end);
      } else {
        proto.skip(key);
      }
    }
    return count;
  }

  #summary(start: number, end: number, sink: ScalarSink): number {
    const proto = this.#proto;
    let count = 0;
    proto.open(start, end);
    while (proto.at < end) {
      const key = proto.varint();
      if (key === VALUE) {
        const to = proto.length() + proto.at;
        count += this.#value(proto.at, to, sink) ? 1 : 0;
        proto.open(to, end);
      } else {
        proto.skip(key);
      }
    }
    return count;
  }

  #value(start: number, end: number, sink: ScalarSink): boolean {
    const proto = this.#proto;
    let tagStart = start;
    let tagEnd = start;
    let tensorStart = -1;
    let tensorEnd = -1;
    let metadataStart = -1;
    let metadataEnd = -1;
    let simple = false;
    let value = 0;
    proto.open(start, end);
    while (proto.at < end) {
      const key = proto.varint();
      if (key === SIMPLE_VALUE) {
        simple = true;
        value = proto.float();
      } else if (key === TAG) {
        const length = proto.length();
        tagStart = proto.at;
        tagEnd = proto.at += length;
      } else if (key === TENSOR) {
        const length = proto.length();
        tensorStart = proto.at;
        tensorEnd = proto.at += length;
      } else if (key === METADATA) {
        const length = proto.length();
        metadataStart = proto.at;
        metadataEnd = proto.at += length;
      } else {
        proto.skip(key);
      }
    }
    if (proto.bad) {
      return false;
    }
    const entry = this.#tags.find(proto.bytes, tagStart, tagEnd);
    const kind =
      metadataStart >= 0
        ? this.#metadata(entry, metadataStart, metadataEnd)
        : entry.kind;
    if (!simple) {
      const tensor = this.#tensor;
      if (tensorStart < 0 || kind === 'other') {
        return false;
      }
      tensor.read(proto, tensorStart, tensorEnd);
      if (!tensor.found || (kind === 'unknown' && !tensor.floating)) {
        return false;
      }
      value = tensor.value;
    }
    sink(entry.tag, this.#step, value, this.#wallTime);
    return true;
  }

  /**
   * Only the first record of a tag needs metadata; it holds for all that follow. Where a tag holds scalars and something
   * else, what is else says so itself.
   */
  #metadata(entry: TagEntry, start: number, end: number): TagKind {
    const proto = this.#proto;
    let scalar = false;
    let named = false;
    proto.open(start, end);
    while (proto.at < end) {
      const key = proto.varint();
      if (key === PLUGIN_DATA) {
        const to = proto.length() + proto.at;
        proto.end = to;
        while (proto.at < to) {
          const inner = proto.varint();
          if (inner === PLUGIN_NAME) {
            const length = proto.length();
            named = length > 0;
            scalar = this.#isScalars(proto.at, length) || scalar;
            proto.at += length;
          } else {
            proto.skip(inner);
          }
        }
        proto.open(to, end);
      } else if (key === DATA_CLASS) {
        scalar = proto.varint() === DATA_CLASS_SCALAR || scalar;
      } else {
        proto.skip(key);
      }
    }
    if (scalar) {
      entry.kind = 'scalar';
    } else if (named && entry.kind === 'unknown') {
      entry.kind = 'other';
    }
    return named && !scalar ? 'other' : entry.kind;
  }

  #isScalars(at: number, length: number): boolean {
    const bytes = this.#proto.bytes;
    return (
      length === SCALARS.length &&
      SCALARS.every((byte, index) => bytes[at + index] === byte)
    );
  }
}
