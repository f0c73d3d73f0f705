/** Which variables of the cells are changed by executing something: assigned to, or changed inside. */
import { isBuiltin } from 'node:module';
import type ts from 'typescript';
import { MUTATORS } from '../tslab/effects';
import type { CellFunction, Functions } from './functions';
import { isRest, isWithin, keepsOwnState } from './kept-state';
import type { Names } from './names';
import {
  COPYING,
  isPrimitive,
  rootsOf,
  type Context,
  type Root
} from './roots';
import type { Unit } from './units';

/** What calling a function changes. */
interface Effect {
  units: Set<Unit>;
  /** Places of parameters that are changed inside. */
  parameters: Set<number>;
  /** The object that a method is called on. */
  self: boolean;
}

/** Functions of the language that change their first argument. */
const CHANGING_GLOBALS =
  /^(?:Object\.(?:assign|define(?:Property|Properties)|setPrototypeOf)|Reflect\.(?:set|deleteProperty|defineProperty))$/;

/** Packages that leave alone what they are given. */
const HARMLESS = /^(?:trialbook|tslab)(?:\/|$)/;

/** Methods of the language's own objects that leave them as they are, also when nobody uses their result. */
const READING = new Set([
  ...COPYING,
  ...'at catch finally find findLast forEach get has then values'.split(' ')
]);

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
    return new Set(
      [...this.#rootsChanged(node, at)].filter(
        (root): root is Unit => typeof root === 'object' && 'kind' in root
      )
    );
  }

  #effect({ node, cell }: CellFunction, time: number): Effect {
    const id = this.#ids.get(node) ?? this.#ids.size;
    this.#ids.set(node, id);
    const key = `${id} ${time}`;
    const known = this.#effects.get(key);
    if (known) {
      return known;
    }
    // A function that calls itself changes no more than it does.
    const effect: Effect = {
      units: new Set(),
      parameters: new Set(),
      self: false
    };
    this.#effects.set(key, effect);
    const { ts } = this.names;
    const body = ts.isClassLike(node)
      ? node.members.filter(
          member =>
            ts.isConstructorDeclaration(member) ||
            ts.isPropertyDeclaration(member)
        )
      : [node];
    for (const part of body) {
      for (const root of this.#rootsChanged(part, { cell, time })) {
        this.#note(effect, root, part, ts.isClassLike(node));
      }
    }
    return effect;
  }

  #note(effect: Effect, root: Root, fn: ts.Node, isNew: boolean): void {
    if (root === 'this') {
      // A new object is nobody's yet.
      effect.self ||= !isNew;
    } else if ('kind' in root) {
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
    if (ts.isBinaryExpression(node)) {
      const { kind } = node.operatorToken;
      return kind >= ts.SyntaxKind.FirstAssignment &&
        kind <= ts.SyntaxKind.LastAssignment
        ? this.#target(node.left, at)
        : [];
    }
    if (ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node)) {
      return node.operator === ts.SyntaxKind.PlusPlusToken ||
        node.operator === ts.SyntaxKind.MinusMinusToken
        ? this.#target(node.operand, at)
        : [];
    }
    if (ts.isDeleteExpression(node)) {
      return this.#target(node.expression, at);
    }
    if (
      (ts.isForOfStatement(node) || ts.isForInStatement(node)) &&
      !ts.isVariableDeclarationList(node.initializer)
    ) {
      return this.#target(node.initializer, at);
    }
    if (ts.isCallExpression(node) || ts.isNewExpression(node)) {
      return this.#call(node, at);
    }
    return [];
  }

  /** What an assignment changes: a name itself, or what holds the property. */
  #target(left: ts.Expression, at: Context): Root[] {
    const { ts } = this.names;
    if (ts.isIdentifier(left)) {
      const meaning = this.names.meaningOf(left, at.cell, at.time);
      return meaning.kind === 'units' ? meaning.units : [];
    }
    if (ts.isParenthesizedExpression(left) || ts.isNonNullExpression(left)) {
      return this.#target(left.expression, at);
    }
    if (
      ts.isPropertyAccessExpression(left) ||
      ts.isElementAccessExpression(left)
    ) {
      return this.#inside(left.expression, at);
    }
    if (ts.isArrayLiteralExpression(left)) {
      return left.elements.flatMap(each => this.#target(each, at));
    }
    if (ts.isObjectLiteralExpression(left)) {
      return left.properties.flatMap(each =>
        ts.isShorthandPropertyAssignment(each)
          ? this.#target(each.name, at)
          : ts.isPropertyAssignment(each)
            ? this.#target(each.initializer, at)
            : []
      );
    }
    if (ts.isSpreadElement(left)) {
      return this.#target(left.expression, at);
    }
    // `[a = 1] = …`: an assignment of its own, seen elsewhere.
    return [];
  }

  /** What is changed when something inside of an expression's value is. */
  #inside(expression: ts.Expression, at: Context, deep = false): Root[] {
    return [...rootsOf(this.names, expression, at, deep)].filter(
      root =>
        root === 'this' || !('kind' in root) || !isPrimitive(this.names, root)
    );
  }

  #call(call: ts.CallExpression | ts.NewExpression, at: Context): Root[] {
    const args = [...(call.arguments ?? [])];
    const callee = this.functions.callee(call.expression, at);
    const handed = args.flatMap(argument => this.#handed(argument, at));
    switch (callee.kind) {
      case 'cell':
        return [...handed, ...this.#cellCall(call, callee.functions, args, at)];
      case 'made':
        return [
          ...handed,
          ...callee.units.filter(unit => this.#keepsState(unit))
        ];
      case 'global':
        return CHANGING_GLOBALS.test(callee.path) && args.length > 0
          ? this.#inside(args[0], at)
          : [...handed, ...this.#method(call, at)];
      case 'import':
        return [...handed, ...this.#foreign(callee.module, call, args, at)];
      case 'other':
        return [...handed, ...this.#method(call, at)];
    }
  }

  /** A function that is passed by its name: whoever gets it calls it. */
  #handed(argument: ts.Expression, at: Context): Unit[] {
    if (!this.names.ts.isIdentifier(argument)) {
      return [];
    }
    const callee = this.functions.callee(argument, at);
    return callee.kind === 'cell'
      ? callee.functions
          .filter(fn => !this.#isOwn(fn) && !this.names.ts.isClassLike(fn.node))
          .flatMap(fn => [...this.#effect(fn, at.time).units])
      : [];
  }

  #isOwn({ unit }: CellFunction): boolean {
    return unit !== undefined && this.own.has(unit);
  }

  #cellCall(
    call: ts.CallExpression | ts.NewExpression,
    functions: CellFunction[],
    args: ts.Expression[],
    at: Context
  ): Root[] {
    const { ts } = this.names;
    return functions.flatMap(fn => {
      const { units, parameters, self } = this.#effect(fn, at.time);
      const passed = [...parameters].flatMap(place =>
        args
          .slice(place, isRest(ts, fn.node, place) ? undefined : place + 1)
          .flatMap(argument => this.#inside(argument, at, true))
      );
      const object =
        self && ts.isPropertyAccessExpression(call.expression)
          ? this.#inside(call.expression.expression, at)
          : [];
      return [...(this.#isOwn(fn) ? [] : units), ...passed, ...object];
    });
  }

  /** A method of something that is not known: it changes its object when its name says so, or nobody uses its result. */
  #method(call: ts.CallExpression | ts.NewExpression, at: Context): Root[] {
    const { expression: callee } = call;
    if (!this.names.ts.isPropertyAccessExpression(callee)) {
      return [];
    }
    const { text } = callee.name;
    return MUTATORS.has(text) || (!READING.has(text) && this.#isUnused(call))
      ? this.#inside(callee.expression, at)
      : [];
  }

  /** A function of a package changes what it is given when nobody uses its result. */
  #foreign(
    module: string,
    call: ts.CallExpression | ts.NewExpression,
    args: ts.Expression[],
    at: Context
  ): Root[] {
    return HARMLESS.test(module) || isBuiltin(module) || !this.#isUnused(call)
      ? []
      : args
          .flatMap(argument => this.#inside(argument, at))
          .filter(
            root =>
              root === 'this' || !('kind' in root) || root.kind === 'variable'
          );
  }

  /** Whether a call stands for itself; the last one of a cell is shown, unless it has to be awaited. */
  #isUnused(call: ts.Expression): boolean {
    const { ts } = this.names;
    let at: ts.Node = call;
    let awaited = false;
    while (
      ts.isAwaitExpression(at.parent) ||
      ts.isParenthesizedExpression(at.parent) ||
      ts.isVoidExpression(at.parent)
    ) {
      at = at.parent;
      awaited ||= ts.isAwaitExpression(at);
    }
    const { parent } = at;
    const isLast =
      ts.isSourceFile(parent.parent) &&
      parent.parent.statements[parent.parent.statements.length - 1] === parent;
    return ts.isExpressionStatement(parent) && (awaited || !isLast);
  }

  /** Whether a function that something made may remember its calls. */
  #keepsState({ node, cell }: Unit): boolean {
    const { ts } = this.names;
    const value = ts.isVariableDeclaration(node) ? node.initializer : undefined;
    if (!value || !ts.isCallExpression(value)) {
      return true;
    }
    const at = { cell, time: cell };
    const callee = this.functions.callee(value.expression, at);
    if (callee.kind !== 'cell') {
      return !this.#isHarmless(value, at);
    }
    const isBound =
      ts.isPropertyAccessExpression(value.expression) &&
      value.expression.name.text === 'bind';
    return callee.functions.some(fn =>
      isBound
        ? this.#effect(fn, cell).units.size > 0
        : keepsOwnState(this.names, fn)
    );
  }

  /** Whether something was made by a package that leaves all as it is: `task(…)`, `Model.extend(…)`. */
  #isHarmless(value: ts.Expression, at: Context): boolean {
    const { ts } = this.names;
    let maker: ts.Expression = value;
    while (ts.isCallExpression(maker) || ts.isPropertyAccessExpression(maker)) {
      maker = maker.expression;
    }
    const callee = this.functions.callee(maker, at);
    return callee.kind === 'import'
      ? HARMLESS.test(callee.module)
      : callee.kind === 'made' &&
          callee.units.every(
            ({ node, cell }) =>
              ts.isVariableDeclaration(node) &&
              node.initializer !== undefined &&
              this.#isHarmless(node.initializer, { cell, time: cell })
          );
  }
}
