/** Reading a property, and what functions give back: small questions to the syntax. */
import type ts from 'typescript';
import type { TypeScriptModule } from './executed';

/** The object and the name in `object.name` and `object['name']`. */
export function accessOf(
  ts: TypeScriptModule,
  node: ts.Node
): { object: ts.Expression; name: string } | undefined {
  if (ts.isPropertyAccessExpression(node)) {
    return { object: node.expression, name: node.name.text };
  }
  return ts.isElementAccessExpression(node) &&
    ts.isStringLiteralLike(node.argumentExpression)
    ? { object: node.expression, name: node.argumentExpression.text }
    : undefined;
}

/** An expression without parentheses and assertions around it. */
export function bare(ts: TypeScriptModule, node: ts.Expression): ts.Expression {
  let at = node;
  while (
    ts.isParenthesizedExpression(at) ||
    ts.isNonNullExpression(at) ||
    ts.isAsExpression(at) ||
    ts.isSatisfiesExpression(at) ||
    ts.isTypeAssertionExpression(at)
  ) {
    at = at.expression;
  }
  return at;
}

/** The function or class that a declaration is, or gives its name to. */
export function functionOf(
  ts: TypeScriptModule,
  declaration: ts.Node
): ts.SignatureDeclaration | ts.ClassLikeDeclaration | undefined {
  const value =
    ts.isVariableDeclaration(declaration) ||
    ts.isPropertyAssignment(declaration) ||
    ts.isPropertyDeclaration(declaration)
      ? declaration.initializer
      : ts.isExportAssignment(declaration)
        ? declaration.expression
        : undefined;
  const node = value ? bare(ts, value) : declaration;
  return ts.isFunctionDeclaration(node) ||
    ts.isClassLike(node) ||
    ts.isArrowFunction(node) ||
    ts.isFunctionExpression(node)
    ? node
    : undefined;
}

/** The expressions that a function may return. */
export function returnedBy(ts: TypeScriptModule, fn: ts.Node): ts.Expression[] {
  if (ts.isArrowFunction(fn) && !ts.isBlock(fn.body)) {
    return [fn.body];
  }
  const found: ts.Expression[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isReturnStatement(node) && node.expression) {
      found.push(node.expression);
    }
    if (!ts.isFunctionLike(node) && !ts.isClassLike(node)) {
      ts.forEachChild(node, visit);
    }
  };
  ts.forEachChild(fn, visit);
  return found;
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

/** What an assignment is given to, in whatever form it is written; `undefined` for all else. */
export function assigned(
  ts: TypeScriptModule,
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
  if (ts.isDeleteExpression(node)) {
    return node.expression;
  }
  return (ts.isForOfStatement(node) || ts.isForInStatement(node)) &&
    !ts.isVariableDeclarationList(node.initializer)
    ? node.initializer
    : undefined;
}
