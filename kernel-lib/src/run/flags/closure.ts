import { Session } from 'node:inspector';

/**
 * What V8 knows of a function beyond its text: the variables it closes over, and what a bound function is bound to.
 * Read through V8's own inspector, in this thread, without a debugger attached or a port opened.
 */
export interface Closure {
  /** The variables the function can see, innermost scope first; globals are not among them. */
  scopes: object[];
  /** The function behind `bind()`, and the arguments that were bound. */
  bound?: { target: AnyFunction; args: unknown[] };
}

export type AnyFunction = (...args: never[]) => unknown;

/** Where values are handed between this code and the inspector, which knows them by expressions only. */
const EXCHANGE = Symbol.for('trialbook.closure');
const EXCHANGE_TEXT = "globalThis[Symbol.for('trialbook.closure')]";

interface RemoteObject {
  objectId?: string;
  description?: string;
  value?: unknown;
}

interface RemoteProperty {
  name: string;
  value?: RemoteObject;
}

/** Looks into a function. @returns undefined where there is no inspector. */
export function inspectFunction(fn: AnyFunction): Closure | undefined {
  const holder = globalThis as {
    [EXCHANGE]?: { fn?: unknown; value?: unknown };
  };
  holder[EXCHANGE] = { fn };
  let reader: ClosureReader | undefined;
  try {
    reader = new ClosureReader(holder[EXCHANGE]);
    return reader.read();
  } catch {
    return undefined;
  } finally {
    reader?.close();
    delete holder[EXCHANGE];
  }
}

class ClosureReader {
  readonly #session = new Session();
  readonly #exchange: { fn?: unknown; value?: unknown };

  constructor(exchange: { fn?: unknown; value?: unknown }) {
    this.#exchange = exchange;
    this.#session.connect();
  }

  close(): void {
    this.#session.disconnect();
  }

  read(): Closure {
    const { result } = this.#post<{ result: RemoteObject }>(
      'Runtime.evaluate',
      {
        expression: `${EXCHANGE_TEXT}.fn`
      }
    );
    const internal = this.#internalProperties(result);
    const target = internal.get('[[TargetFunction]]');
    if (target) {
      return {
        scopes: [],
        bound: this.#bound(target, internal.get('[[BoundArgs]]'))
      };
    }
    return { scopes: this.#scopes(internal.get('[[Scopes]]')) };
  }

  #bound(
    target: RemoteObject,
    args: RemoteObject | undefined
  ): Closure['bound'] {
    return {
      args: args ? [...(this.#value(args) as unknown[])] : [],
      target: this.#value(target) as AnyFunction
    };
  }

  #scopes(list: RemoteObject | undefined): object[] {
    if (!list) {
      return [];
    }
    const { result } = this.#post<{ result: RemoteProperty[] }>(
      'Runtime.getProperties',
      {
        objectId: list.objectId,
        ownProperties: true
      }
    );
    const scopes: object[] = [];
    for (const { name, value } of result) {
      if (
        /^\d+$/.test(name) &&
        value &&
        !value.description?.startsWith('Global')
      ) {
        const scope = this.#value(value) as { object?: object };
        if (scope.object) {
          scopes.push(scope.object);
        }
      }
    }
    return scopes;
  }

  #internalProperties(object: RemoteObject): Map<string, RemoteObject> {
    const { internalProperties = [] } = this.#post<{
      internalProperties?: RemoteProperty[];
    }>('Runtime.getProperties', {
      objectId: object.objectId,
      ownProperties: true
    });
    return new Map(
      internalProperties.flatMap(({ name, value }) =>
        value ? [[name, value]] : []
      )
    );
  }

  /** The real object behind the inspector's name for it. */
  #value(remote: RemoteObject): unknown {
    this.#post('Runtime.callFunctionOn', {
      objectId: remote.objectId,
      functionDeclaration: `function () { ${EXCHANGE_TEXT}.value = this; }`
    });
    return this.#exchange.value;
  }

  /** A session in its own thread answers before `post` returns. */
  #post<T>(method: string, params: object): T {
    let answer: T | undefined;
    let failure: Error | null = null;
    this.#session.post(
      method,
      params,
      (error: Error | null, result?: object) => {
        failure = error;
        answer = result as T;
      }
    );
    if (failure || !answer) {
      throw failure ?? new Error(`no answer to ${method}`);
    }
    return answer;
  }
}
