/** Numbers that a histogram counts, at most. */
const LIMIT = 20_000_000;

/**
 * The numbers of an array, typed or not, of arrays in arrays, of anything iterable, or of a tensor that gives them with
 * `dataSync()`. Nothing when there is something else among them.
 */
export function toNumbers(values: unknown): ArrayLike<number> | undefined {
  if (ArrayBuffer.isView(values) && !isDataView(values)) {
    const numbers = values as unknown as ArrayLike<number | bigint>;
    return typeof numbers[0] === 'bigint'
      ? Array.from(numbers, Number)
      : (numbers as ArrayLike<number>);
  }
  if (hasData(values)) {
    return toNumbers(values.dataSync());
  }
  const numbers: number[] = [];
  return collect(values, numbers, 0) ? numbers : undefined;
}

function collect(values: unknown, numbers: number[], depth: number): boolean {
  if (ArrayBuffer.isView(values) && !isDataView(values)) {
    return collect(Array.from(values as Uint8Array), numbers, depth);
  }
  if (depth > 16 || !isIterable(values)) {
    return false;
  }
  for (const value of values) {
    if (numbers.length >= LIMIT) {
      return true;
    }
    if (typeof value === 'number') {
      numbers.push(value);
    } else if (typeof value === 'bigint' || typeof value === 'boolean') {
      numbers.push(Number(value));
    } else if (!collect(value, numbers, depth + 1)) {
      return false;
    }
  }
  return true;
}

function isIterable(value: unknown): value is Iterable<unknown> {
  return (
    typeof value === 'object' && value !== null && Symbol.iterator in value
  );
}

function isDataView(value: ArrayBufferView): boolean {
  return Object.prototype.toString.call(value) === '[object DataView]';
}

function hasData(value: unknown): value is { dataSync(): unknown } {
  return (
    typeof value === 'object' &&
    value !== null &&
    typeof (value as { dataSync?: unknown }).dataSync === 'function'
  );
}
