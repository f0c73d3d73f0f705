/** Reads fields of parsed JSON that anybody may have written: what has the wrong type is as if it were not there. */
import type { RecordedNumber } from './journal';
import type { RecordedFlags } from './values';

/** An object of parsed JSON. */
export type Fields = Readonly<Record<string, unknown>>;

/** `value` if it is an object, else `undefined`. */
export function fieldsOf(value: unknown): Fields | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Fields)
    : undefined;
}

export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

export function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value)
    ? value
    : undefined;
}

/** The texts of an array; what is not a text is left out. */
export function textsOf(value: unknown): string[] | undefined {
  return Array.isArray(value)
    ? value.filter((item): item is string => typeof item === 'string')
    : undefined;
}

/** Flags as they stand; parsed JSON holds nothing that a flag may not be. */
export function flagsOf(value: unknown): RecordedFlags | undefined {
  return fieldsOf(value) as RecordedFlags | undefined;
}

/** The entries whose value `read` accepts. Safe with keys like `__proto__`. */
export function mapFields<T>(
  value: unknown,
  read: (field: unknown) => T | undefined
): Record<string, T> {
  const fields = fieldsOf(value) ?? {};
  const kept: Record<string, T> = {};
  for (const key of Object.keys(fields)) {
    const field = read(fields[key]);
    if (field === undefined) {
      continue;
    }
    if (key === '__proto__') {
      Object.defineProperty(kept, key, {
        value: field,
        configurable: true,
        enumerable: true,
        writable: true
      });
    } else {
      kept[key] = field;
    }
  }
  return kept;
}

/** The items of an array that `read` accepts. */
export function mapItems<T>(
  value: unknown,
  read: (item: unknown) => T | undefined
): T[] {
  return Array.isArray(value)
    ? value.map(read).filter((item): item is T & {} => item !== undefined)
    : [];
}

/** A number as JSON holds it. */
export function recordedNumberOf(value: unknown): RecordedNumber | undefined {
  return value === 'NaN' || value === 'Infinity' || value === '-Infinity'
    ? value
    : numberOf(value);
}

/** The name of a file inside a folder, never a path that leads elsewhere. */
export function fileNameOf(value: unknown): string | undefined {
  const name = textOf(value);
  return name !== undefined &&
    name !== '' &&
    name !== '.' &&
    name !== '..' &&
    !/[/\\\0]/.test(name)
    ? name
    : undefined;
}

/** Without the entries that are `undefined`. For objects whose keys the code names: a feed has thousands of them. */
export function present<T extends object>(value: T): T {
  const kept = {} as T;
  for (const key of Object.keys(value) as (keyof T)[]) {
    const field = value[key];
    if (field !== undefined) {
      kept[key] = field;
    }
  }
  return kept;
}
