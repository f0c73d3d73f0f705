/**
 * Any value as it is recorded: what JSON can hold exactly stands as it is, all else by type and shape.
 * See `docs/run-format.md`, "Values".
 */
import { summariseObject, typeName } from './summarise';
import type { RecordedFlags, RecordedValue, ValueSummary } from './values';

/** What is kept of one value; beyond that it is summarised. */
export const VALUE_LIMITS = {
  /** UTF-16 units of one text. */
  text: 2000,
  /** UTF-16 units of all texts. */
  texts: 65536,
  /** Items of one array. */
  items: 100,
  /** Keys of one object. */
  keys: 100,
  /** Arrays and objects inside each other. */
  depth: 6,
  /** Values in total. */
  values: 1000
} as const;

/** Larger integers are not written out: that takes quadratic time. */
const BIGINT_LIMIT = 2n ** 1024n;

/** Units of the text of a summary. */
const SUMMARY_TEXT = 200;

/**
 * Records any value. Never throws, never calls `toJSON`, never copies large data. A getter or a proxy that throws is
 * recorded as unreadable.
 */
export function recordValue(value: unknown): RecordedValue {
  return new ValueRecorder().record(value, 0);
}

/** Records every flag; one that is large leaves the others their room. */
export function recordFlags(
  flags: Readonly<Record<string, unknown>>
): RecordedFlags {
  return Object.fromEntries(
    Object.keys(flags).map(name => {
      const recorder = new ValueRecorder();
      return [name, recorder.recordProperty(flags, name, 0)];
    })
  );
}

/** Whether a recorded value is a summary. */
export function isSummary(value: RecordedValue): value is ValueSummary {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.hasOwn(value, '$type') &&
    typeof value.$type === 'string'
  );
}

class ValueRecorder {
  record(value: unknown, depth: number): RecordedValue {
    this.#values++;
    switch (typeof value) {
      case 'string':
        return this.#text(value);
      case 'boolean':
        return value;
      case 'number':
        return Number.isFinite(value) && !Object.is(value, -0)
          ? value
          : {
              $type: 'number',
              text: Object.is(value, -0) ? '-0' : String(value)
            };
      case 'bigint':
        return recordBigint(value);
      case 'undefined':
        return { $type: 'undefined' };
      case 'symbol':
        return withText('symbol', value.description);
      case 'function':
        return withText(
          'function',
          safely(() => value.name)
        );
      default:
        return value === null ? null : this.#object(value as object, depth);
    }
  }

  /** One property; reading it may run foreign code. */
  recordProperty(
    holder: object,
    key: PropertyKey,
    depth: number
  ): RecordedValue {
    let value: unknown;
    try {
      value = Reflect.get(holder, key);
    } catch {
      return { $type: 'unreadable' };
    }
    return this.record(value, depth);
  }

  #values = 0;
  #texts = 0;
  #ancestors: object[] = [];

  #text(value: string): RecordedValue {
    const whole = value.length <= VALUE_LIMITS.text;
    const kept = whole ? value : value.slice(0, SUMMARY_TEXT);
    const summary: ValueSummary = { $type: 'string', shape: [value.length] };
    if (this.#texts + kept.length > VALUE_LIMITS.texts) {
      return summary;
    }
    this.#texts += kept.length;
    return whole ? value : { ...summary, text: kept };
  }

  #object(value: object, depth: number): RecordedValue {
    try {
      if (this.#ancestors.includes(value)) {
        return { $type: 'cycle' };
      }
      this.#ancestors.push(value);
      try {
        return Array.isArray(value)
          ? this.#array(value, depth)
          : this.#keyed(value, depth);
      } finally {
        this.#ancestors.pop();
      }
    } catch {
      return { $type: 'unreadable' };
    }
  }

  #array(value: unknown[], depth: number): RecordedValue {
    const length = value.length;
    if (
      length > VALUE_LIMITS.items ||
      depth >= VALUE_LIMITS.depth ||
      this.#values + length > VALUE_LIMITS.values
    ) {
      return { $type: 'Array', shape: [length] };
    }
    const items: RecordedValue[] = [];
    for (let index = 0; index < length; index++) {
      items.push(
        index in value
          ? this.recordProperty(value, index, depth + 1)
          : { $type: 'hole' }
      );
    }
    return items;
  }

  #keyed(value: object, depth: number): RecordedValue {
    const prototype: unknown = Object.getPrototypeOf(value);
    if (prototype !== null && !isPlainPrototype(prototype)) {
      return summariseObject(value);
    }
    const keys = Object.keys(value);
    if (
      keys.length > VALUE_LIMITS.keys ||
      depth >= VALUE_LIMITS.depth ||
      this.#values + keys.length > VALUE_LIMITS.values ||
      keys.some(key => key.length > VALUE_LIMITS.text)
    ) {
      return { $type: 'Object', shape: [keys.length] };
    }
    const entries = keys.map((key): [string, RecordedValue] => [
      key,
      this.recordProperty(value, key, depth + 1)
    ]);
    return keys.includes('$type')
      ? { $type: 'Object', entries }
      : (Object.fromEntries(entries) as { [key: string]: RecordedValue });
  }
}

/** Prototypes of other realms count too: a kernel may run its cells in one of their own. */
function isPlainPrototype(prototype: unknown): boolean {
  return (
    prototype === Object.prototype ||
    (typeof prototype === 'object' &&
      prototype !== null &&
      Object.getPrototypeOf(prototype) === null &&
      Object.hasOwn(prototype, 'hasOwnProperty') &&
      typeName(prototype) === 'Object')
  );
}

function recordBigint(value: bigint): ValueSummary {
  return value < BIGINT_LIMIT && value > -BIGINT_LIMIT
    ? { $type: 'bigint', text: String(value) }
    : { $type: 'bigint' };
}

function withText($type: string, text: unknown): ValueSummary {
  return typeof text === 'string' && text !== ''
    ? { $type, text: text.slice(0, SUMMARY_TEXT) }
    : { $type };
}

function safely<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
