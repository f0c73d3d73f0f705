/** What a config may declare as a parameter. */

/** A schema of zod, of its third or fourth version. The library loads no zod: whoever declares schemas brings theirs. */
export interface ParamSchema<In = unknown, Out = unknown> {
  readonly _input: In;
  readonly _output: Out;
  safeParse(value: unknown): { success: boolean };
}

/** What all makers of configs have. */
export interface ConfigType<Value = unknown> {
  /** The name that is part of every identity. */
  readonly typeName: string;
  /** Whether a value is a config of this type, or of one that extends it. */
  is(value: unknown): value is Value;
}

/** A parameter with a role that differs from that of a plain one. */
export type Role = 'meta' | 'path' | 'constant' | 'always';

export class RoleField<R extends Role, In, Out> {
  declare readonly _input: In;
  declare readonly _output: Out;

  constructor(
    readonly role: R,
    /** The schema of `meta` and `always`. */
    readonly schema?: ParamSchema,
    /** Of a constant its value, of a path its default. */
    readonly value?: unknown,
    readonly description?: string
  ) {}
}

/** A schema, a type of configs or tasks, or one of these with a role. */
export type Field =
  | ParamSchema
  | ConfigType
  | RoleField<Role, unknown, unknown>;

/** Parameters by name. */
export type Shape = Readonly<Record<string, Field>>;

/**
 * A parameter that does not change the result, such as a number of threads: it is no part of the identity.
 * @example const Train = config('train', { threads: meta(z.int().default(4)) })
 */
export function meta<In, Out>(
  schema: ParamSchema<In, Out>
): RoleField<'meta', In, Out> {
  return new RoleField('meta', schema);
}

/**
 * A parameter that counts in the identity also when it equals its default.
 * @example const Train = config('train', { epochs: always(z.int().default(10)) })
 */
export function always<In, Out>(
  schema: ParamSchema<In, Out>
): RoleField<'always', In, Out> {
  return new RoleField('always', schema);
}

/**
 * A place in the file system: never part of the identity, because it differs from machine to machine.
 * @param file its default, relative to the folder of the run.
 * @example const Train = config('train', { weights: path('weights.bin', 'Where the weights go') })
 */
export function path(
  file?: undefined,
  description?: string
): RoleField<'path', string, string>;
export function path(
  file: string,
  description?: string
): RoleField<'path', string | undefined, string>;
export function path(
  file?: string,
  description?: string
): RoleField<'path', string | undefined, string> {
  return new RoleField('path', undefined, file, description);
}

/**
 * A value that nobody sets and that always counts: change it, and all identities change. A mark of the version, say.
 * @example const Train = config('train', { version: constant('2') })
 */
export function constant<const V extends string | number | boolean>(
  value: V,
  description?: string
): RoleField<'constant', undefined, V> {
  return new RoleField('constant', undefined, value, description);
}
