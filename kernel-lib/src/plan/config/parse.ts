/** From what a config is given to its values, with everything that is wrong, by path. */
import { TrialbookError } from '../../errors';
import { violationText, type FlagViolation } from '../../format/flag-rules';
import { closest } from '../../format/closest';
import { recordValue } from '../../format/record-value';
import { isPlain } from '../identity/plain';
import { Tagged, type TagValue } from '../tags/tag';
import { stateOf } from './config-value';
import { extendsType, type Definition, type Param } from './definition';
import type { ParamSchema } from './field';
import { Output } from './output';

/** Makes a config of a type from values that fit. */
export type Make = (
  definition: Definition,
  values: Record<string, unknown>,
  tags: Map<string, TagValue>
) => object;

export interface ParsedParams {
  values: Record<string, unknown>;
  tags: Map<string, TagValue>;
}

/** Parses the parameters of configs, and of the configs in them. */
export class ParamParser {
  readonly violations: FlagViolation[] = [];
  readonly #make: Make;

  constructor(make: Make) {
    this.#make = make;
  }

  /** All parameters of a type; what does not fit is noted. */
  parse(
    definition: Definition,
    given: Readonly<Record<string, unknown>>,
    path: readonly string[] = []
  ): ParsedParams {
    const values: Record<string, unknown> = {};
    const tags = new Map<string, TagValue>();
    for (const [name, param] of definition.params) {
      const value = Object.hasOwn(given, name) ? given[name] : undefined;
      values[name] = this.value(param, value, tags, [...path, name]);
    }
    const known = [...definition.params.keys()];
    for (const name of Object.keys(given)) {
      if (!definition.params.has(name)) {
        const meant = closest(name, known);
        this.#add(
          [...path, name],
          undefined,
          `is no parameter of ${definition.name}${meant === undefined ? '' : `; did you mean ${meant}?`}`
        );
      }
    }
    return { values, tags };
  }

  /** One parameter; its tag is added to `tags`. */
  value(
    param: Param,
    given: unknown,
    tags: Map<string, TagValue>,
    path: readonly string[]
  ): unknown {
    if (given instanceof Tagged) {
      const value = this.value(param, given.value, tags, path);
      tags.set(given.name ?? param.name, tagValue(value));
      return value;
    }
    switch (param.kind) {
      case 'constant':
        return this.#constant(param, given, path);
      case 'path':
        return this.#path(param, given, path);
      case 'config':
        return this.#config(param.type as Definition, given, path);
      default:
        return this.#bySchema(param.schema as ParamSchema, given, path);
    }
  }

  /** @throws TrialbookError BAD_PARAMETERS that lists all that was noted. */
  throwIfAny(definition: Definition): void {
    if (this.violations.length > 0) {
      const lines = this.violations.map(violation => violationText(violation));
      throw new TrialbookError(
        'BAD_PARAMETERS',
        lines.length === 1
          ? `${definition.name}: the parameter ${lines[0]}.`
          : `${definition.name}: ${lines.length} parameters are not as they have to be:\n${lines.map(line => `  ${line}`).join('\n')}`
      );
    }
  }

  #constant(param: Param, given: unknown, path: readonly string[]): unknown {
    if (given !== undefined && given !== param.fallback) {
      this.#add(path, given, 'is a constant: change it where it is declared');
    }
    return param.fallback;
  }

  #path(param: Param, given: unknown, path: readonly string[]): unknown {
    const value = given ?? param.fallback;
    if (value instanceof Output || isTask(value)) {
      return value;
    }
    if (typeof value !== 'string' || value === '') {
      this.#add(path, value, 'has to be a path');
    }
    return value;
  }

  #config(type: Definition, given: unknown, path: readonly string[]): unknown {
    if (given instanceof Output && type.kind === 'task') {
      return given;
    }
    const state = stateOf(given);
    if (state) {
      if (!extendsType(state.definition, type)) {
        this.#add(
          path,
          undefined,
          `has to be a ${type.name}, not a ${state.definition.name}`
        );
      }
      return given;
    }
    if (isPlain(given) && type.kind === 'config') {
      const before = this.violations.length;
      const { values, tags } = this.parse(type, given, path);
      return this.violations.length > before
        ? undefined
        : this.#make(type, values, tags);
    }
    this.#add(path, given, `has to be a ${type.name}`);
    return undefined;
  }

  #bySchema(
    schema: ParamSchema,
    given: unknown,
    path: readonly string[]
  ): unknown {
    // What a task will give is checked when it is there.
    if (holdsOutput(given)) {
      return given;
    }
    const result = safeParse(schema, given, path);
    if (result.success) {
      return result.data;
    }
    for (const issue of result.error?.issues ?? []) {
      const inside = (issue.path ?? []).map(String);
      this.#add(
        [...path, ...inside],
        valueAt(given, inside),
        `does not fit: ${issue.message ?? 'it is not allowed'}`
      );
    }
    return undefined;
  }

  #add(path: readonly string[], value: unknown, allowed: string): void {
    this.violations.push({
      flag: path.join('.'),
      allowed,
      ...(value !== undefined && { value: recordValue(value) })
    });
  }
}

interface Result {
  success: boolean;
  data?: unknown;
  error?: { issues?: { path?: readonly unknown[]; message?: string }[] };
}

function safeParse(
  schema: ParamSchema,
  value: unknown,
  path: readonly string[]
): Result {
  try {
    return schema.safeParse(value);
  } catch (cause) {
    throw new TrialbookError(
      'BAD_PARAMETERS',
      `The schema of ${path.join('.')} failed: ${cause instanceof Error ? cause.message : String(cause)}. Schemas that have to be awaited cannot be used here.`,
      { cause }
    );
  }
}

function valueAt(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (inside, key) =>
      typeof inside === 'object' && inside !== null
        ? (inside as Record<string, unknown>)[key]
        : undefined,
    value
  );
}

/** Whether a task's result lies in a value, at any depth of its lists and objects. */
export function holdsOutput(value: unknown): boolean {
  if (value instanceof Output || isTask(value)) {
    return true;
  }
  if (Array.isArray(value)) {
    return value.some(holdsOutput);
  }
  return isPlain(value) && Object.values(value).some(holdsOutput);
}

/** Whether a value is a task with its parameters. */
export function isTask(value: unknown): value is object {
  return stateOf(value)?.definition.kind === 'task';
}

/** Tags are short: of a config its name, of other values their text. */
function tagValue(value: unknown): TagValue {
  switch (typeof value) {
    case 'string':
    case 'number':
    case 'boolean':
    case 'bigint':
      return value;
    default:
      return value === undefined || value === null
        ? null
        : (stateOf(value)?.definition.name ?? JSON.stringify(value));
  }
}
