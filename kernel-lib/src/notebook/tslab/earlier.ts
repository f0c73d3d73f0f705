/**
 * What a tslab that was not extended from its start has executed before: V8 still knows the compiled cells, and the
 * closure through which the running cell displays holds its request. Both are asked of V8's inspector, at once and
 * without leaving a debugger behind.
 */
import type * as inspector from 'node:inspector';
import type { ShellMessage } from './internals';

/** What could be recovered. */
export interface Earlier {
  /** Compiled cells as V8 got them, in the order of their execution; the running one last. */
  compiled: string[];
  /** Request of the running cell. */
  request?: ShellMessage;
}

/** Name that V8 gives to a script without one. */
const UNNAMED = 'evalmachine.<anonymous>';

const HANDOVER = Symbol.for('trialbook.tslab.handover');

type Global = typeof globalThis & { [HANDOVER]?: unknown };

/**
 * Recovers the cells executed so far.
 * @param isCell Whether a script's source is that of a cell.
 * @param closure A function made by the running request, that refers to it as `msg`.
 */
export function recoverEarlier(
  isCell: (source: string) => boolean,
  closure: unknown
): Earlier {
  const session = openSession();
  if (!session) {
    return { compiled: [] };
  }
  try {
    return {
      compiled: compiledCells(session, isCell),
      request: variableOf(session, closure, 'msg') as ShellMessage | undefined
    };
  } catch {
    return { compiled: [] };
  } finally {
    session.disconnect();
  }
}

function openSession(): inspector.Session | undefined {
  try {
    // Node can be built without the inspector.
    const { Session } = require('node:inspector') as typeof inspector;
    const session = new Session();
    session.connect();
    return session;
  } catch {
    return undefined;
  }
}

function compiledCells(
  session: inspector.Session,
  isCell: (source: string) => boolean
): string[] {
  const ids: string[] = [];
  session.on('Debugger.scriptParsed', ({ params }) => {
    if (params.url === UNNAMED) {
      ids.push(params.scriptId);
    }
  });
  session.post('Debugger.enable');
  const sources = ids
    .sort((a, b) => Number(a) - Number(b))
    .map(scriptId => sourceOf(session, scriptId));
  session.post('Debugger.disable');
  return sources.filter(isCell);
}

function sourceOf(session: inspector.Session, scriptId: string): string {
  let source = '';
  session.post('Debugger.getScriptSource', { scriptId }, (error, result) => {
    source = error ? '' : result.scriptSource;
  });
  return source;
}

/** Value of a variable that a function closes over. */
function variableOf(
  session: inspector.Session,
  closure: unknown,
  name: string
): unknown {
  if (typeof closure !== 'function') {
    return undefined;
  }
  const target = globalThis as Global;
  target[HANDOVER] = closure;
  try {
    const handover = `globalThis[Symbol.for(${JSON.stringify(HANDOVER.description)})]`;
    const scopes = scopesOf(session, evaluate(session, handover));
    for (const scope of scopes) {
      const { own } = propertiesOf(session, scope);
      const found = own.find(property => property.name === name)?.value;
      if (found?.objectId) {
        target[HANDOVER] = undefined;
        session.post('Runtime.callFunctionOn', {
          objectId: found.objectId,
          functionDeclaration: `function () { ${handover} = this; }`
        });
        return target[HANDOVER];
      }
    }
    return undefined;
  } finally {
    delete target[HANDOVER];
  }
}

function evaluate(
  session: inspector.Session,
  expression: string
): string | undefined {
  let id: string | undefined;
  session.post('Runtime.evaluate', { expression }, (error, answer) => {
    id = error ? undefined : answer.result.objectId;
  });
  return id;
}

/** Ids of the scopes of a function, the innermost first. */
function scopesOf(
  session: inspector.Session,
  functionId: string | undefined
): string[] {
  const { internal } = propertiesOf(session, functionId);
  const scopes = internal.find(property => property.name === '[[Scopes]]');
  return propertiesOf(session, scopes?.value?.objectId)
    .own.filter(property => /^\d+$/.test(property.name))
    .flatMap(property => property.value?.objectId ?? []);
}

interface Properties {
  own: inspector.Runtime.PropertyDescriptor[];
  internal: inspector.Runtime.InternalPropertyDescriptor[];
}

function propertiesOf(
  session: inspector.Session,
  objectId: string | undefined
): Properties {
  const found: Properties = { own: [], internal: [] };
  if (objectId !== undefined) {
    const request = { objectId, ownProperties: true };
    const take = (
      error: Error | null,
      answer: inspector.Runtime.GetPropertiesReturnType
    ) => {
      if (!error) {
        found.own = answer.result;
        found.internal = answer.internalProperties ?? [];
      }
    };
    session.post('Runtime.getProperties', request, take);
  }
  return found;
}
