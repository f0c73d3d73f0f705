/** The parameters of a task as its function gets them. */
import { types } from 'node:util';
import { TrialbookError } from '../../errors';
import {
  requireState,
  stateOf,
  type ConfigState
} from '../config/config-value';
import { isPlain } from '../identity/plain';
import { Output } from '../config/output';
import { ParamParser, holdsOutput } from '../config/parse';

/**
 * The parameters of a task as plain values, with results in place of the tasks that give them. Results are checked by the
 * schemas of the parameters that they are used for.
 * @param resultOf what a task gave.
 * @throws TrialbookError BAD_PARAMETERS when a result does not fit.
 */
export function runParams(
  call: object,
  resultOf: (task: object) => unknown
): Record<string, unknown> {
  return plainValues(requireState(call, 'runParams()'), resultOf);
}

function plainValues(
  { definition, values }: ConfigState,
  resultOf: (task: object) => unknown
): Record<string, unknown> {
  const parser = new ParamParser(() => {
    throw new Error('A result makes no config.');
  });
  const plain: Record<string, unknown> = {};
  for (const param of definition.params.values()) {
    const value = resolve(values[param.name], resultOf);
    plain[param.name] =
      param.kind === 'schema' && holdsOutput(values[param.name])
        ? parser.value(param, value, new Map(), [param.name])
        : value;
  }
  parser.throwIfAny(definition);
  return plain;
}

function resolve(value: unknown, resultOf: (task: object) => unknown): unknown {
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  if (value instanceof Output) {
    return value.path.reduce<unknown>(part, resultOf(value.task));
  }
  const state = stateOf(value);
  if (state) {
    return state.definition.kind === 'task'
      ? resultOf(value)
      : plainValues(state, resultOf);
  }
  if (Array.isArray(value)) {
    return value.map(item => resolve(item, resultOf));
  }
  if (types.isSet(value)) {
    return new Set([...value].map(item => resolve(item, resultOf)));
  }
  if (types.isMap(value)) {
    return new Map(
      [...value].map(([key, item]) => [key, resolve(item, resultOf)])
    );
  }
  if (types.isDate(value)) {
    return new Date(value);
  }
  if (!isPlain(value)) {
    return value;
  }
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, resolve(item, resultOf)])
  );
}

function part(result: unknown, key: string): unknown {
  if (
    typeof result !== 'object' ||
    result === null ||
    !Object.hasOwn(result, key)
  ) {
    throw new TrialbookError(
      'BAD_PARAMETERS',
      `The task gave nothing called ${key}, which another one uses.`
    );
  }
  return (result as Record<string, unknown>)[key];
}
