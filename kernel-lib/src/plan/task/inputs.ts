/** The parameters of a task as another process gets them: plain values, and the places where results go. */
import { resolve } from 'node:path';
import { types } from 'node:util';
import { TrialbookError } from '../../errors';
import { requireState, stateOf } from '../config/config-value';
import {
  definitionOf,
  type Definition,
  type Param
} from '../config/definition';
import { Output } from '../config/output';
import { ParamParser, isTask } from '../config/parse';
import { isPlain } from '../identity/plain';

/** A place in the parameters of a task where the result of another one goes. */
export interface TaskInput {
  /** The keys that lead to the place. */
  to: string[];
  /** The task that gives it. */
  task: object;
  /** The keys that lead to the wanted part of the result. */
  part?: string[];
  /** Whether a path is wanted: of the file that the result names, in the run folder of the task, or of this folder. */
  path?: true;
  /** It is inside a config in a list or object, whose parameters the schema of the list cannot check any more. */
  unchecked?: true;
}

export interface TaskInputs {
  /** Plain values, with `null` where a result goes. */
  params: Record<string, unknown>;
  inputs: TaskInput[];
}

/** What a task gave. */
export interface TaskResult {
  value: unknown;
  /** Absolute path of its run's folder. */
  dir: string;
}

/** Takes the parameters of a task apart. */
export function inputsOf(call: object): TaskInputs {
  const { definition, values } = requireState(call, 'inputsOf()');
  const inputs: TaskInput[] = [];
  const params = plainConfig(definition, values, [], inputs);
  return { params, inputs };
}

/**
 * Puts results where they go, and checks them by the schemas of their parameters.
 * @param type the type of the task; without it nothing is checked.
 * @param results of each input, in order.
 * @throws TrialbookError BAD_PARAMETERS when a result does not fit, or has not the part that is wanted.
 */
export function withResults(
  type: unknown,
  params: Record<string, unknown>,
  inputs: readonly Omit<TaskInput, 'task'>[],
  results: readonly TaskResult[]
): Record<string, unknown> {
  inputs.forEach((input, at) =>
    place(params, input.to, resultFor(input, results[at]))
  );
  const definition = definitionOf(type);
  if (definition) {
    check(definition, params, inputs);
  }
  return params;
}

function plainConfig(
  { params }: Definition,
  values: Readonly<Record<string, unknown>>,
  at: string[],
  inputs: TaskInput[]
): Record<string, unknown> {
  return Object.fromEntries(
    [...params.values()].map(param => [
      param.name,
      plainValue(values[param.name], [...at, param.name], inputs, { param })
    ])
  );
}

function plainValue(
  value: unknown,
  to: string[],
  inputs: TaskInput[],
  { param, isInList = false }: { param?: Param; isInList?: boolean } = {}
): unknown {
  if (value instanceof Output || isTask(value)) {
    const output = value instanceof Output ? value : new Output(value);
    inputs.push({
      to,
      task: output.task,
      ...(output.path.length > 0 && { part: [...output.path] }),
      ...(param?.kind === 'path' && { path: true })
    });
    return null;
  }
  const state = stateOf(value);
  if (state) {
    const before = inputs.length;
    const plain = plainConfig(state.definition, state.values, to, inputs);
    if (isInList) {
      inputs.slice(before).forEach(input => (input.unchecked = true));
    }
    return plain;
  }
  if (Array.isArray(value)) {
    return value.map((item, at) =>
      plainValue(item, [...to, String(at)], inputs, { isInList: true })
    );
  }
  if (types.isDate(value)) {
    return new Date(value);
  }
  return isPlain(value)
    ? Object.fromEntries(
        Object.entries(value).map(([key, item]) => [
          key,
          plainValue(item, [...to, key], inputs, { isInList: true })
        ])
      )
    : value;
}

function place(
  params: Record<string, unknown>,
  to: readonly string[],
  value: unknown
): void {
  const last = to.length - 1;
  let inside: unknown = params;
  for (const key of to.slice(0, last)) {
    inside =
      typeof inside === 'object' &&
      inside !== null &&
      Object.hasOwn(inside, key)
        ? (inside as Record<string, unknown>)[key]
        : undefined;
  }
  if (typeof inside !== 'object' || inside === null) {
    throw new TrialbookError(
      'BAD_PARAMETERS',
      `There is no place for a result at ${to.join('.')}.`
    );
  }
  Object.defineProperty(inside, to[last], {
    value,
    configurable: true,
    enumerable: true,
    writable: true
  });
}

function resultFor(
  { part = [], path }: Omit<TaskInput, 'task'>,
  { value, dir }: TaskResult
): unknown {
  const found = part.reduce<unknown>((inside, key) => {
    if (
      typeof inside !== 'object' ||
      inside === null ||
      !Object.hasOwn(inside, key)
    ) {
      throw new TrialbookError(
        'BAD_PARAMETERS',
        `The task gave nothing called ${key}, which another one uses.`
      );
    }
    return (inside as Record<string, unknown>)[key];
  }, value);
  if (path !== true) {
    return found;
  }
  return typeof found === 'string' ? resolve(dir, found) : dir;
}

/** Whole parameters, those of configs inside too. */
function check(
  definition: Definition,
  params: Readonly<Record<string, unknown>>,
  inputs: readonly Omit<TaskInput, 'task'>[]
): void {
  const parser = new ParamParser(() => {
    throw new Error('A result makes no config.');
  });
  const checked = new Set<string>();
  for (const { to, unchecked } of inputs) {
    const owner = unchecked ? undefined : ownerOf(definition, params, to);
    if (owner && !checked.has(owner.path.join('.'))) {
      checked.add(owner.path.join('.'));
      const { values, param } = owner;
      values[param.name] = parser.value(
        param,
        values[param.name],
        new Map(),
        owner.path
      );
    }
  }
  parser.throwIfAny(definition);
}

/** The parameter with a schema that holds the place, unless configs stand in between in lists. */
function ownerOf(
  definition: Definition,
  params: Readonly<Record<string, unknown>>,
  to: readonly string[],
  from = 0
):
  | { param: Param; values: Record<string, unknown>; path: string[] }
  | undefined {
  const param = definition.params.get(to[from]);
  if (param?.kind === 'schema') {
    const values = params as Record<string, unknown>;
    return { param, values, path: to.slice(0, from + 1) };
  }
  return param?.type?.kind === 'config'
    ? ownerOf(
        param.type,
        params[param.name] as Record<string, unknown>,
        to,
        from + 1
      )
    : undefined;
}
