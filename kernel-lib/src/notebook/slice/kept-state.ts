/** Whether what a function gives remembers its calls, as a generator of random numbers does. */
import type ts from 'typescript';
import { MUTATORS } from '../tslab/effects';
import type { CellFunction } from './functions';
import type { Names } from './names';
import { calledAtOnce } from './references';
import { rootsOf } from './roots';

/** Whether functions inside of one change its variables: closures that keep a state. */
export function keepsOwnState(
  names: Names,
  { node, cell }: CellFunction
): boolean {
  const { ts } = names;
  let found = false;
  const visit = (at: ts.Node, inner: ts.Node | undefined): void => {
    const isInner =
      at !== node && ts.isFunctionLike(at) && calledAtOnce(ts, at) === 'no';
    const within = isInner ? at : inner;
    const target = within && changedBy(ts, at);
    found ||=
      target !== undefined &&
      [...rootsOf(names, target, { cell, time: cell })].some(
        root =>
          typeof root === 'object' &&
          !('kind' in root) &&
          root.declarations?.some(
            each => isWithin(each, node) && !(within && isWithin(each, within))
          )
      );
    ts.forEachChild(at, child => visit(child, within));
  };
  visit(node, undefined);
  return found;
}

/** The variable that a node assigns to, or changes inside. */
function changedBy(
  ts: typeof import('typescript'),
  node: ts.Node
): ts.Expression | undefined {
  if (ts.isBinaryExpression(node)) {
    const { kind } = node.operatorToken;
    return kind >= ts.SyntaxKind.FirstAssignment &&
      kind <= ts.SyntaxKind.LastAssignment
      ? node.left
      : undefined;
  }
  if (ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node)) {
    return node.operator === ts.SyntaxKind.PlusPlusToken ||
      node.operator === ts.SyntaxKind.MinusMinusToken
      ? node.operand
      : undefined;
  }
  return ts.isCallExpression(node) &&
    ts.isPropertyAccessExpression(node.expression) &&
    MUTATORS.has(node.expression.name.text)
    ? node.expression.expression
    : undefined;
}

/** Whether a node is another one, or part of it. */
export function isWithin(node: ts.Node, outer: ts.Node): boolean {
  for (let at: ts.Node | undefined = node; at; at = at.parent) {
    if (at === outer) {
      return true;
    }
  }
  return false;
}

/** Whether a parameter takes all arguments from its place on. */
export function isRest(
  ts: typeof import('typescript'),
  node: CellFunction['node'],
  place: number
): boolean {
  return (
    ts.isFunctionLike(node) &&
    node.parameters[place]?.dotDotDotToken !== undefined
  );
}
