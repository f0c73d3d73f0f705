/** Tags: parameters that people want to see. They never count in an identity. */

/** What a tag may say. */
export type TagValue = string | number | boolean | bigint | null;

/** A parameter's value with the wish to see it. */
export class Tagged<T = unknown> {
  constructor(
    readonly value: T,
    readonly name?: string
  ) {}
}

/**
 * Marks a parameter as one that tells runs apart: it becomes a tag, named as the parameter.
 * @param name another name for it.
 * @example Learn({ lr: tag(0.1), seed: 1 })
 */
export function tag<T>(value: T, name?: string): Tagged<T> {
  return new Tagged(value, name);
}
