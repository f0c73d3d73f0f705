/**
 * Encodes records of a TensorBoard event file. Scalars are written as TensorBoard 2 writes them: a float tensor of rank 0
 * under the plugin `scalars`. The same tensor holds the value as a double too, in a field that readers of float tensors
 * pass over: TensorBoard's data server shows no double tensors at all, and reruns are compared by exact values.
 * See `docs/run-format.md`, "Scalars".
 */
import type { RecordedStatus } from '../journal';
import type { RecordedFlags } from '../values';
import { maskedCrc32c } from './crc32c';
import { sessionEndData, sessionStartData } from './hparams';
import { ProtoWriter, putVarint, varintSize } from './proto';
import {
  RECORD_FRAME,
  RECORD_HEAD,
  frameRecord,
  putRecordHead
} from './record';

/** First record of every event file. */
export const FILE_VERSION = 'brain.Event:2';

/** SummaryMetadata { plugin_data { plugin_name: "scalars" } data_class: DATA_CLASS_SCALAR }, as field 9 of a value. */
const METADATA = new ProtoWriter()
  .message(9, meta =>
    meta.message(1, data => data.string(1, 'scalars')).varint(4, 1)
  )
  .finish();

/** Key and length of `tensor`; DT_FLOAT, empty shape, key and length of `float_val`. The value follows. */
const TENSOR_HEAD = Uint8Array.of(0x42, 20, 0x08, 1, 0x12, 0, 0x2a, 4);

/** `float_val`, then `double_val` with its key and length. */
const VALUES_SIZE = 4 + 2 + 8;

/** Bytes of the key and value of `wall_time`. */
const WALL_SIZE = 9;

/** Most bytes that the key and value of `step` take. */
const STEP_LIMIT = 11;

const TWO_32 = 4294967296;

/** Everything of a scalar record from the key of `summary` up to its value. */
function encodeTemplate(tag: Uint8Array, behind: number): Uint8Array {
  const name = new ProtoWriter().bytes(1, tag).finish();
  const value = name.length + TENSOR_HEAD.length + VALUES_SIZE + behind;
  const summary = 1 + varintSize(value, 0) + value;
  const template = new Uint8Array(
    summary - behind - VALUES_SIZE + 1 + varintSize(summary, 0)
  );
  template[0] = 0x2a;
  let at = putVarint(template, 1, summary);
  template[at++] = 0x0a;
  at = putVarint(template, at, value);
  template.set(name, at);
  template.set(TENSOR_HEAD, at + name.length);
  return template;
}

/** One event file's encoder; make a new one for each file. Tags it has seen take memory, points do not. */
export class EventEncoder {
  /** First record of the file. `wallTime` in seconds since 1970, here and below. */
  header(wallTime: number): Uint8Array {
    return frameRecord(
      new ProtoWriter().double(1, wallTime).string(3, FILE_VERSION).finish()
    );
  }

  /**
   * Writes one point into `target` at `offset` and returns the offset behind it, or -1 when there is not enough room; then
   * nothing is written. Steps are 64-bit integers, exact up to 2^53; a fraction is cut off, what is not finite counts as 0.
   * The first point of a tag carries the metadata by which TensorBoard knows it as a scalar.
   */
  scalar(
    target: Uint8Array,
    offset: number,
    tag: string,
    value: number,
    step: number,
    wallTime: number
  ): number {
    const id = this.#ids.get(tag) ?? this.#add(tag);
    const templates = this.#templates;
    const start = this.#starts[id];
    const size = this.#sizes[id];
    const first = this.#fresh[id] === 1;
    // ToUint32 takes negative numbers modulo 2^32, as two's complement wants them.
    const low = step >>> 0;
    const high =
      step >= 0 && step < TWO_32
        ? 0
        : Math.floor(Math.trunc(step) / TWO_32) >>> 0;
    const stepSize = (low | high) === 0 ? 0 : 1 + varintSize(low, high);
    const length =
      WALL_SIZE + stepSize + size + VALUES_SIZE + (first ? METADATA.length : 0);
    if (offset + length + RECORD_FRAME > target.length) {
      return -1;
    }
    const view = this.#viewOf(target);
    putRecordHead(view, offset, length);
    const data = offset + RECORD_HEAD;
    target[data] = 0x09;
    view.setFloat64(data + 1, wallTime, true);
    let at = data + WALL_SIZE;
    if (stepSize !== 0) {
      target[at] = 0x10;
      at = putVarint(target, at + 1, low, high);
    }
    for (let from = start, end = start + size; from < end; from++) {
      target[at++] = templates[from];
    }
    view.setFloat32(at, value, true);
    target[at + 4] = 0x32;
    target[at + 5] = 8;
    view.setFloat64(at + 6, value, true);
    at += VALUES_SIZE;
    if (first) {
      target.set(METADATA, at);
      at += METADATA.length;
      this.#settle(id, tag);
    }
    view.setUint32(at, maskedCrc32c(target, data, at), true);
    return at + 4;
  }

  /** Most bytes that the next point of `tag` can take. */
  recordSize(tag: string): number {
    const id = this.#ids.get(tag) ?? this.#add(tag);
    const behind = this.#fresh[id] === 1 ? METADATA.length : 0;
    return (
      RECORD_FRAME +
      WALL_SIZE +
      STEP_LIMIT +
      this.#sizes[id] +
      VALUES_SIZE +
      behind
    );
  }

  /**
   * The flags, for TensorBoard's HParams tab: numbers as numbers, booleans as booleans, all else as text. Written once,
   * before the first point. The tab finds flags and metrics by itself from the runs that have such a record.
   */
  hparams(
    flags: RecordedFlags,
    groupName: string,
    wallTime: number
  ): Uint8Array {
    return frameRecord(sessionStartData(flags, groupName, wallTime));
  }

  /** How the run ended, for the HParams tab. Written once, after the last point. */
  sessionEnd(status: RecordedStatus, wallTime: number): Uint8Array {
    return frameRecord(sessionEndData(status, wallTime));
  }

  #ids = new Map<string, number>();
  /** Templates of all tags, one behind the other: an array each would take ten times the memory. */
  #templates = new Uint8Array(1024);
  #used = 0;
  #starts: number[] = [];
  #sizes: number[] = [];
  /** 1 as long as a tag has no point. */
  #fresh: number[] = [];
  #target: Uint8Array = new Uint8Array(0);
  #view: DataView = new DataView(this.#target.buffer);
  #encoder = new TextEncoder();

  #add(tag: string): number {
    const template = encodeTemplate(this.#encoder.encode(tag), METADATA.length);
    if (this.#used + template.length > this.#templates.length) {
      const grown = new Uint8Array(
        Math.max(this.#used + template.length, this.#templates.length * 2)
      );
      grown.set(this.#templates);
      this.#templates = grown;
    }
    const id = this.#starts.length;
    this.#templates.set(template, this.#used);
    this.#starts.push(this.#used);
    this.#sizes.push(template.length);
    this.#fresh.push(1);
    this.#used += template.length;
    this.#ids.set(tag, id);
    return id;
  }

  /** The points after the first have a template of their own; it is never longer, so it takes the place of the first. */
  #settle(id: number, tag: string): void {
    const template = encodeTemplate(this.#encoder.encode(tag), 0);
    this.#templates.set(template, this.#starts[id]);
    this.#sizes[id] = template.length;
    this.#fresh[id] = 0;
  }

  #viewOf(target: Uint8Array): DataView {
    if (target !== this.#target) {
      this.#target = target;
      this.#view = new DataView(
        target.buffer,
        target.byteOffset,
        target.byteLength
      );
    }
    return this.#view;
  }
}
