/** Which variables an expression may lead into: those that change when what the expression gives is changed. */
import type ts from 'typescript';
import type { Names } from './names';
import type { Unit } from './units';

/** A variable of a cell, a parameter, or the object of a method. */
export type Root = Unit | ts.Symbol | 'this';

/** Where an expression stands, and when it is executed. */
export interface Context {
  cell: number;
  /** Place of the cell in whose execution this happens. */
  time: number;
}

/** Methods whose result is a new object. */
export const COPYING: ReadonlySet<string> = new Set(
  'concat entries every filter findIndex flat flatMap includes indexOf join keys map padEnd padStart reduce replace replaceAll slice some split toFixed toSorted toReversed toSpliced toString trim'.split(
    ' '
  )
);

/**
 * See the head of this file.
 * @param deep also what is only held by what the expression gives: `model` of `{ model }`.
 */
export function rootsOf(
  names: Names,
  expression: ts.Expression,
  at: Context,
  deep = false
): Set<Root> {
  return new Search(names).roots(expression, at, deep);
}

class Search {
  readonly #open = new Set<ts.Node>();

  constructor(readonly names: Names) {}

  roots(node: ts.Expression, at: Context, deep: boolean): Set<Root> {
    if (this.#open.has(node)) {
      return new Set();
    }
    this.#open.add(node);
    const { ts } = this.names;
    if (ts.isIdentifier(node)) {
      return this.#ofName(node, at, deep);
    }
    if (node.kind === ts.SyntaxKind.ThisKeyword) {
      return new Set(['this']);
    }
    const within = this.#within(node);
    if (within) {
      return this.roots(within, at, deep || this.#isAccess(node));
    }
    return new Set(
      this.#parts(node, deep).flatMap(part => [...this.roots(part, at, deep)])
    );
  }

  #isAccess(node: ts.Node): boolean {
    const { ts } = this.names;
    return (
      ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node)
    );
  }

  /** What an access, an assertion or the like is applied to. */
  #within(node: ts.Expression): ts.Expression | undefined {
    const { ts } = this.names;
    if (ts.isCallExpression(node)) {
      const { expression: callee } = node;
      return ts.isPropertyAccessExpression(callee) &&
        !COPYING.has(callee.name.text)
        ? callee
        : undefined;
    }
    return ts.isPropertyAccessExpression(node) ||
      ts.isElementAccessExpression(node) ||
      ts.isNonNullExpression(node) ||
      ts.isParenthesizedExpression(node) ||
      ts.isAsExpression(node) ||
      ts.isSatisfiesExpression(node) ||
      ts.isTypeAssertionExpression(node) ||
      ts.isAwaitExpression(node)
      ? node.expression
      : undefined;
  }

  #parts(node: ts.Expression, deep: boolean): ts.Expression[] {
    const { ts } = this.names;
    if (ts.isConditionalExpression(node)) {
      return [node.whenTrue, node.whenFalse];
    }
    if (ts.isBinaryExpression(node)) {
      return [node.left, node.right];
    }
    if (deep && ts.isArrayLiteralExpression(node)) {
      return node.elements.filter(element => !ts.isSpreadElement(element));
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

  #ofName(node: ts.Identifier, at: Context, deep: boolean): Set<Root> {
    const meaning = this.names.meaningOf(node, at.cell, at.time);
    if (meaning.kind === 'units') {
      return new Set(
        meaning.units.flatMap(unit => {
          const from = aliasSource(this.names, unit.node);
          const then = { cell: unit.cell, time: unit.cell };
          return [unit, ...(from ? this.roots(from, then, deep) : [])];
        })
      );
    }
    if (meaning.kind !== 'local') {
      return new Set();
    }
    const [declaration] = meaning.symbol.declarations ?? [];
    const from = declaration && aliasSource(this.names, declaration);
    return new Set<Root>([
      meaning.symbol,
      ...(from ? this.roots(from, at, deep) : [])
    ]);
  }
}

/** The expression whose value, or part of it, a variable is given. */
function aliasSource(
  { ts }: Names,
  declaration: ts.Node
): ts.Expression | undefined {
  let at = declaration;
  while (ts.isBindingElement(at)) {
    at = at.parent.parent;
  }
  if (ts.isVariableDeclaration(at)) {
    const list = at.parent;
    return (
      at.initializer ??
      (ts.isVariableDeclarationList(list) && ts.isForOfStatement(list.parent)
        ? list.parent.expression
        : undefined)
    );
  }
  if (ts.isParameter(at)) {
    // `rows.forEach(row => …)`: an item of what the method is called on.
    const fn = at.parent;
    const call = fn.parent;
    return ts.isCallExpression(call) &&
      call.arguments.some(argument => argument === fn) &&
      ts.isPropertyAccessExpression(call.expression)
      ? call.expression.expression
      : undefined;
  }
  return undefined;
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
