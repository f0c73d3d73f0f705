/**
 * Whether the value of a definition can be had again by executing the definition again. It can, unless that executes
 * something whose result differs from time to time, that acts outside of the process, that launches or reads runs, or that
 * changes variables of the cells.
 */
import { isBuiltin } from 'node:module';
import type ts from 'typescript';
import type { Changes } from './changes';
import type { CellFunction, Functions } from './functions';
import type { Names } from './names';
import type { Context } from './roots';
import type { Unit } from './units';

/** Of the language and of Node: what gives another result each time, or comes from outside. */
const VARYING_GLOBALS =
  /^(?:Math\.random|Date\.now|Date|crypto(?:\..+)?|performance(?:\..+)?|fetch|WebSocket|XMLHttpRequest|EventSource|prompt|process\.(?:hrtime|uptime|memoryUsage|cpuUsage|resourceUsage|pid|nextTick|on|once|exit|kill))$/;

/** Modules of Node whose functions act outside of the process, or measure it. */
const OUTSIDE =
  /^(?:child_process|cluster|dgram|dns|http|http2|https|inspector|net|perf_hooks|readline|repl|tls|worker_threads)(?:\/|$)/;

/** Functions of Node's own modules that give another result each time. */
const VARYING = /^(?:random|generate|webcrypto|getRandomValues)/;

/** Functions of `fs` that change what is on disk. */
const WRITING =
  /^(?:append|chmod|chown|copy|cp|create|fchmod|fchown|ftruncate|futimes|link|lutimes|mkd|mkdtemp|mkdir|open|rename|rm|symlink|truncate|unlink|utimes|watch|write)/;

/** What launches runs, or reads what runs have left. */
const LAUNCHING = /^(?:run|sweep|rerun|experiment)$/;
const READING =
  /^(?:currentRun|getRun|runs|latestRun|readRun|listRuns|diffRuns|whatChanged|checkHome|importRuns|copyRuns|log\w*)$/;

/** See the head of this file. */
export class Reproducible {
  constructor(
    readonly names: Names,
    readonly functions: Functions,
    readonly changes: Changes
  ) {}

  /** Why executing a definition again may not give the same again: the end of a sentence; `undefined` when it does. */
  whyNot(unit: Unit): string | undefined {
    const at = { cell: unit.cell, time: unit.cell };
    if (
      unit.kind === 'function' ||
      unit.kind === 'type' ||
      unit.kind === 'import'
    ) {
      return undefined;
    }
    const changed = [...this.changes.changedBy(unit.node, at)].filter(
      each => each !== unit
    );
    return (
      this.#varies(unit.node, at, new Set()) ??
      (changed.length > 0
        ? `that changes ${changed
            .flatMap(each => each.names)
            .map(name => `\`${name}\``)
            .join(', ')}`
        : undefined)
    );
  }

  #varies(node: ts.Node, at: Context, seen: Set<ts.Node>): string | undefined {
    let why: string | undefined;
    if (!seen.has(node)) {
      seen.add(node);
      this.functions.executed(node, at, each => {
        why ??= this.#variesHere(each, at, seen);
      });
    }
    return why;
  }

  #variesHere(
    node: ts.Node,
    at: Context,
    seen: Set<ts.Node>
  ): string | undefined {
    const { ts } = this.names;
    if (ts.isPropertyAccessExpression(node)) {
      const inGetter = this.#inFunctions(
        this.functions.getters(node),
        at,
        seen
      );
      if (inGetter !== undefined) {
        return inGetter;
      }
      const of = this.functions.callee(node, at);
      return of.kind === 'global' &&
        VARYING_GLOBALS.test(of.path) &&
        of.path !== 'Date'
        ? `it uses ${of.path}`
        : undefined;
    }
    const isNew = ts.isNewExpression(node);
    if (!isNew && !ts.isCallExpression(node)) {
      return ts.isTaggedTemplateExpression(node)
        ? this.#calls(node.tag, [], at, seen)
        : undefined;
    }
    const args = [...(node.arguments ?? [])];
    const of = this.functions.callee(node.expression, at);
    if (of.kind === 'global' && of.path === 'Date') {
      return !isNew || args.length === 0 ? 'it asks for the time' : undefined;
    }
    return this.#calls(node.expression, args, at, seen);
  }

  #calls(
    expression: ts.Expression,
    args: ts.Expression[],
    at: Context,
    seen: Set<ts.Node>
  ): string | undefined {
    const of = this.functions.callee(expression, at);
    switch (of.kind) {
      case 'global':
        return VARYING_GLOBALS.test(of.path)
          ? `it calls ${of.path}()`
          : this.#handed(args, at, seen);
      case 'import':
        return foreign(of.module, of.name);
      case 'cell':
        return (
          this.#inFunctions(of.functions, at, seen) ??
          this.#handed(args, at, seen)
        );
      default:
        return this.#handed(args, at, seen);
    }
  }

  #inFunctions(
    functions: readonly CellFunction[],
    { time }: Context,
    seen: Set<ts.Node>
  ): string | undefined {
    for (const fn of functions) {
      for (const { node, cell } of this.functions.parts(fn, time)) {
        const why = this.#varies(node, { cell, time }, seen);
        if (why !== undefined) {
          return why;
        }
      }
    }
    return undefined;
  }

  /** Functions that are passed by their names. */
  #handed(
    args: ts.Expression[],
    at: Context,
    seen: Set<ts.Node>
  ): string | undefined {
    for (const argument of args) {
      if (this.names.ts.isIdentifier(argument)) {
        const of = this.functions.callee(argument, at);
        const why =
          of.kind === 'cell'
            ? this.#inFunctions(of.functions, at, seen)
            : of.kind === 'global' && VARYING_GLOBALS.test(of.path)
              ? `it calls ${of.path}()`
              : undefined;
        if (why !== undefined) {
          return why;
        }
      }
    }
    return undefined;
  }
}

function foreign(module: string, name: string): string | undefined {
  if (module === 'trialbook') {
    return LAUNCHING.test(name)
      ? `it comes from ${name}(), which launches runs`
      : READING.test(name)
        ? `it comes from ${name}(), which depends on the runs that there are`
        : undefined;
  }
  if (!isBuiltin(module)) {
    return undefined;
  }
  const isWriting = /^fs(?:\/|$)/.test(module) && WRITING.test(name);
  return OUTSIDE.test(module) || VARYING.test(name) || isWriting
    ? `it calls ${name}() of ${module}`
    : undefined;
}
