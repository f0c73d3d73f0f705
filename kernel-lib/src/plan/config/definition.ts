/** A type of configs, without the types of TypeScript. */
import { RoleField, type Field, type ParamSchema } from './field';

/** How a parameter is parsed and whether it counts. */
export interface Param {
  readonly name: string;
  readonly kind: 'schema' | 'config' | 'path' | 'constant';
  readonly schema?: ParamSchema;
  /** The type of nested configs, or of tasks. */
  readonly type?: Definition;
  /** Part of the identity. */
  readonly counts: boolean;
  /** Part of the identity also when it equals the default. */
  readonly always: boolean;
  /** Of a constant its value, of others the default. */
  readonly fallback: unknown;
  readonly description?: string;
}

export interface Definition {
  readonly name: string;
  readonly kind: 'config' | 'task';
  readonly params: ReadonlyMap<string, Param>;
  readonly parent?: Definition;
  readonly description?: string;
  /** Refuses values that do not fit together, by throwing. */
  readonly check?: (values: never) => void;
}

const definitions = new WeakMap<object, Definition>();

/** Remembers what a maker of configs makes. */
export function define(maker: object, definition: Definition): void {
  definitions.set(maker, definition);
}

export function definitionOf(maker: unknown): Definition | undefined {
  return typeof maker === 'function' ? definitions.get(maker) : undefined;
}

/**
 * Whether a type is another one, or extends it. A type is its name: when the cell that declares it is executed again, it is
 * the same one to those that were declared before.
 */
export function extendsType(
  type: Definition | undefined,
  wanted: Definition
): boolean {
  return (
    !!type &&
    ((type.name === wanted.name && type.kind === wanted.kind) ||
      extendsType(type.parent, wanted))
  );
}

/** Reads what is declared of a parameter. */
export function paramOf(name: string, field: Field): Param {
  const type = definitionOf(field);
  if (type) {
    return {
      name,
      kind: 'config',
      type,
      counts: true,
      always: false,
      fallback: undefined,
      ...(type.description !== undefined && { description: type.description })
    };
  }
  if (!(field instanceof RoleField)) {
    return schemaParam(name, field as ParamSchema, {});
  }
  const { role, schema, value: fallback, description } = field;
  if (role === 'path' || role === 'constant') {
    const counts = role === 'constant';
    return {
      name,
      kind: role,
      counts,
      always: counts,
      fallback,
      ...(description !== undefined && { description })
    };
  }
  return schemaParam(name, schema as ParamSchema, {
    counts: role !== 'meta',
    always: role === 'always'
  });
}

function schemaParam(
  name: string,
  schema: ParamSchema,
  { counts = true, always = false }
): Param {
  const { description } = schema as { description?: unknown };
  const parsed = schema.safeParse(undefined) as {
    success: boolean;
    data?: unknown;
  };
  return {
    name,
    kind: 'schema',
    schema,
    counts,
    always,
    fallback: parsed.success ? parsed.data : undefined,
    ...(typeof description === 'string' && { description })
  };
}
