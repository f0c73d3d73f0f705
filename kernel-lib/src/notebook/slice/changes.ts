/** Which variables of the cells are changed by executing something: assigned to, or changed inside. */
import type ts from 'typescript';
import { MUTATORS } from '../tslab/effects';
import { accessOf, assigned, bare, isWithin } from './access';
import type { CellFunction, Functions } from './functions';
import { keptArguments } from './kept-arguments';
import { isRest, keepsOwnState } from './kept-state';
import type { Names } from './names';
import { isPrimitive, rootsOf, type Context, type Root } from './roots';
import type { Unit } from './units';
import {
  changesArgument,
  isHarmless,
  isUnused,
  methodChanges
} from './unknown-calls';

/** What calling a function changes. */
interface Effect {
  units: Set<Unit>;
  /** Places of parameters that are changed inside. */
  parameters: Set<number>;
  /** The object that a method is called on. */
  self: boolean;
  /** Properties of that object which are changed inside. */
  properties: Set<string>;
}

/** A call in whatever form: `f(x)`, `new F(x)`, f`…${x}`. */
interface Call {
  node: ts.Expression;
  callee: ts.Expression;
  args: ts.Expression[];
}

/** See the head of this file. */
export class Changes {
  readonly #effects = new Map<string, Effect>();
  readonly #ids = new Map<ts.Node, number>();

  /**
   * @param own the function that is sliced: what it changes when it is called is no state, because each call in a worker
   * begins anew.
   */
  constructor(
    readonly names: Names,
    readonly functions: Functions,
    readonly own: ReadonlySet<Unit> = new Set()
  ) {}

  /** The variables that executing a node changes. */
  changedBy(node: ts.Node, at: Context): Set<Unit> {
    return new Set([...this.#rootsChanged(node, at)].filter(isUnit));
  }

  #effect(fn: CellFunction, time: number): Effect {
    const id = this.#ids.get(fn.node) ?? this.#ids.size;
    this.#ids.set(fn.node, id);
    const key = `${id} ${time}`;
    const known = this.#effects.get(key);
    if (known) {
      return known;
    }
    // A function that calls itself changes no more than it does.
    const effect: Effect = {
      units: new Set(),
      parameters: new Set(),
      self: false,
      properties: new Set()
    };
    this.#effects.set(key, effect);
    const isNew = this.names.ts.isClassLike(fn.node);
    for (const { node, cell } of this.functions.parts(fn, time)) {
      for (const root of this.#rootsChanged(node, { cell, time })) {
        this.#note(effect, root, node, isNew);
      }
    }
    return effect;
  }

  #note(effect: Effect, root: Root, fn: ts.Node, isNew: boolean): void {
    if (typeof root === 'string') {
      // A new object is nobody's yet.
      effect.self ||= !isNew;
      if (!isNew && root !== 'this') {
        effect.properties.add(root.slice('this.'.length));
      }
    } else if (isUnit(root)) {
      effect.units.add(root);
    } else if (this.names.ts.isFunctionLike(fn)) {
      const place = fn.parameters.findIndex(parameter =>
        root.declarations?.some(each => isWithin(each, parameter))
      );
      if (place >= 0) {
        effect.parameters.add(place);
      }
    }
  }

  #rootsChanged(node: ts.Node, at: Context): Set<Root> {
    const changed = new Set<Root>();
    this.functions.executed(node, at, each => {
      for (const root of this.#changedHere(each, at)) {
        changed.add(root);
      }
    });
    return changed;
  }

  #changedHere(node: ts.Node, at: Context): Root[] {
    const { ts } = this.names;
    const target = assigned(ts, node);
    if (target) {
      return this.#target(target, at);
    }
    if (ts.isCallExpression(node) || ts.isNewExpression(node)) {
      const args = [...(node.arguments ?? [])];
      return this.#call({ node, callee: node.expression, args }, at);
    }
    if (ts.isTaggedTemplateExpression(node)) {
      return this.#call({ node, callee: node.tag, args: [] }, at);
    }
    const access = accessOf(ts, node);
    return access
      ? this.functions
          .getters(node)
          .flatMap(getter => this.#applied(getter, access.object, [], at))
      : [];
  }

  /** What an assignment changes: a name itself, or what holds the property. */
  #target(left: ts.Expression, at: Context): Root[] {
    const { ts } = this.names;
    const node = bare(ts, left);
    if (ts.isIdentifier(node)) {
      const meaning = this.names.meaningOf(node, at.cell, at.time);
      return meaning.kind === 'units'
        ? meaning.units
        : meaning.kind === 'local' && meaning.namespace
          ? [meaning.namespace]
          : [];
    }
    if (
      ts.isPropertyAccessExpression(node) ||
      ts.isElementAccessExpression(node)
    ) {
      return this.#inside(node.expression, at);
    }
    if (ts.isArrayLiteralExpression(node)) {
      return node.elements.flatMap(each => this.#target(each, at));
    }
    if (ts.isObjectLiteralExpression(node)) {
      return node.properties.flatMap(each =>
        ts.isShorthandPropertyAssignment(each)
          ? this.#target(each.name, at)
          : ts.isPropertyAssignment(each)
            ? this.#target(each.initializer, at)
            : []
      );
    }
    // `[a = 1] = …` holds an assignment of its own, seen elsewhere.
    return ts.isSpreadElement(node) ? this.#target(node.expression, at) : [];
  }

  /** What is changed when something inside of an expression's value is. */
  #inside(expression: ts.Expression, at: Context, deep = false): Root[] {
    return [...rootsOf(this.names, expression, at, deep)].filter(
      root => !isUnit(root) || !isPrimitive(this.names, root)
    );
  }

  #call(call: Call, at: Context): Root[] {
    const callee = this.functions.callee(call.callee, at);
    const handed = call.args.flatMap(argument => this.#handed(argument, at));
    switch (callee.kind) {
      case 'cell': {
        const object = accessOf(this.names.ts, call.callee)?.object;
        const { args } = call;
        return [
          ...handed,
          ...callee.functions.flatMap(fn => this.#applied(fn, object, args, at))
        ];
      }
      case 'made':
        return [...handed, ...this.#made(callee.units)];
      case 'global':
        return changesArgument(callee.path) && call.args.length > 0
          ? this.#inside(call.args[0], at)
          : [...handed, ...this.#method(call, at)];
      case 'import':
        return [...handed, ...this.#foreign(callee.module, call, at)];
      case 'other':
        return [...handed, ...this.#method(call, at)];
    }
  }

  /** A function that is passed by its name: whoever gets it calls it. */
  #handed(argument: ts.Expression, at: Context): Unit[] {
    const { ts } = this.names;
    if (!ts.isIdentifier(argument)) {
      return [];
    }
    const callee = this.functions.callee(argument, at);
    return callee.kind === 'cell'
      ? callee.functions
          .filter(fn => !this.#isOwn(fn) && !ts.isClassLike(fn.node))
          .flatMap(fn => [...this.#effect(fn, at.time).units])
      : [];
  }

  #isOwn({ unit }: CellFunction): boolean {
    return unit !== undefined && this.own.has(unit);
  }

  /** What a function of the cells changes when it is called. @param object what it is called on */
  #applied(
    fn: CellFunction,
    object: ts.Expression | undefined,
    args: readonly ts.Expression[],
    at: Context
  ): Root[] {
    const { ts } = this.names;
    const { units, parameters, self, properties } = this.#effect(fn, at.time);
    const passed = [...parameters].flatMap(place =>
      args
        .slice(place, isRest(ts, fn.node, place) ? undefined : place + 1)
        .flatMap(argument => this.#inside(argument, at, true))
    );
    return [
      ...(this.#isOwn(fn) ? [] : units),
      ...passed,
      ...(self && object ? this.#inside(object, at) : []),
      ...(object
        ? [...properties].flatMap(name => this.#held(object, name, at))
        : [])
    ];
  }

  /** What an object has under a name, when it is changed inside. */
  #held(object: ts.Expression, name: string, at: Context): Root[] {
    const { ts } = this.names;
    const { kind } = bare(ts, object);
    return kind === ts.SyntaxKind.ThisKeyword ||
      kind === ts.SyntaxKind.SuperKeyword
      ? [`this.${name}`]
      : keptArguments(this.names, this.functions, object, name, at).flatMap(
          ({ argument, at: then }) => this.#inside(argument, then, true)
        );
  }

  /** A method of something that is not known. */
  #method({ node, callee }: Call, at: Context): Root[] {
    const access = accessOf(this.names.ts, callee);
    return access && methodChanges(this.names.ts, access.name, node)
      ? this.#inside(access.object, at)
      : [];
  }

  /**
   * A function of a package changes what it is given when nobody uses its result. What is imported from beside the notebook
   * may be data, and is changed by its methods.
   */
  #foreign(module: string, { node, callee, args }: Call, at: Context): Root[] {
    const { ts } = this.names;
    const access = accessOf(ts, callee);
    const data =
      access && module.startsWith('.') && MUTATORS.has(access.name)
        ? this.#inside(access.object, at)
        : [];
    return isHarmless(module) || !isUnused(ts, node)
      ? data
      : [
          ...data,
          ...args
            .flatMap(argument => this.#inside(argument, at))
            .filter(root => !isUnit(root) || root.kind === 'variable')
        ];
  }

  /** Functions that something made: they may remember their calls, and what they are bound to. */
  #made(units: readonly Unit[]): Root[] {
    return units.flatMap(unit => [
      ...(this.#keepsState(unit) ? [unit] : []),
      ...this.#boundTo(unit)
    ]);
  }

  #keepsState({ node, cell }: Unit): boolean {
    const { ts } = this.names;
    const value = ts.isVariableDeclaration(node) ? node.initializer : undefined;
    if (!value || !ts.isCallExpression(value)) {
      return true;
    }
    const at = { cell, time: cell };
    const callee = this.functions.callee(value.expression, at);
    if (callee.kind !== 'cell') {
      return !this.#isOfHarmless(value, at);
    }
    const isBound = accessOf(ts, value.expression)?.name === 'bind';
    return callee.functions.some(fn =>
      isBound
        ? this.#effect(fn, cell).units.size > 0
        : keepsOwnState(this.names, fn)
    );
  }

  /** `const push = rows.push.bind(rows)`: calling it changes `rows`. */
  #boundTo({ node, cell }: Unit): Root[] {
    const { ts } = this.names;
    const value = ts.isVariableDeclaration(node) ? node.initializer : undefined;
    const bind =
      value && ts.isCallExpression(value)
        ? accessOf(ts, value.expression)
        : undefined;
    if (!value || !ts.isCallExpression(value) || bind?.name !== 'bind') {
      return [];
    }
    const [object, ...args] = value.arguments;
    const at = { cell, time: cell };
    const callee = this.functions.callee(bind.object, at);
    const method = accessOf(ts, bind.object)?.name ?? '';
    return object === undefined
      ? []
      : callee.kind === 'cell'
        ? callee.functions.flatMap(fn => this.#applied(fn, object, args, at))
        : MUTATORS.has(method)
          ? this.#inside(object, at)
          : [];
  }

  /** Whether something was made by a package that leaves all as it is: `task(…)`, `Model.extend(…)`. */
  #isOfHarmless(value: ts.Expression, at: Context): boolean {
    const { ts } = this.names;
    let maker: ts.Expression = value;
    while (ts.isCallExpression(maker) || ts.isPropertyAccessExpression(maker)) {
      maker = maker.expression;
    }
    const callee = this.functions.callee(maker, at);
    return callee.kind === 'import'
      ? isHarmless(callee.module)
      : callee.kind === 'made' &&
          callee.units.every(
            ({ node, cell }) =>
              ts.isVariableDeclaration(node) &&
              node.initializer !== undefined &&
              this.#isOfHarmless(node.initializer, { cell, time: cell })
          );
  }
}

function isUnit(root: Root): root is Unit {
  return typeof root === 'object' && 'kind' in root;
}
