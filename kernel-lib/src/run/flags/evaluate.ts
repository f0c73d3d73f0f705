import type { Expression } from 'acorn';
import type { AnyFunction } from './closure';
import { inspectFunction } from './closure';
import { literalValue } from './literal';
import type { Fallback } from './parameters';

/** A default whose value is known; or one that only the call itself can work out. */
export type Evaluated = { value: unknown } | undefined;

/**
 * Evaluates the defaults of one function where the function itself would: with the variables it closes over and the
 * parameters before it.
 */
export class DefaultEvaluator {
  readonly #fn: AnyFunction;
  #scopes: object[] | undefined;
  /** Parameters resolved so far, by local name. */
  readonly locals: Record<string, unknown> = Object.create(null) as Record<
    string,
    unknown
  >;

  constructor(fn: AnyFunction) {
    this.#fn = fn;
  }

  /**
   * @returns undefined when the value cannot be had from outside (`this`, `arguments`, a name out of sight): leave the
   *   argument away, the call then evaluates it.
   * @throws what the expression throws, as the call would have.
   */
  evaluate({ node, text }: Fallback): Evaluated {
    const literal = literalValue(node);
    if (literal) {
      return literal;
    }
    if (dependsOnCall(node)) {
      return undefined;
    }
    try {
      return { value: this.#run(text) };
    } catch (error) {
      if (isOutOfSight(error)) {
        return undefined;
      }
      throw error;
    }
  }

  #run(text: string): unknown {
    this.#scopes ??= inspectFunction(this.#fn)?.scopes ?? [];
    const chain = [this.locals, ...this.#scopes];
    const scope = new Proxy(Object.create(null) as object, {
      has: (_, name) =>
        typeof name === 'string' && chain.some(object => name in object),
      get: (_, name) => {
        const object = chain.find(candidate => name in candidate);
        return object && Reflect.get(object, name);
      }
    });
    // The text is a part of a function that the caller is about to run in any case.
    const evaluate = new Function(
      '$trialbook',
      `with ($trialbook) { return (${text}\n); }`
    );
    return evaluate(scope) as unknown;
  }
}

/** Also from another realm, where the class is a different one. */
function isOutOfSight(error: unknown): boolean {
  const name = (error as { name?: unknown } | null)?.name;
  return name === 'ReferenceError' || name === 'SyntaxError';
}

/** Whether an expression says `this`, `super`, `arguments`, `new.target`, `import.meta`, `await` or `yield`. */
function dependsOnCall(node: Expression): boolean {
  const pending: unknown[] = [node];
  while (pending.length > 0) {
    const next = pending.pop();
    if (Array.isArray(next)) {
      pending.push(...(next as unknown[]));
    } else if (next !== null && typeof next === 'object') {
      const { type, name } = next as { type?: string; name?: string };
      if (
        /^(ThisExpression|Super|MetaProperty|AwaitExpression|YieldExpression)$/.test(
          type ?? ''
        ) ||
        (type === 'Identifier' && name === 'arguments')
      ) {
        return true;
      }
      pending.push(...Object.values(next));
    }
  }
  return false;
}
