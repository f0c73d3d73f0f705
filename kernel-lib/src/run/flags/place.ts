import { TrialbookError } from '../../errors';
import type { ObjectPattern, Parameter } from './parameters';

/** Values by place; `undefined` where nothing was given. */
export interface Placed {
  values: unknown[];
  /** True when positional parameters were given by their names. */
  byName?: boolean;
}

/**
 * Puts what the caller gave to the parameters of the function.
 *
 * An array is by position. An object is by name: positional parameters by their name, the keys of an object parameter
 * by theirs. Where a function takes one parameter that is not destructured, the object is that parameter, unless its
 * only key is the parameter's name.
 *
 * @throws TrialbookError BAD_FLAGS
 */
export function place(
  name: string,
  parameters: Parameter[],
  params: unknown
): Placed {
  if (params === undefined || params === null) {
    return { values: [] };
  }
  if (Array.isArray(params)) {
    return byPosition(name, parameters, params as unknown[]);
  }
  if (typeof params !== 'object') {
    throw new TrialbookError(
      'BAD_FLAGS',
      `run() takes the flags of ${name} as an object, such as ${example(parameters)}, or as an array of arguments; got ${describe(params)}.`
    );
  }
  return byName(name, parameters, params as Record<string, unknown>);
}

function byPosition(
  name: string,
  parameters: Parameter[],
  values: unknown[]
): Placed {
  const takesRest = parameters.at(-1)?.kind === 'rest';
  if (values.length > parameters.length && !takesRest) {
    throw new TrialbookError(
      'BAD_FLAGS',
      `${name} takes ${count(parameters.length, 'argument')}, ${values.length} were given.`
    );
  }
  for (const [index, parameter] of parameters.entries()) {
    const value = values[index];
    if (parameter.kind === 'object' && typeof value === 'object' && value) {
      checkKeys(name, [], parameter.pattern, Object.keys(value), '');
    }
  }
  return { values };
}

function byName(
  name: string,
  parameters: Parameter[],
  given: Record<string, unknown>
): Placed {
  if (isWholeArgument(parameters, given)) {
    return { values: [given] };
  }
  const names = parameters.flatMap(parameter =>
    parameter.kind === 'name' ? [parameter.name] : []
  );
  const patterns = parameters.flatMap(parameter =>
    parameter.kind === 'object' ? [parameter.pattern] : []
  );
  checkNames(name, names, patterns, given);
  if (parameters.length === 1 && patterns.length === 1) {
    checkNested(name, patterns[0], given, '');
    return { values: [given] };
  }
  const rest = Object.entries(given).filter(([key]) => !names.includes(key));
  return {
    byName: true,
    values: parameters.map(parameter => {
      if (parameter.kind === 'name') {
        return Object.hasOwn(given, parameter.name)
          ? given[parameter.name]
          : undefined;
      }
      return parameter.kind === 'object'
        ? part(name, parameter.pattern, patterns, rest)
        : undefined;
    })
  };
}

/** Defaults that may well be objects. */
const OBJECT_LIKE = [
  'ObjectExpression',
  'NewExpression',
  'CallExpression',
  'Identifier',
  'MemberExpression'
];

/** `train(config)` called with `{ lr: 1 }`, against `{ config: { lr: 1 } }`. */
function isWholeArgument(
  parameters: Parameter[],
  given: Record<string, unknown>
): boolean {
  const [first] = parameters;
  if (parameters.length !== 1 || first.kind === 'object') {
    return false;
  }
  if (first.kind !== 'name') {
    return true;
  }
  const keys = Object.keys(given);
  if (keys.length === 1 && keys[0] === first.name) {
    return false;
  }
  const type = first.fallback?.node.type;
  return type === undefined || OBJECT_LIKE.includes(type);
}

/** The keys that belong to one object parameter; none given leaves the parameter to its default. */
function part(
  name: string,
  pattern: ObjectPattern,
  patterns: ObjectPattern[],
  rest: [string, unknown][]
): unknown {
  const own = rest.filter(([key]) => ownerOf(key, patterns) === pattern);
  if (own.length === 0) {
    return undefined;
  }
  const value = Object.fromEntries(own);
  checkNested(name, pattern, value, '');
  return value;
}

function ownerOf(
  key: string,
  patterns: ObjectPattern[]
): ObjectPattern | undefined {
  return (
    patterns.find(({ properties }) =>
      properties.some(property => property.key === key)
    ) ?? patterns.find(({ open }) => open)
  );
}

function checkNames(
  name: string,
  names: string[],
  patterns: ObjectPattern[],
  given: object
): void {
  const unknown = Object.keys(given).filter(
    key => !names.includes(key) && !ownerOf(key, patterns)
  );
  if (unknown.length > 0) {
    const known = [
      ...names,
      ...patterns.flatMap(({ properties }) => properties.map(({ key }) => key))
    ];
    throw unknownFlags(name, unknown, known);
  }
}

function checkKeys(
  name: string,
  names: string[],
  pattern: ObjectPattern,
  keys: string[],
  prefix: string
): void {
  const known = pattern.properties.map(({ key }) => key);
  const unknown = keys.filter(
    key => !names.includes(key) && !known.includes(key)
  );
  if (unknown.length > 0 && !pattern.open) {
    throw unknownFlags(
      name,
      unknown.map(key => prefix + key),
      known.map(key => prefix + key)
    );
  }
}

function checkNested(
  name: string,
  pattern: ObjectPattern,
  given: Record<string, unknown>,
  prefix: string
): void {
  for (const { key, pattern: nested } of pattern.properties) {
    const value = Object.hasOwn(given, key) ? given[key] : undefined;
    if (nested && typeof value === 'object' && value !== null) {
      const path = `${prefix}${key}.`;
      checkKeys(name, [], nested, Object.keys(value), path);
      checkNested(name, nested, value as Record<string, unknown>, path);
    }
  }
}

function unknownFlags(
  name: string,
  unknown: string[],
  known: string[]
): TrialbookError {
  const list = unknown.map(flag => `"${flag}"`).join(', ');
  const has =
    known.length > 0
      ? `Its flags are: ${known.join(', ')}.`
      : 'It takes no flags.';
  return new TrialbookError('BAD_FLAGS', `${name} has no flag ${list}. ${has}`);
}

function example(parameters: Parameter[]): string {
  const [first] = parameters;
  const flag =
    first?.kind === 'object'
      ? first.pattern.properties[0]?.key
      : first?.kind === 'name'
        ? first.name
        : undefined;
  return `{ ${flag ?? 'flag'}: … }`;
}

function describe(value: unknown): string {
  return typeof value === 'string'
    ? `the text "${value.slice(0, 40)}"`
    : `a ${typeof value}`;
}

function count(n: number, noun: string): string {
  return `${n === 0 ? 'no' : n} ${noun}${n === 1 ? '' : 's'}`;
}
