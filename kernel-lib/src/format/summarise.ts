/** Objects that JSON cannot hold, by type and shape. */
import type { ValueSummary } from './values';

/** Units of a text or a name in a summary. */
const TEXT_LIMIT = 200;

/** More dimensions than these have no tensors. */
const RANK_LIMIT = 32;

const typedArrayTag = Object.getOwnPropertyDescriptor(
  Object.getPrototypeOf(Uint8Array.prototype),
  Symbol.toStringTag
)?.get;

/**
 * Summary of an object that is neither an array nor plain. May throw where the object does; reads nothing but names and
 * sizes, so that large data cost nothing.
 */
export function summariseObject(value: object): ValueSummary {
  return (
    summariseBuffer(value) ??
    summariseBuiltIn(value) ??
    summariseTensor(value) ?? { $type: otherName(value) }
  );
}

/** Name of the constructor, from the prototype. */
export function typeName(value: object): string {
  let holder: unknown = value;
  // A chain this long is a proxy's doing.
  for (let step = 0; step < 100 && isObject(holder); step++) {
    const found = Object.getOwnPropertyDescriptor(holder, 'constructor');
    const name: unknown =
      typeof found?.value === 'function' ? found.value.name : undefined;
    if (typeof name === 'string' && name !== '') {
      return cut(name);
    }
    holder = Object.getPrototypeOf(holder);
  }
  return 'Object';
}

/** What has no constructor of its own (generators, module namespaces) says what it is in its tag. */
function otherName(value: object): string {
  const name = typeName(value);
  return name === 'Object'
    ? cut(Object.prototype.toString.call(value).slice('[object '.length, -1))
    : name;
}

function summariseBuffer(value: object): ValueSummary | undefined {
  if (ArrayBuffer.isView(value)) {
    const dtype: unknown = typedArrayTag?.call(value);
    return typeof dtype === 'string'
      ? {
          $type: typeName(value),
          shape: [(value as Uint8Array).length],
          dtype: dtype.replace(/(Clamped)?Array$/, '').toLowerCase()
        }
      : { $type: 'DataView', shape: [value.byteLength] };
  }
  if (
    value instanceof ArrayBuffer ||
    (typeof SharedArrayBuffer !== 'undefined' &&
      value instanceof SharedArrayBuffer)
  ) {
    return { $type: typeName(value), shape: [value.byteLength] };
  }
  return undefined;
}

function summariseBuiltIn(value: object): ValueSummary | undefined {
  switch (builtInTag(value)) {
    case '[object Date]': {
      const time = Date.prototype.getTime.call(value);
      return {
        $type: 'Date',
        text: Number.isNaN(time) ? 'Invalid Date' : new Date(time).toISOString()
      };
    }
    case '[object RegExp]':
      return {
        $type: 'RegExp',
        text: cut(RegExp.prototype.toString.call(value))
      };
    case '[object Map]':
    case '[object Set]':
      return {
        $type: typeName(value),
        shape: [(value as Map<unknown, unknown>).size]
      };
    case '[object Error]': {
      const { message } = value as Error;
      return typeof message === 'string' && message !== ''
        ? { $type: typeName(value), text: cut(message) }
        : { $type: typeName(value) };
    }
    case '[object Number]':
    case '[object String]':
    case '[object Boolean]':
      return { $type: typeName(value), text: cut(String(value.valueOf())) };
    default:
      return undefined;
  }
}

function builtInTag(value: object): string {
  const tag = Object.prototype.toString.call(value);
  // A tag can be claimed by anyone; these two are the ones whose methods would throw on an impostor.
  if (tag === '[object Date]' || tag === '[object RegExp]') {
    return Object.hasOwn(value, Symbol.toStringTag) ? '' : tag;
  }
  return tag;
}

/** Tensors of any library look alike: lengths by dimension and the name of an element type. */
function summariseTensor(value: object): ValueSummary | undefined {
  const { shape, dtype } = value as { shape?: unknown; dtype?: unknown };
  return Array.isArray(shape) &&
    shape.length <= RANK_LIMIT &&
    shape.every(size => typeof size === 'number' && Number.isFinite(size)) &&
    typeof dtype === 'string'
    ? { $type: typeName(value), shape: [...shape], dtype: cut(dtype) }
    : undefined;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/** Never half a character. */
function cut(text: string): string {
  return text.length > TEXT_LIMIT
    ? `${text.slice(0, TEXT_LIMIT).replace(/[\ud800-\udbff]$/, '')}…`
    : text;
}
