/** The text of code as far as it counts: comments, white space and the choices of a formatter left out. */
import type ts from 'typescript';
import type { TypeScriptModule } from './executed';

/**
 * The tokens of a node, separated by spaces.
 * @param nameOf another text for an identifier.
 */
export function tokensOf(
  ts: TypeScriptModule,
  root: ts.Node,
  nameOf: (node: ts.Identifier) => string = node => node.text
): string {
  const file = root.getSourceFile();
  const tokens: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isJSDoc(node) || isChoice(ts, node) || isExport(ts, node, root)) {
      return;
    }
    const children = node.getChildren(file);
    if (ts.isIdentifier(node)) {
      tokens.push(nameOf(node));
    } else if (ts.isStringLiteral(node)) {
      tokens.push(JSON.stringify(node.text));
    } else if (children.length === 0) {
      tokens.push(node.getText(file));
    } else {
      children.forEach(visit);
    }
    if (
      ts.isStatement(node) ||
      ts.isClassElement(node) ||
      ts.isTypeElement(node)
    ) {
      tokens.push(';');
    }
  };
  visit(root);
  return tokens.filter(token => token !== '').join(' ');
}

/** A token that a formatter adds or takes away: semicolons, trailing commas, parentheses around a single parameter. */
function isChoice(ts: TypeScriptModule, node: ts.Node): boolean {
  const { parent } = node;
  switch (node.kind) {
    case ts.SyntaxKind.SemicolonToken:
      return !ts.isForStatement(parent);
    case ts.SyntaxKind.OpenParenToken:
    case ts.SyntaxKind.CloseParenToken:
      return ts.isArrowFunction(parent);
    case ts.SyntaxKind.CommaToken:
      return isTrailing(ts, node);
    default:
      return false;
  }
}

/** A slice exports nothing but the function, whatever the cells did. */
function isExport(
  ts: TypeScriptModule,
  { kind, parent }: ts.Node,
  root: ts.Node
): boolean {
  return (
    parent === root &&
    (kind === ts.SyntaxKind.ExportKeyword ||
      kind === ts.SyntaxKind.DefaultKeyword)
  );
}

function isTrailing(ts: TypeScriptModule, comma: ts.Node): boolean {
  const list = comma.parent
    .getChildren()
    .find(
      child =>
        child.kind === ts.SyntaxKind.SyntaxList &&
        child.getChildren().includes(comma)
    );
  const siblings = list?.getChildren() ?? [];
  const at = siblings.indexOf(comma);
  return (
    at === siblings.length - 1 &&
    at > 0 &&
    !ts.isOmittedExpression(siblings[at - 1])
  );
}
