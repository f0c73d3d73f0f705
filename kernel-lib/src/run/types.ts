/** The types by which a cell is checked and completed: flags by name, and what the function returns. */

/** Anything that can be run. */
export type RunFunction = (...args: never[]) => unknown;

type Single =
  | string
  | number
  | boolean
  | bigint
  | symbol
  | null
  | undefined
  | readonly unknown[]
  | ((...args: never[]) => unknown);

/** Flags by name where the type does not tell the names: positional parameters. */
type Named<Args extends unknown[]> =
  | { [name: string]: unknown }
  | Partial<Args>;

/**
 * What `run()` takes for a function with the parameters `Args`: for one object parameter its own type, so that names
 * and types are checked; for positional ones an object by name or an array by position.
 */
export type Params<Args extends unknown[]> = Args extends []
  ? Record<string, never>
  : Args extends [_?: infer Only]
    ? [NonNullable<Only>] extends [Single]
      ? Named<Args>
      : NonNullable<Only>
    : Named<Args>;

/** The flags as they were used, defaults too. */
export type Flags<Args extends unknown[]> = Args extends [_?: infer Only]
  ? [NonNullable<Only>] extends [Single]
    ? Record<string, unknown>
    : Required<NonNullable<Only>>
  : Record<string, unknown>;

/** What awaiting the call gives; of a generator, what it returns in the end. */
export type Returned<Result> =
  Result extends Generator<unknown, infer Value, never>
    ? Value
    : Result extends AsyncGenerator<unknown, infer Value, never>
      ? Value
      : Awaited<Result>;
