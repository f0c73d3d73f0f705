/** Tasks: configs with a function that gives a result. */
import { TrialbookError } from '../../errors';
import {
  construct,
  newDefinition,
  type ConfigOptions,
  type GivenArgument
} from '../config/config';
import { requireState, stateOf } from '../config/config-value';
import { define, extendsType } from '../config/definition';
import type { ConfigType, Shape } from '../config/field';
import { Output } from '../config/output';
import type { Gives, RunValues, TaskCall } from '../config/types';

/** A function that a task runs: it gets the parameters, in which the outputs of other tasks are there. */
export type TaskFunction<S extends Shape, R> = (
  params: RunValues<S>
) => R | Promise<R>;

/** A type of tasks: call it with values to make one. Nothing runs by that. */
export interface TaskMaker<S extends Shape, R>
  extends ConfigType<TaskCall<S, R>> {
  /**
   * @throws TrialbookError BAD_PARAMETERS that lists everything that is wrong, by path.
   */
  (...given: GivenArgument<S>): TaskCall<S, R>;
  readonly shape: S;
  /** What runs. */
  readonly run: TaskFunction<S, R>;
}

const functions = new WeakMap<object, TaskFunction<Shape, unknown>>();

/**
 * Declares a type of tasks.
 * @param name part of the identity.
 * @param shape as of `config()`; a type of tasks as a parameter takes its result.
 * @param run the work; its result becomes that of the run.
 * @throws TrialbookError BAD_PARAMETERS when the name cannot be used.
 * @example
 * const Learn = task('mnist.learn', { model: CNN, lr: z.number().default(0.01) }, async ({ model, lr }) => {
 *   return { accuracy: await train(model.layers, lr) };
 * });
 * const Compare = task('compare', { learned: Learn }, ({ learned }) => learned.accuracy > 0.9);
 * const plan = Compare({ learned: Learn({ model: CNN() }) });
 */
export function task<S extends Shape, R>(
  name: string,
  shape: S,
  run: TaskFunction<S, R>,
  options: ConfigOptions<S> = {}
): TaskMaker<S, R> {
  if (typeof run !== 'function') {
    throw new TrialbookError(
      'BAD_PARAMETERS',
      `The task ${name} has no function. Give it as the third argument of task().`
    );
  }
  const definition = newDefinition('task', name, shape, options);
  functions.set(definition, run as unknown as TaskFunction<Shape, unknown>);
  const make = (given: Record<string, unknown> = {}) =>
    construct(definition, given);
  const maker = Object.assign(make, {
    typeName: name,
    shape,
    run,
    is: (value: unknown) => extendsType(stateOf(value)?.definition, definition)
  });
  define(maker, definition);
  return maker as unknown as TaskMaker<S, R>;
}

/**
 * The function of a task.
 * @throws TrialbookError BAD_PARAMETERS when it is no task.
 */
export function functionOf(call: object): TaskFunction<Shape, unknown> {
  const { definition } = requireState(call, 'functionOf()');
  const run = functions.get(definition);
  if (!run) {
    throw new TrialbookError(
      'BAD_PARAMETERS',
      `${definition.name} is a config: there is nothing to run. Make a task of it with task().`
    );
  }
  return run;
}

/**
 * A part of what a task gives, to be used as a parameter of another one.
 * @example Evaluate({ weights: outputOf(learned, 'weights') })
 */
export function outputOf<R>(call: Gives<R>): Output<R>;
export function outputOf<R, K extends keyof R & string>(
  call: Gives<R>,
  key: K
): Output<R[K]>;
export function outputOf(call: object, key?: string): Output {
  functionOf(call);
  return new Output(call, key === undefined ? [] : [key]);
}
