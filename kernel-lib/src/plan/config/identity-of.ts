/** The identity of configs and tasks, and sealing them. */
import { isDeepStrictEqual } from 'node:util';
import { TrialbookError } from '../../errors';
import type { ByteWriter } from '../identity/byte-writer';
import { digest } from '../identity/digest';
import { TAG, type EncodeContext } from '../identity/encode';
import {
  requireState,
  sealState,
  stateOf,
  type ConfigState
} from './config-value';
import type { Param } from './definition';
import { Output } from './output';
import { holdsOutput } from './parse';

/** What may be asked of an identity. */
export interface IdentityOptions {
  /** Of the code that runs it, when it shall be a part of the identity: another code is another task then. */
  code?: string;
}

/**
 * The identity of a config or task: 64 hexadecimal digits that follow from the name of its type and the values that count,
 * as docs/identity.md defines.
 * @throws TrialbookError NO_IDENTITY when a value has none; CYCLE when it leads back to itself.
 */
export function identityOf(
  config: object,
  options: IdentityOptions = {}
): string {
  const state = requireState(config, 'identityOf()');
  const own = digestOf(state, config, { path: [], open: [] }, options.code);
  return Buffer.from(own).toString('hex');
}

/**
 * Makes a config or task final, with everything in it: it is checked, and changing it later is an error.
 * @throws TrialbookError BAD_PARAMETERS when a `check` refuses its values, NO_IDENTITY, CYCLE.
 */
export function seal<C extends object>(config: C): C {
  sealInside(config, requireState(config, 'seal()'), []);
  return config;
}

/** Whether it is final. */
export function isSealed(config: object): boolean {
  return requireState(config, 'isSealed()').sealed;
}

/** Whether a parameter's value is left out of the identity because it is the default. */
export function isSkipped(param: Param, value: unknown): boolean {
  return (
    !param.always &&
    (value === undefined ||
      // Also 0 and -0, which are encoded alike.
      value === param.fallback ||
      isDeepStrictEqual(value, param.fallback))
  );
}

/** A path that a task gives counts: what lies there follows from the task. */
function countsWith(param: Param, value: unknown): boolean {
  return param.counts || (param.kind === 'path' && holdsOutput(value));
}

/** The configs and tasks that stand directly in a value. */
export function configsIn(value: unknown): object[] {
  if (typeof value !== 'object' || value === null) {
    return [];
  }
  if (stateOf(value)) {
    return [value];
  }
  if (value instanceof Output) {
    return [value.task];
  }
  if (value instanceof Map) {
    return [...value].flat().flatMap(configsIn);
  }
  const items = value instanceof Set ? [...value] : Object.values(value);
  return items.flatMap(configsIn);
}

function digestOf(
  state: ConfigState,
  config: object,
  context: EncodeContext,
  code?: string
): Uint8Array {
  if (state.digest && code === undefined) {
    return state.digest;
  }
  const { definition, values } = state;
  const params: [string, unknown][] = [];
  for (const param of definition.params.values()) {
    const value = values[param.name];
    if (countsWith(param, value) && !isSkipped(param, value)) {
      params.push([param.name, value]);
    }
  }
  const open = context.open.includes(config)
    ? context.open
    : [...context.open, config];
  return digest(
    { name: definition.name, params, ...(code !== undefined && { code }) },
    {
      ...context,
      open,
      own: (value, writer) => writeOwn(value, writer, { ...context, open })
    }
  );
}

/** Configs are written by their digest, outputs by that of their task and the part. */
function writeOwn(
  value: object,
  writer: ByteWriter,
  context: EncodeContext
): boolean {
  const output = value instanceof Output ? value : undefined;
  const config = output?.task ?? value;
  const state = stateOf(config);
  if (!state) {
    return false;
  }
  if (context.open.includes(config)) {
    throw cycle(state, context.path);
  }
  const inner = digestOf(state, config, context);
  if (state.definition.kind === 'config') {
    writer.byte(TAG.config).raw(inner);
    return true;
  }
  const path = output?.path ?? [];
  writer.byte(TAG.output).raw(inner).uint32(path.length);
  path.forEach(key => writer.text(key));
  return true;
}

function sealInside(
  config: object,
  state: ConfigState,
  open: readonly object[]
): void {
  if (state.sealed) {
    return;
  }
  if (open.includes(config)) {
    throw cycle(state, []);
  }
  for (const inner of configsIn(Object.values(state.values))) {
    const inside = stateOf(inner);
    if (inside) {
      sealInside(inner, inside, [...open, config]);
    }
  }
  runChecks(state);
  sealState(state, digestOf(state, config, { path: [], open: [] }));
}

function runChecks({ definition, values }: ConfigState): void {
  for (
    let type: typeof definition | undefined = definition;
    type;
    type = type.parent
  ) {
    try {
      type.check?.(values as never);
    } catch (cause) {
      throw new TrialbookError(
        'BAD_PARAMETERS',
        `${definition.name}: ${cause instanceof Error ? cause.message : String(cause)}`,
        { cause }
      );
    }
  }
}

function cycle(
  { definition }: ConfigState,
  path: readonly string[]
): TrialbookError {
  return new TrialbookError(
    'CYCLE',
    `${definition.name} ${path.length > 0 ? `is reached again from itself, at ${path.join('.')}` : 'is a part of itself'}. What a task needs must not need the task.`
  );
}
