/** A config: parameters with values, open to change until it is sealed. */
import { types } from 'node:util';
import { TrialbookError } from '../../errors';
import { isPlain } from '../identity/plain';
import type { TagValue } from '../tags/tag';
import type { Definition } from './definition';

/** What is known of a config beside its values. */
export interface ConfigState {
  readonly definition: Definition;
  /** The parsed values; an output stands where one was given. */
  readonly values: Record<string, unknown>;
  readonly tags: Map<string, TagValue>;
  sealed: boolean;
  /** Kept from the sealing on. */
  digest?: Uint8Array;
}

const states = new WeakMap<object, ConfigState>();

/** The state of a config; undefined of anything else. */
export function stateOf(value: unknown): ConfigState | undefined {
  return typeof value === 'object' && value !== null
    ? states.get(value)
    : undefined;
}

/**
 * The state of what has to be a config.
 * @throws TrialbookError BAD_PARAMETERS
 */
export function requireState(value: unknown, caller: string): ConfigState {
  const state = stateOf(value);
  if (!state) {
    throw new TrialbookError(
      'BAD_PARAMETERS',
      `${caller} takes a config or a task, made by what config() or task() gave.`
    );
  }
  return state;
}

/** Of the values that a config shows: it is no plain object. */
const VALUES = Object.create(Object.prototype) as object;

/**
 * @param set parses a value that is set later, and keeps it.
 */
export function newConfig(
  definition: Definition,
  values: Record<string, unknown>,
  tags: Map<string, TagValue>,
  set: (state: ConfigState, name: string, value: unknown) => void
): object {
  const target = Object.assign(Object.create(VALUES), values) as Record<
    string,
    unknown
  >;
  const state: ConfigState = {
    definition,
    values: target,
    tags,
    sealed: false
  };
  const refuse = (name: string | symbol): never => {
    throw sealedError(definition.name, String(name));
  };
  const proxy = new Proxy(target, {
    set(_target, name, value) {
      if (state.sealed) {
        refuse(name);
      }
      set(state, String(name), value);
      return true;
    },
    defineProperty: (_target, name) => refuse(name),
    deleteProperty: (_target, name) => refuse(name)
  });
  states.set(proxy, state);
  return proxy;
}

/** From here on the config says that it cannot be changed, as do the lists, objects, sets, maps and dates in it. */
export function sealState(state: ConfigState, digest: Uint8Array): void {
  state.digest = digest;
  state.sealed = true;
  for (const [name, value] of Object.entries(state.values)) {
    state.values[name] = guarded(value, `${state.definition.name}.${name}`);
  }
}

function guarded(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || states.has(value)) {
    return value;
  }
  const refuse = (): never => {
    throw sealedError(name);
  };
  if (types.isMap(value) || types.isSet(value) || types.isDate(value)) {
    return withoutChange(value, refuse);
  }
  if (!Array.isArray(value) && !isPlain(value)) {
    return value;
  }
  const copy: Record<string, unknown> = Array.isArray(value)
    ? ([] as unknown as Record<string, unknown>)
    : {};
  for (const [key, item] of Object.entries(value)) {
    copy[key] = guarded(item, `${name}.${key}`);
  }
  return new Proxy(copy, {
    set: refuse,
    defineProperty: refuse,
    deleteProperty: refuse
  });
}

/** Of a copy, so that what its maker still holds is not touched. */
function withoutChange(value: object, refuse: () => never): object {
  const copy = types.isMap(value)
    ? new Map(value)
    : types.isSet(value)
      ? new Set(value)
      : new Date(value as Date);
  const own = Object.getOwnPropertyNames(Object.getPrototypeOf(copy));
  for (const name of own) {
    if (/^(set|add$|delete$|clear$)/.test(name)) {
      Object.defineProperty(copy, name, { value: refuse });
    }
  }
  return copy;
}

function sealedError(...path: string[]): TrialbookError {
  return new TrialbookError(
    'SEALED',
    `${path.join('.')} cannot be changed: the config was submitted, and its identity stands. Make a new one with other values.`
  );
}
