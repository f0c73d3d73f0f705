declare const RESULT: unique symbol;

/** The result of a task that has yet to run, or a part of it, to be used as a parameter. */
export class Output<T = unknown> {
  declare readonly [RESULT]?: T;

  constructor(
    readonly task: object,
    /** The keys that lead to the part. */
    readonly path: readonly string[] = []
  ) {}
}
