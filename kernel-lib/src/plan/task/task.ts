/** Tasks: configs with a function that gives a result. */
import { TrialbookError } from '../../errors';
import {
  construct,
  newDefinition,
  type ConfigOptions,
  type GivenArgument
} from '../config/config';
import { requireState, stateOf } from '../config/config-value';
import { define, definitionOf, extendsType } from '../config/definition';
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

/** A type of tasks as whoever runs its tasks needs it. */
interface DeclaredTask {
  maker: TaskMaker<Shape, unknown>;
  /** File of the module that declares it; in a notebook, of the cell's code. */
  file?: string;
}

const declared = new WeakMap<object, DeclaredTask>();

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
  const make = (given: Record<string, unknown> = {}) =>
    construct(definition, given);
  const maker = Object.assign(make, {
    typeName: name,
    shape,
    run,
    is: (value: unknown) => extendsType(stateOf(value)?.definition, definition)
  });
  define(maker, definition);
  declared.set(definition, {
    maker: maker as unknown as TaskMaker<Shape, unknown>,
    file: callingFile(task)
  });
  return maker as unknown as TaskMaker<S, R>;
}

/**
 * The function of a task.
 * @throws TrialbookError BAD_PARAMETERS when it is no task.
 */
export function functionOf(call: object): TaskFunction<Shape, unknown> {
  return declarationOf(call, 'functionOf()').maker.run;
}

/**
 * The type of a task, and where it was declared.
 * @param caller named when it is no task.
 * @throws TrialbookError BAD_PARAMETERS when it is no task.
 */
export function declarationOf(call: object, caller: string): DeclaredTask {
  const { definition } = requireState(call, caller);
  const found = declared.get(definition);
  if (!found) {
    throw new TrialbookError(
      'BAD_PARAMETERS',
      `${definition.name} is a config: there is nothing to run. Make a task of it with task().`
    );
  }
  return found;
}

/** Whether a value is a type of tasks. */
export function isTaskMaker(
  value: unknown
): value is TaskMaker<Shape, unknown> {
  return definitionOf(value)?.kind === 'task';
}

/** The file whose code called `fn`. */
// eslint-disable-next-line @typescript-eslint/no-unsafe-function-type
function callingFile(fn: Function): string | undefined {
  const before = Error.prepareStackTrace;
  try {
    // The structured form: where whoever runs the program maps positions, the text names other files.
    Error.prepareStackTrace = (_error, sites) => sites;
    const holder: { stack?: unknown } = {};
    Error.captureStackTrace(holder, fn);
    const [site] = holder.stack as NodeJS.CallSite[];
    return site?.getFileName() ?? undefined;
  } finally {
    Error.prepareStackTrace = before;
  }
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
