/** From parameters with lists to one set of parameters for each combination. */

/** A set of parameters, with what tells it from the others. */
export interface Combination {
  params: Record<string, unknown>;
  /** The parameters that have several values, for tags. */
  varied: Record<string, unknown>;
}

/**
 * Every combination of the values, the last parameter changing fastest.
 * @param axes the values of each parameter; one of a single value is not varied.
 */
export function combine(
  axes: readonly (readonly [
    path: readonly string[],
    values: readonly unknown[]
  ])[]
): Combination[] {
  let all: Combination[] = [{ params: {}, varied: {} }];
  for (const [path, values] of axes) {
    const isVaried = values.length > 1;
    all = all.flatMap(({ params, varied }) =>
      values.map(value => ({
        params: withAt(params, path, value),
        varied: isVaried ? { ...varied, [path.join('.')]: value } : varied
      }))
    );
  }
  return all;
}

/** How many combinations there are. */
export function countOf(
  axes: readonly (readonly [unknown, readonly unknown[]])[]
): number {
  return axes.reduce((count, [, values]) => count * values.length, 1);
}

/** A copy with a value at a path. */
function withAt(
  params: Readonly<Record<string, unknown>>,
  [key, ...rest]: readonly string[],
  value: unknown
): Record<string, unknown> {
  const inside = Object.hasOwn(params, key) ? params[key] : {};
  const next =
    rest.length === 0
      ? value
      : withAt(inside as Record<string, unknown>, rest, value);
  // Computed, so that a key called `__proto__` is a key.
  return { ...params, [key]: next };
}
