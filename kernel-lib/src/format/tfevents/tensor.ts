/**
 * Numbers out of TensorProto messages that hold exactly one.
 * https://github.com/tensorflow/tensorflow/blob/master/tensorflow/core/framework/tensor.proto
 */
import type { ProtoReader } from './proto';

const DT_FLOAT = 1;
const DT_DOUBLE = 2;
const DT_INT32 = 3;
const DT_UINT8 = 4;
const DT_INT16 = 5;
const DT_INT8 = 6;
const DT_INT64 = 9;
const DT_BOOL = 10;
const DT_BFLOAT16 = 14;
const DT_UINT16 = 17;
const DT_HALF = 19;
const DT_UINT32 = 22;
const DT_UINT64 = 23;

/** Keys (field number and wire type) of the fields that hold values. */
const CONTENT = (4 << 3) | 2;
const FLOAT_VAL = 5 << 3;
const DOUBLE_VAL = 6 << 3;
const INT_VAL = 7 << 3;
const INT64_VAL = 10 << 3;
const BOOL_VAL = 11 << 3;
const HALF_VAL = 13 << 3;
const UINT32_VAL = 16 << 3;
const UINT64_VAL = 17 << 3;

/** Reads the one number of a tensor; the outcome stands in its fields, so that no object is made for each point. */
export class ScalarTensor {
  /** Whether the tensor has no dimensions and a number of a type that is known. */
  found = false;
  /** Whether its element type is float or double, so that it may be a scalar without saying so. */
  floating = false;
  value = 0;
  /** Value of `double_val`, NaN when there is none. */
  #double = NaN;

  /** Reads the message from `start` to `end` of what `proto` holds. `proto` stands anywhere afterwards. */
  read(proto: ProtoReader, start: number, end: number): void {
    let type = 0;
    let rank = 0;
    let contentStart = -1;
    let contentEnd = -1;
    this.found = false;
    this.value = 0;
    this.#double = NaN;
    proto.open(start, end);
    while (proto.at < end) {
      const key = proto.varint();
      if (key === 8) {
        type = proto.varint();
      } else if (key === 18) {
        const shapeEnd = proto.length() + proto.at;
        rank += proto.at < shapeEnd ? dimensions(proto, shapeEnd) : 0;
        proto.open(shapeEnd, end);
      } else if (key === CONTENT) {
        const length = proto.length();
        contentStart = proto.at;
        proto.at += length;
        contentEnd = proto.at;
      } else {
        this.#field(proto, key);
      }
    }
    this.floating = type === DT_FLOAT || type === DT_DOUBLE;
    if (type === DT_DOUBLE) {
      this.value = this.#double;
    } else if (type === DT_FLOAT && Math.fround(this.#double) === this.value) {
      // Trialbook's own: the float is for other readers, the double is what was logged.
      this.value = this.#double;
    }
    if (contentEnd > contentStart) {
      this.#content(proto, type, contentStart, contentEnd);
    } else if (type === DT_HALF) {
      this.value = half(this.value);
    } else if (type === DT_BFLOAT16) {
      this.value = bfloat16(this.value);
    }
    this.found = this.found && rank === 0 && !proto.bad;
  }

  /** A field of values, packed or not; the first value counts. */
  #field(proto: ProtoReader, key: number): void {
    const end = proto.end;
    const field = key & ~7;
    if ((key & 7) === 2 && isValueField(field)) {
      const packedEnd = proto.length() + proto.at;
      if (packedEnd > proto.at) {
        proto.end = packedEnd;
        this.#value(proto, field);
      }
      proto.open(packedEnd, end);
    } else if ((key & 7) === wireOf(field)) {
      this.#value(proto, field);
    } else {
      proto.skip(key);
    }
  }

  #value(proto: ProtoReader, field: number): void {
    this.found = true;
    if (field === DOUBLE_VAL) {
      this.#double = proto.double();
    } else if (field === FLOAT_VAL) {
      this.value = proto.float();
    } else {
      const value = proto.varint();
      this.value = field === UINT64_VAL && value < 0 ? value + 2 ** 64 : value;
    }
  }

  #content(proto: ProtoReader, type: number, start: number, end: number): void {
    const size = sizeOf(type);
    this.found = size > 0 && size === end - start;
    if (this.found) {
      this.value = contentValue(proto.view, type, start);
    }
  }
}

/** How many dimensions a shape has; an unknown rank counts as one. */
function dimensions(proto: ProtoReader, end: number): number {
  let count = 0;
  const outer = proto.end;
  proto.end = end;
  while (proto.at < end) {
    const key = proto.varint();
    count += key === 18 || key === 24 ? 1 : 0;
    proto.skip(key);
  }
  proto.end = outer;
  return count;
}

function isValueField(field: number): boolean {
  return wireOf(field) >= 0;
}

/** Wire type of a value that is not packed; -1 for fields that hold no numbers. */
function wireOf(field: number): number {
  switch (field) {
    case DOUBLE_VAL:
      return 1;
    case FLOAT_VAL:
      return 5;
    case INT_VAL:
    case INT64_VAL:
    case BOOL_VAL:
    case HALF_VAL:
    case UINT32_VAL:
    case UINT64_VAL:
      return 0;
    default:
      return -1;
  }
}

function sizeOf(type: number): number {
  switch (type) {
    case DT_UINT8:
    case DT_INT8:
    case DT_BOOL:
      return 1;
    case DT_INT16:
    case DT_UINT16:
    case DT_HALF:
    case DT_BFLOAT16:
      return 2;
    case DT_FLOAT:
    case DT_INT32:
    case DT_UINT32:
      return 4;
    case DT_DOUBLE:
    case DT_INT64:
    case DT_UINT64:
      return 8;
    default:
      return 0;
  }
}

function contentValue(view: DataView, type: number, at: number): number {
  switch (type) {
    case DT_FLOAT:
      return view.getFloat32(at, true);
    case DT_DOUBLE:
      return view.getFloat64(at, true);
    case DT_INT8:
      return view.getInt8(at);
    case DT_INT16:
      return view.getInt16(at, true);
    case DT_INT32:
      return view.getInt32(at, true);
    case DT_INT64:
      return Number(view.getBigInt64(at, true));
    case DT_UINT16:
      return view.getUint16(at, true);
    case DT_UINT32:
      return view.getUint32(at, true);
    case DT_UINT64:
      return Number(view.getBigUint64(at, true));
    case DT_HALF:
      return half(view.getUint16(at, true));
    case DT_BFLOAT16:
      return bfloat16(view.getUint16(at, true));
    default:
      return view.getUint8(at);
  }
}

/** IEEE 754 binary16. */
function half(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >>> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 31) {
    return fraction ? NaN : sign * Infinity;
  }
  return exponent === 0
    ? sign * fraction * 2 ** -24
    : sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

const word = new DataView(new ArrayBuffer(4));

/** The upper half of a binary32. */
function bfloat16(bits: number): number {
  word.setUint32(0, (bits & 0xffff) << 16);
  return word.getFloat32(0);
}
