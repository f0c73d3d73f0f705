/** Schemas of zod, of its third and fourth version, known by what they can do: nothing of zod is needed here. */
import type { FlagViolation } from '../../format/flag-rules';
import type { FlagFacts } from '../../format/journal';
import { recordValue } from '../../format/record-value';

/** What is used of a schema: a zod object, or anything that parses likewise. */
export interface FlagSchema {
  safeParse(value: unknown): { success: boolean };
}

/** What parsing gave: the flags to use, or what is wrong with those given. */
export type Parsed =
  | { flags: Record<string, unknown> }
  | { violations: FlagViolation[] };

interface Issue {
  path?: readonly unknown[];
  message?: string;
  keys?: readonly unknown[];
}

/** Most schemas that wrap another one: optional, default, effects, pipes, and so on. */
const DEPTH = 10;

export function isSchema(value: unknown): value is FlagSchema {
  return (
    typeof value === 'object' &&
    value !== null &&
    typeof (value as Partial<FlagSchema>).safeParse === 'function'
  );
}

/**
 * Applies a schema, defaults and conversions too. Flags that an object's schema does not mention stay: it would drop them
 * without a word.
 * @throws what the schema throws, such as one that has to be awaited.
 */
export function parseFlags(
  schema: FlagSchema,
  flags: Record<string, unknown>
): Parsed {
  const result = schema.safeParse(flags) as {
    success: boolean;
    data?: unknown;
    error?: { issues?: readonly Issue[] };
  };
  if (!result.success) {
    return { violations: violationsOf(result.error?.issues ?? [], flags) };
  }
  const data = isObject(result.data) ? result.data : {};
  const shape = shapeOf(schema);
  const kept = Object.entries(flags).filter(
    ([name]) => shape && !Object.hasOwn(shape, name)
  );
  return { flags: { ...Object.fromEntries(kept), ...data } };
}

/** What a schema says of its flags, as far as it can be shown. Never throws. */
export function factsOfSchema(schema: FlagSchema): Record<string, FlagFacts> {
  const facts: [string, FlagFacts][] = [];
  for (const [name, field] of Object.entries(shapeOf(schema) ?? {})) {
    try {
      facts.push([name, factsOf(field)]);
    } catch {
      // A schema of another make: it checks, and is not shown.
    }
  }
  return Object.fromEntries(facts);
}

function violationsOf(
  issues: readonly Issue[],
  flags: Record<string, unknown>
): FlagViolation[] {
  return issues.flatMap(({ path = [], message = 'is not allowed', keys }) => {
    if (path.length === 0 && keys) {
      return keys.map(key => ({
        flag: String(key),
        allowed: 'is no flag of the schema'
      }));
    }
    const value = valueAt(flags, path);
    return [
      {
        flag: path.map(String).join('.') || 'all flags together',
        ...(path.length > 0 &&
          value !== undefined && { value: recordValue(value) }),
        allowed: `does not fit: ${message}`
      }
    ];
  });
}

function valueAt(flags: unknown, path: readonly unknown[]): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null
        ? (value as Record<string, unknown>)[String(key)]
        : undefined,
    flags
  );
}

/** The fields of an object's schema, whatever wraps it. */
function shapeOf(schema: unknown): Record<string, unknown> | undefined {
  for (const inner of layers(schema)) {
    const shape = (inner as { shape?: unknown }).shape;
    if (isObject(shape)) {
      return shape;
    }
  }
  return undefined;
}

function factsOf(field: unknown): FlagFacts {
  let facts: FlagFacts = {};
  for (const layer of layers(field)) {
    // The outermost description counts.
    facts = { ...ownFacts(layer), ...facts };
  }
  return facts;
}

function ownFacts(schema: Definition): FlagFacts {
  const { description } = schema;
  const choices = choicesOf(schema);
  const { minValue, maxValue, isInt, format } = schema;
  const kind = kindOf(schema);
  const isWhole = isInt === true || /int/.test(String(format ?? ''));
  return {
    ...(typeof description === 'string' && { description }),
    ...(kind === 'string' && { type: 'string' }),
    ...(kind === 'boolean' && { type: 'boolean' }),
    ...(kind === 'number' && { type: isWhole ? 'int' : 'number' }),
    ...(kind === 'number' && isLimit(minValue) && { min: minValue }),
    ...(kind === 'number' && isLimit(maxValue) && { max: maxValue }),
    ...(choices && { choices: choices.map(choice => recordValue(choice)) })
  };
}

/** What a schema may have, in either version. */
interface Definition {
  description?: unknown;
  minValue?: unknown;
  maxValue?: unknown;
  isInt?: unknown;
  format?: unknown;
  options?: unknown;
  def?: Record<string, unknown>;
  _def?: Record<string, unknown>;
}

/** The schema, and those that it wraps, outermost first. */
function layers(schema: unknown): Definition[] {
  const found: Definition[] = [];
  let layer = schema;
  while (isObject(layer) && found.length < DEPTH) {
    found.push(layer);
    const def: Record<string, unknown> = definitionOf(layer);
    // `in` of a pipe and `schema` of effects stand for what is given, which is what people ask about.
    layer = def.innerType ?? def.in ?? def.schema;
  }
  return found;
}

function definitionOf(schema: Definition): Record<string, unknown> {
  return schema.def ?? schema._def ?? {};
}

/** `number` of `{ type: "number" }` as of `{ typeName: "ZodNumber" }`. */
function kindOf(schema: Definition): string {
  const { type, typeName } = definitionOf(schema);
  return typeof type === 'string'
    ? type
    : String(typeName ?? '')
        .replace(/^Zod/, '')
        .toLowerCase();
}

function choicesOf(schema: Definition): unknown[] | undefined {
  const def = definitionOf(schema);
  switch (kindOf(schema)) {
    case 'enum':
    case 'nativeenum':
      return enumValues(def.entries ?? def.values);
    case 'literal':
      return Array.isArray(def.values)
        ? (def.values as unknown[])
        : [def.value];
    case 'union':
      return unionChoices(def.options);
    default:
      return undefined;
  }
}

/** An enum of TypeScript with numbers leads from these back to the names, which are no values. */
function enumValues(entries: unknown): unknown[] | undefined {
  if (Array.isArray(entries)) {
    return entries as unknown[];
  }
  return isObject(entries)
    ? Object.entries(entries)
        .filter(([, value]) => typeof entries[String(value)] !== 'number')
        .map(([, value]) => value)
    : undefined;
}

/** Only a union of nothing but choices is one. */
function unionChoices(options: unknown): unknown[] | undefined {
  const parts = Array.isArray(options)
    ? (options as Definition[]).map(choicesOf)
    : [];
  return parts.length > 0 && parts.every(part => part !== undefined)
    ? parts.flat()
    : undefined;
}

/** Without the ends of what numbers can be. */
function isLimit(value: unknown): value is number {
  return typeof value === 'number' && Math.abs(value) < Number.MAX_SAFE_INTEGER;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
