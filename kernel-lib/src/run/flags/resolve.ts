import { inspectFunction, type AnyFunction } from './closure';
import { DefaultEvaluator } from './evaluate';
import {
  readSignature,
  type Fallback,
  type ObjectPattern,
  type Parameter,
  type Property
} from './parameters';
import { place, type Placed } from './place';

/** A call, ready to be made and to be recorded. */
export interface ResolvedCall {
  /** What to call the function with. */
  args: unknown[];
  /** Every flag by name, in the order in which the function declares them. */
  flags: Record<string, unknown>;
  /** Names of the flags that took the function's own default. */
  defaults: string[];
}

/** Stands for a default that only the call itself can work out; recorded by its text. */
export class Unevaluated {
  constructor(readonly text: string) {}
}

/** The nested flags that a resolution made itself: only these can hold an `Unevaluated` further down. */
export const nestedFlags = new WeakSet<object>();

/**
 * Finds out what a function will be called with: the parameters given, and its own defaults for the rest. A default
 * that is an expression is evaluated here, once, and passed on, so that the value recorded is the value used.
 *
 * @param params an object of flags by name, or an array of arguments by position.
 * @throws TrialbookError BAD_FLAGS on a name the function does not have, or too many arguments.
 * @throws what evaluating a default throws.
 */
export function resolveCall(fn: AnyFunction, params?: unknown): ResolvedCall {
  const { signature, target, bound } = signatureOf(fn);
  if (!signature) {
    return opaqueCall(params);
  }
  const parameters = signature.parameters.slice(bound.length);
  const placed = place(functionName(fn), parameters, params);
  const resolver = new Resolver(target);
  resolver.bind(signature.parameters, bound);
  return resolver.resolve(parameters, placed);
}

/** Whether the function can be given a flag of this name. */
export function takesFlag(fn: AnyFunction, flag: string): boolean {
  const { signature, bound } = signatureOf(fn);
  if (!signature) {
    return true;
  }
  try {
    place('', signature.parameters.slice(bound.length), { [flag]: undefined });
    return true;
  } catch {
    return false;
  }
}

/** The function's name without what `bind` puts before it. */
export function functionName(fn: AnyFunction): string {
  return fn.name.replace(/^(bound )+/, '') || 'anonymous';
}

/** The parameters of a function, behind `bind()` too, and the arguments that are bound. */
export function signatureOf(fn: AnyFunction) {
  let target = fn;
  const bound: unknown[] = [];
  let signature = readSignature(Function.prototype.toString.call(target));
  while (!signature) {
    const binding = inspectFunction(target)?.bound;
    if (!binding) {
      break;
    }
    target = binding.target;
    bound.unshift(...binding.args);
    signature = readSignature(Function.prototype.toString.call(target));
  }
  return { signature, target, bound };
}

/** A function without a text: what is given is passed as it is. */
function opaqueCall(params: unknown): ResolvedCall {
  if (params === undefined) {
    return { args: [], flags: {}, defaults: [] };
  }
  if (Array.isArray(params)) {
    const args = params as unknown[];
    const flags = Object.fromEntries(
      args.map((arg, index) => [`arg${index + 1}`, arg])
    );
    return { args, flags, defaults: [] };
  }
  return { args: [params], flags: { ...(params as object) }, defaults: [] };
}

class Resolver {
  readonly #evaluator: DefaultEvaluator;
  readonly #call: ResolvedCall = { args: [], flags: {}, defaults: [] };
  /** Whether the one parameter there is got, or would get, an object as a whole. */
  #isOnly = false;

  constructor(target: AnyFunction) {
    this.#evaluator = new DefaultEvaluator(target);
  }

  /** Lets later defaults see the arguments that `bind()` fixed. */
  bind(parameters: Parameter[], args: unknown[]): void {
    for (const [index, value] of args.entries()) {
      const parameter = parameters[index];
      if (parameter?.kind === 'name') {
        this.#evaluator.locals[parameter.name] = value;
      }
    }
  }

  resolve(parameters: Parameter[], placed: Placed): ResolvedCall {
    this.#isOnly = parameters.length === 1 && placed.byName !== true;
    for (const [index, parameter] of parameters.entries()) {
      if (parameter.kind === 'rest') {
        this.#rest(parameter.name, placed.values.slice(index));
      } else {
        this.#call.args.push(
          this.#parameter(parameter, placed.values[index], index)
        );
      }
    }
    trimEnd(this.#call.args);
    return this.#call;
  }

  #parameter(
    parameter: Exclude<Parameter, { kind: 'rest' }>,
    given: unknown,
    index: number
  ): unknown {
    const isDefault = given === undefined && parameter.fallback !== undefined;
    const value = isDefault ? this.#default(parameter.fallback) : given;
    switch (parameter.kind) {
      case 'name':
        this.#evaluator.locals[parameter.name] = value;
        this.#named(parameter.name, value, isDefault);
        return undefinedIfUnevaluated(value);
      case 'array':
        this.#set(`arg${index + 1}`, value, isDefault);
        return undefinedIfUnevaluated(value);
      case 'object':
        return this.#objectArgument(parameter.pattern, value, isDefault);
    }
  }

  /** A plain object that is all a function takes is its flags; elsewhere it is one flag among others. */
  #named(name: string, value: unknown, isDefault: boolean): void {
    if (!this.#isOnly || !isPlainObject(value)) {
      this.#set(name, value, isDefault);
      return;
    }
    for (const [key, flag] of Object.entries(value)) {
      this.#set(key, flag, isDefault);
    }
  }

  #objectArgument(
    pattern: ObjectPattern,
    value: unknown,
    isDefault: boolean
  ): unknown {
    if (value === null || value === undefined || value instanceof Unevaluated) {
      // The call itself will fail, or evaluate the default, in the function's own words.
      return undefinedIfUnevaluated(value);
    }
    const { argument, flags, defaults } = this.#destructure(
      pattern,
      value as object
    );
    for (const [key, flag] of Object.entries(flags)) {
      this.#set(key, flag, isDefault || defaults.has(key));
    }
    return argument;
  }

  #destructure(pattern: ObjectPattern, base: object) {
    const flags: Record<string, unknown> = {};
    const defaults = new Set<string>();
    const filled: Record<string, unknown> = {};
    for (const property of pattern.properties) {
      const given = (base as Record<string, unknown>)[property.key];
      const { value, flag, isDefault } = this.#property(property, given);
      setOwn(flags, property.key, flag);
      if (isDefault) {
        defaults.add(property.key);
      }
      setOwn(filled, property.key, value);
    }
    if (pattern.open) {
      for (const key of Object.keys(base)) {
        if (!Object.hasOwn(flags, key)) {
          setOwn(flags, key, (base as Record<string, unknown>)[key]);
        }
      }
    }
    return { argument: { ...base, ...filled }, flags, defaults };
  }

  #property(property: Property, given: unknown) {
    const isDefault = given === undefined && property.fallback !== undefined;
    const value = isDefault ? this.#default(property.fallback) : given;
    if (property.local !== undefined) {
      this.#evaluator.locals[property.local] = value;
    }
    const isObject = typeof value === 'object' && value !== null;
    if (property.pattern && isObject && !(value instanceof Unevaluated)) {
      const nested = this.#destructure(property.pattern, value);
      nestedFlags.add(nested.flags);
      return {
        value: nested.argument as unknown,
        flag: nested.flags as unknown,
        isDefault
      };
    }
    return { value: undefinedIfUnevaluated(value), flag: value, isDefault };
  }

  #rest(name: string | undefined, values: unknown[]): void {
    this.#call.args.push(...values);
    if (this.#isOnly && values.length === 1 && isPlainObject(values[0])) {
      this.#named('', values[0], false);
    } else if (name !== undefined && values.length > 0) {
      this.#set(name, values, false);
    }
  }

  #default(fallback: Fallback | undefined): unknown {
    if (!fallback) {
      return undefined;
    }
    const evaluated = this.#evaluator.evaluate(fallback);
    return evaluated ? evaluated.value : new Unevaluated(fallback.text);
  }

  #set(name: string, value: unknown, isDefault: boolean): void {
    setOwn(this.#call.flags, name, value);
    if (isDefault) {
      this.#call.defaults.push(name);
    }
  }
}

/** An object of no class of its own. */
export function isPlainObject(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) {
    return false;
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  // An object of another realm has another Object.prototype, whose own prototype is null all the same.
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function undefinedIfUnevaluated(value: unknown): unknown {
  return value instanceof Unevaluated ? undefined : value;
}

/** Assigns also the name `__proto__` as a property of its own. */
function setOwn(target: object, key: string, value: unknown): void {
  Object.defineProperty(target, key, {
    value,
    enumerable: true,
    configurable: true,
    writable: true
  });
}

/** Arguments that nobody gave are left away, so that `arguments.length` is what it would have been. */
function trimEnd(args: unknown[]): void {
  while (args.length > 0 && args[args.length - 1] === undefined) {
    args.pop();
  }
}
