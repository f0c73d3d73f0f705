/** From where a variable has its value. */
import type ts from 'typescript';
import type { TypeScriptModule } from './executed';
import type { Names } from './names';
import type { Unit } from './units';

/** An expression that gives a variable its value. */
export interface Alias {
  value: ts.Expression;
  /** The variable gets what the value holds, not the value itself. */
  isItem: boolean;
}

/** What the declaration of a variable or parameter says of it. */
export function aliasesOf(ts: TypeScriptModule, declaration: ts.Node): Alias[] {
  let at = declaration;
  let isItem = false;
  const found: Alias[] = [];
  while (ts.isBindingElement(at)) {
    isItem = true;
    if (at.initializer) {
      found.push({ value: at.initializer, isItem: false });
    }
    at = at.parent.parent;
  }
  if (ts.isVariableDeclaration(at)) {
    const list = at.parent;
    if (at.initializer) {
      found.push({
        value: at.initializer,
        isItem: isItem || !ts.isIdentifier(at.name)
      });
    } else if (
      ts.isVariableDeclarationList(list) &&
      ts.isForOfStatement(list.parent)
    ) {
      found.push({ value: list.parent.expression, isItem: true });
    }
  }
  if (ts.isParameter(at)) {
    found.push(
      ...(at.initializer ? [{ value: at.initializer, isItem }] : []),
      ...itemsOfCaller(ts, at)
    );
  }
  return found;
}

/** `rows.forEach(row => …)`: an item of what the method is called on. */
function itemsOfCaller(
  ts: TypeScriptModule,
  { parent: fn }: ts.ParameterDeclaration
): Alias[] {
  const call = fn.parent;
  return call &&
    ts.isCallExpression(call) &&
    call.arguments.some(argument => argument === fn) &&
    ts.isPropertyAccessExpression(call.expression)
    ? [{ value: call.expression.expression, isItem: true }]
    : [];
}

const known = new WeakMap<
  Names,
  Map<Unit, { value: ts.Expression; cell: number }[]>
>();

/** What cells assign to a variable after its declaration. */
export function assignmentsTo(
  names: Names,
  unit: Unit
): { value: ts.Expression; cell: number }[] {
  let all = known.get(names);
  if (!all) {
    all = findAssignments(names);
    known.set(names, all);
  }
  return all.get(unit) ?? [];
}

function findAssignments(names: Names) {
  const { ts } = names;
  const all = new Map<Unit, { value: ts.Expression; cell: number }[]>();
  const visit = (node: ts.Node, cell: number): void => {
    if (
      ts.isBinaryExpression(node) &&
      node.operatorToken.kind === ts.SyntaxKind.EqualsToken &&
      ts.isIdentifier(node.left)
    ) {
      const meaning = names.meaningOf(node.left, cell, cell);
      for (const unit of meaning.kind === 'units' ? meaning.units : []) {
        const before = all.get(unit) ?? [];
        all.set(unit, [...before, { value: node.right, cell }]);
      }
    }
    ts.forEachChild(node, child => visit(child, cell));
  };
  names.cells.forEach(({ index, file }) => visit(file, index));
  return all;
}
