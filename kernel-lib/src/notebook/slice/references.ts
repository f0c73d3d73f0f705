/** The names that a part of a cell uses, and what they stand for inside of the cell. */
import type ts from 'typescript';
import type { TypeScriptModule } from './executed';

/** How a name is used: a value that is read or written, or a type. */
export type Use = 'value' | 'type';

/** When a name is looked up: while its cell is executed, when a function is called, or both. */
export type Moment = 'cell' | 'call' | 'both';

export interface Reference {
  node: ts.Identifier;
  name: string;
  use: Use;
  moment: Moment;
  /** What the name stands for in its own cell; `undefined` when the cell does not say. */
  symbol: ts.Symbol | undefined;
}

/**
 * The names used in a node, those of properties and labels left out.
 * @param isKept whether a function that is handed to a call is called later only.
 */
export function referencesIn(
  ts: TypeScriptModule,
  checker: ts.TypeChecker,
  root: ts.Node,
  isKept: (fn: ts.Node) => boolean
): Reference[] {
  const found: Reference[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node) && !isKey(ts, node) && node.text !== '') {
      found.push({
        node,
        name: node.text,
        use: useOf(ts, node),
        moment: momentOf(ts, node, root, isKept),
        symbol: symbolAt(ts, checker, node)
      });
    }
    ts.forEachChild(node, visit);
  };
  visit(root);
  return found;
}

/** What an identifier stands for in its cell. */
export function symbolAt(
  ts: TypeScriptModule,
  checker: ts.TypeChecker,
  node: ts.Identifier
): ts.Symbol | undefined {
  const { parent } = node;
  const symbol =
    ts.isShorthandPropertyAssignment(parent) && parent.name === node
      ? checker.getShorthandAssignmentValueSymbol(parent)
      : ts.isExportSpecifier(parent)
        ? checker.getExportSpecifierLocalTargetSymbol(parent)
        : checker.getSymbolAtLocation(node);
  // TypeScript has symbols without a declaration for what it does not know, and for `arguments` and the like.
  return symbol?.declarations?.length ? symbol : undefined;
}

/** Whether an identifier is a key or a label, which stands for nothing by itself. */
function isKey(ts: TypeScriptModule, node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isShorthandPropertyAssignment(parent)) {
    return false;
  }
  if (
    ts.isPropertyAccessExpression(parent) ||
    ts.isPropertyAssignment(parent) ||
    ts.isMethodDeclaration(parent) ||
    ts.isPropertyDeclaration(parent) ||
    ts.isAccessor(parent) ||
    ts.isPropertySignature(parent) ||
    ts.isMethodSignature(parent) ||
    ts.isEnumMember(parent) ||
    ts.isNamedTupleMember(parent) ||
    ts.isMetaProperty(parent)
  ) {
    return parent.name === node;
  }
  if (ts.isBindingElement(parent) || ts.isImportSpecifier(parent)) {
    return parent.propertyName === node;
  }
  return (
    (ts.isQualifiedName(parent) && parent.right === node) ||
    (ts.isLabeledStatement(parent) && parent.label === node) ||
    (ts.isBreakOrContinueStatement(parent) && parent.label === node)
  );
}

function useOf(ts: TypeScriptModule, node: ts.Identifier): Use {
  if (ts.isPartOfTypeNode(node)) {
    return 'type';
  }
  for (let at: ts.Node = node; at.parent; at = at.parent) {
    const { parent } = at;
    if (ts.isTypeNode(at) && !ts.isExpressionWithTypeArguments(at)) {
      return 'type';
    }
    if (ts.isExpressionWithTypeArguments(parent)) {
      return isImplemented(ts, parent) ? 'type' : 'value';
    }
    if (ts.isStatement(parent) || ts.isFunctionLike(parent)) {
      break;
    }
  }
  return 'value';
}

/** `implements I`, or an interface that extends another: types only. */
function isImplemented(
  ts: TypeScriptModule,
  { parent }: ts.ExpressionWithTypeArguments
): boolean {
  return (
    ts.isHeritageClause(parent) &&
    (parent.token === ts.SyntaxKind.ImplementsKeyword ||
      ts.isInterfaceDeclaration(parent.parent))
  );
}

/** When the code of a node inside of `root` is executed. */
function momentOf(
  ts: TypeScriptModule,
  node: ts.Node,
  root: ts.Node,
  isKept: (fn: ts.Node) => boolean
): Moment {
  let moment: Moment = 'cell';
  for (let at = node; at !== root; at = at.parent) {
    const { parent } = at;
    if (isDeferred(ts, parent, at)) {
      if (parent === root) {
        return 'call';
      }
      const called = ts.isFunctionLike(parent)
        ? calledAtOnce(ts, parent)
        : 'no';
      if (called === 'no' || (called === 'maybe' && isKept(parent))) {
        return 'call';
      }
      moment = called === 'yes' ? moment : 'both';
    }
  }
  return moment;
}

/** Whether a child of a node is not executed where it stands: bodies, parameters, and what each object of a class gets. */
export function isDeferred(
  ts: TypeScriptModule,
  parent: ts.Node,
  child: ts.Node
): boolean {
  if (ts.isPropertyDeclaration(parent)) {
    return (
      child === parent.initializer &&
      !(ts.getCombinedModifierFlags(parent) & ts.ModifierFlags.Static)
    );
  }
  return (
    ts.isFunctionLike(parent) &&
    !ts.isDecorator(child) &&
    !(child === parent.name && ts.isComputedPropertyName(child))
  );
}

/**
 * Whether a function is called where it is written: `yes` when it is called in place, `maybe` when it is handed to a call,
 * which may call it then and may keep it.
 */
export function calledAtOnce(
  ts: TypeScriptModule,
  fn: ts.Node
): 'yes' | 'maybe' | 'no' {
  let at: ts.Node = fn;
  while (ts.isParenthesizedExpression(at.parent)) {
    at = at.parent;
  }
  const { parent } = at;
  if (ts.isCallExpression(parent) || ts.isNewExpression(parent)) {
    return parent.expression === at ? 'yes' : 'maybe';
  }
  return 'no';
}
