/** Types of configs. */
import { TrialbookError } from '../../errors';
import type { TagValue } from '../tags/tag';
import { newConfig, stateOf, type ConfigState } from './config-value';
import {
  define,
  definitionOf,
  extendsType,
  paramOf,
  type Definition
} from './definition';
import type { ConfigType, Shape } from './field';
import { ParamParser } from './parse';
import type { Config, GivenValues, Values } from './types';

/** What a type of configs may have beside its parameters. */
export interface ConfigOptions<S extends Shape> {
  /** What it is, for the reference. */
  description?: string;
  /** Refuses values that do not fit together, by throwing; called before anything is submitted. */
  check?: (values: Values<S>) => void;
}

/** A type of configs: call it with values to make one. */
export interface ConfigMaker<S extends Shape> extends ConfigType<Config<S>> {
  /**
   * @throws TrialbookError BAD_PARAMETERS that lists everything that is wrong, by path.
   */
  (...given: GivenArgument<S>): Config<S>;
  readonly shape: S;
  /**
   * A type that has these parameters and more, and may be used wherever this one is wanted. Parameters of the same name
   * replace those here.
   */
  extend<More extends Shape>(
    name: string,
    shape: More,
    options?: ConfigOptions<Omit<S, keyof More> & More>
  ): ConfigMaker<Omit<S, keyof More> & More>;
}

/** Nothing has to be given where everything has a default. */
export type GivenArgument<S extends Shape> =
  Record<never, never> extends GivenValues<S>
    ? [given?: GivenValues<S>]
    : [given: GivenValues<S>];

/**
 * Declares a type of configs: typed parameters with defaults and docs, and an identity that follows from their values.
 * @param name part of the identity; a config keeps its identity wherever its type is declared.
 * @param shape schemas of zod, other types of configs, and `meta()`, `always()`, `path()`, `constant()`.
 * @throws TrialbookError BAD_PARAMETERS when the name or a parameter's name cannot be used.
 * @example
 * const CNN = config('mnist.cnn', {
 *   layers: z.int().default(2).describe('Number of hidden layers'),
 *   hidden: z.int().default(64)
 * });
 * identityOf(CNN()) === identityOf(CNN({ layers: 2 })); // true
 */
export function config<S extends Shape>(
  name: string,
  shape: S,
  options: ConfigOptions<S> = {}
): ConfigMaker<S> {
  return makerOf(newDefinition('config', name, shape, options), shape);
}

function makerOf<S extends Shape>(
  definition: Definition,
  shape: S
): ConfigMaker<S> {
  const make = (given: Record<string, unknown> = {}) =>
    construct(definition, given);
  const maker = Object.assign(make, {
    typeName: definition.name,
    shape,
    is: (value: unknown) => extendsType(stateOf(value)?.definition, definition),
    extend: (name: string, more: Shape, options: ConfigOptions<Shape> = {}) => {
      const all = { ...shape, ...more };
      return makerOf(
        newDefinition('config', name, all, options, definition),
        all
      );
    }
  });
  define(maker, definition);
  return maker as unknown as ConfigMaker<S>;
}

/** A definition, checked. */
export function newDefinition(
  kind: Definition['kind'],
  name: string,
  shape: Shape,
  { description, check }: { description?: string; check?: unknown },
  parent?: Definition
): Definition {
  if (!NAME.test(name)) {
    throw new TrialbookError(
      'BAD_PARAMETERS',
      `${JSON.stringify(name)} cannot be the name of a ${kind}: letters, digits and _ - . / are possible, a letter first.`
    );
  }
  const params = Object.entries(shape).map(
    ([param, field]) => [param, paramOf(param, field)] as const
  );
  return {
    name,
    kind,
    params: new Map(params),
    ...(parent && { parent }),
    ...(description !== undefined && { description }),
    ...(typeof check === 'function' && {
      check: check as (values: never) => void
    })
  };
}

const NAME = /^\p{L}[\p{L}\p{N}_./-]*$/u;

/**
 * A config of a type.
 * @throws TrialbookError BAD_PARAMETERS
 */
export function construct(
  definition: Definition,
  given: Record<string, unknown>
): object {
  const parser = new ParamParser(make);
  const { values, tags } = parser.parse(definition, given);
  parser.throwIfAny(definition);
  return make(definition, values, tags);
}

function make(
  definition: Definition,
  values: Record<string, unknown>,
  tags: Map<string, TagValue>
): object {
  return newConfig(definition, values, tags, setParam);
}

function setParam(state: ConfigState, name: string, value: unknown): void {
  const { definition, values, tags } = state;
  const param = definition.params.get(name);
  const parser = new ParamParser(make);
  if (param) {
    const found = new Map<string, TagValue>();
    const parsed = parser.value(param, value, found, [name]);
    parser.throwIfAny(definition);
    values[name] = parsed;
    found.forEach((text, key) => tags.set(key, text));
  } else {
    parser.parse(definition, { ...values, [name]: value });
    parser.throwIfAny(definition);
  }
}

/**
 * Makes a config or task of a type that is known only when the program runs, such as that of a file.
 * @throws TrialbookError BAD_PARAMETERS
 */
export function configFrom<V>(
  type: ConfigType<V>,
  given: Record<string, unknown>
): V {
  return construct(definitionOf(type) as Definition, given) as V;
}
