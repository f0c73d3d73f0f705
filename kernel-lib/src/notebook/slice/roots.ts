/** Which variables an expression may lead into: those that change when what the expression gives is changed. */
import type ts from 'typescript';
import { accessOf, bare, functionOf, isWithin, returnedBy } from './access';
import { aliasesOf, assignmentsTo } from './aliases';
import type { Names } from './names';
import type { Unit } from './units';

/** A variable of a cell, a parameter, or `this` and `this.name`: the object of a method, and what it holds. */
export type Root = Unit | ts.Symbol | string;

/** Where an expression stands, and when it is executed. */
export interface Context {
  cell: number;
  /** Place of the cell in whose execution this happens. */
  time: number;
}

/** Methods whose result is a new object that shares nothing. */
const NEW =
  'every findIndex includes indexOf join keys map padEnd padStart reduce replace replaceAll some split toFixed toString trim'.split(
    ' '
  );

/** Methods whose result is a new object that holds the same items. */
const SHALLOW =
  'concat entries filter flat flatMap slice toReversed toSorted toSpliced values'.split(
    ' '
  );

/** Methods that give an item. */
const ITEM = new Set('at find findLast get pop shift'.split(' '));

/** Methods whose result can be changed without changing what they are called on. */
export const COPYING: ReadonlySet<string> = new Set([...NEW, ...SHALLOW]);

/** Functions of the language whose result holds the items of their argument. */
const SHALLOW_GLOBALS =
  /^(?:Array\.from|Object\.(?:entries|values|freeze|seal))$/;

/**
 * See the head of this file.
 * @param deep also what is only held by what the expression gives: `model` of `{ model }`, and items of copies.
 */
export function rootsOf(
  names: Names,
  expression: ts.Expression,
  at: Context,
  deep = false
): Set<Root> {
  return new Set(new Search(names).roots(expression, at, deep));
}

class Search {
  /** What is being looked at, so that what refers to itself comes to an end. */
  readonly #open = new Set<string>();
  readonly #ids = new Map<ts.Node, number>();

  constructor(readonly names: Names) {}

  roots(expression: ts.Expression, at: Context, deep: boolean): Root[] {
    const { ts } = this.names;
    const node = bare(ts, expression);
    const id = this.#ids.get(node) ?? this.#ids.size;
    this.#ids.set(node, id);
    const key = `${id} ${deep}`;
    if (this.#open.has(key)) {
      return [];
    }
    this.#open.add(key);
    if (ts.isIdentifier(node)) {
      return this.#ofName(node, at, deep);
    }
    if (
      node.kind === ts.SyntaxKind.ThisKeyword ||
      node.kind === ts.SyntaxKind.SuperKeyword
    ) {
      return ['this'];
    }
    if (ts.isCallExpression(node)) {
      return this.#ofCall(node, at, deep);
    }
    if (
      ts.isPropertyAccessExpression(node) ||
      ts.isElementAccessExpression(node)
    ) {
      return this.#ofAccess(node, at);
    }
    return this.#parts(node, deep).flatMap(part => this.roots(part, at, deep));
  }

  #ofAccess(
    node: ts.PropertyAccessExpression | ts.ElementAccessExpression,
    at: Context
  ): Root[] {
    const own = accessOf(this.names.ts, node);
    const ofThis =
      own && own.object.kind === this.names.ts.SyntaxKind.ThisKeyword
        ? [`this.${own.name}`]
        : [];
    return [...ofThis, ...this.roots(node.expression, at, true)];
  }

  #ofCall(node: ts.CallExpression, at: Context, deep: boolean): Root[] {
    const { ts } = this.names;
    const access = accessOf(ts, node.expression);
    if (!access) {
      return this.#returned(node, at, deep);
    }
    const { object, name } = access;
    const isGlobal =
      ts.isIdentifier(object) && SHALLOW_GLOBALS.test(`${object.text}.${name}`);
    if (isGlobal) {
      return deep
        ? node.arguments.slice(0, 1).flatMap(each => this.roots(each, at, true))
        : [];
    }
    return NEW.includes(name) || (SHALLOW.includes(name) && !deep)
      ? []
      : this.roots(object, at, deep || ITEM.has(name));
  }

  /** What a function of the cells returns may be a variable, or what it was given. */
  #returned(node: ts.CallExpression, at: Context, deep: boolean): Root[] {
    const { ts } = this.names;
    return this.#functions(bare(ts, node.expression), at).flatMap(
      ({ fn, cell }) =>
        returnedBy(ts, fn)
          .flatMap(each => this.roots(each, { cell, time: at.time }, deep))
          .flatMap(root => {
            const place =
              typeof root === 'object' && !('kind' in root)
                ? fn.parameters.findIndex(parameter =>
                    root.declarations?.some(each => isWithin(each, parameter))
                  )
                : -1;
            const argument = node.arguments[place];
            return argument ? this.roots(argument, at, true) : [root];
          })
    );
  }

  #functions(
    callee: ts.Expression,
    { cell, time }: Context
  ): { fn: ts.SignatureDeclaration; cell: number }[] {
    const { ts } = this.names;
    if (!ts.isIdentifier(callee)) {
      return [];
    }
    const meaning = this.names.meaningOf(callee, cell, time);
    const declared =
      meaning.kind === 'units'
        ? meaning.units.map(unit => ({ node: unit.node, cell: unit.cell }))
        : meaning.kind === 'local'
          ? (meaning.symbol.declarations ?? []).map(node => ({ node, cell }))
          : [];
    return declared.flatMap(each => {
      const fn = functionOf(ts, each.node);
      return fn && !ts.isClassLike(fn) ? [{ fn, cell: each.cell }] : [];
    });
  }

  #parts(node: ts.Expression, deep: boolean): ts.Expression[] {
    const { ts } = this.names;
    if (ts.isAwaitExpression(node)) {
      return [node.expression];
    }
    if (ts.isConditionalExpression(node)) {
      return [node.whenTrue, node.whenFalse];
    }
    if (ts.isBinaryExpression(node)) {
      return isChoice(ts, node) ? [node.left, node.right] : [];
    }
    if (deep && ts.isArrayLiteralExpression(node)) {
      return node.elements.map(each =>
        ts.isSpreadElement(each) ? each.expression : each
      );
    }
    if (deep && ts.isObjectLiteralExpression(node)) {
      return node.properties.flatMap(property =>
        ts.isPropertyAssignment(property)
          ? [property.initializer]
          : ts.isShorthandPropertyAssignment(property)
            ? [property.name]
            : []
      );
    }
    return [];
  }

  #ofName(node: ts.Identifier, at: Context, deep: boolean): Root[] {
    const meaning = this.names.meaningOf(node, at.cell, at.time);
    if (meaning.kind === 'units') {
      return meaning.units.flatMap(unit => [
        unit,
        ...this.#aliases(unit.node, { cell: unit.cell, time: unit.cell }, deep),
        ...assignmentsTo(this.names, unit).flatMap(({ value, cell }) =>
          this.roots(value, { cell, time: cell }, deep)
        )
      ]);
    }
    if (meaning.kind !== 'local') {
      return [];
    }
    const { symbol, namespace } = meaning;
    return [
      symbol,
      ...(namespace ? [namespace] : []),
      ...(symbol.declarations ?? []).flatMap(each =>
        this.#aliases(each, at, deep)
      )
    ];
  }

  #aliases(declaration: ts.Node, at: Context, deep: boolean): Root[] {
    return aliasesOf(this.names.ts, declaration).flatMap(({ value, isItem }) =>
      this.roots(value, at, deep || isItem)
    );
  }
}

/** Operators that give one of their operands. */
function isChoice(
  ts: typeof import('typescript'),
  { operatorToken: { kind } }: ts.BinaryExpression
): boolean {
  return (
    kind === ts.SyntaxKind.BarBarToken ||
    kind === ts.SyntaxKind.AmpersandAmpersandToken ||
    kind === ts.SyntaxKind.QuestionQuestionToken ||
    kind === ts.SyntaxKind.CommaToken ||
    kind === ts.SyntaxKind.EqualsToken
  );
}

/** Whether a variable holds something that has no inside, so that nothing in it can be changed. */
export function isPrimitive({ ts }: Names, { node }: Unit): boolean {
  const value = ts.isVariableDeclaration(node) ? node.initializer : undefined;
  return (
    value !== undefined &&
    (ts.isNumericLiteral(value) ||
      ts.isStringLiteralLike(value) ||
      ts.isTemplateExpression(value) ||
      ts.isPrefixUnaryExpression(value) ||
      value.kind === ts.SyntaxKind.TrueKeyword ||
      value.kind === ts.SyntaxKind.FalseKeyword ||
      value.kind === ts.SyntaxKind.NullKeyword)
  );
}
