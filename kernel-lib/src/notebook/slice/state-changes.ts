/** What executing the cells has changed beyond what they define: the state that is only in the process. */
import type ts from 'typescript';
import type { Changes } from './changes';
import { importOf } from './functions';
import type { Names } from './names';
import type { Unit } from './units';

/** Names under which code reaches the global object. */
const GLOBAL_OBJECTS = /^(?:globalThis|global)$/;

export interface StateChanges {
  /** For each changed variable the place of the first cell that changed it after it was defined. */
  units: Map<Unit, number>;
  /** Names that cells put on the global object, and the place of the last cell that did. */
  globals: Map<string, number>;
}

/** Looks through all cells. */
export function stateChanges(names: Names, changes: Changes): StateChanges {
  const { ts } = names;
  const found: StateChanges = { units: new Map(), globals: new Map() };
  for (const { index, file } of names.cells) {
    for (const statement of file.statements) {
      if (ts.isFunctionDeclaration(statement)) {
        continue;
      }
      const at = { cell: index, time: index };
      for (const unit of changes.changedBy(statement, at)) {
        if (unit.statement !== statement || unit.inside) {
          found.units.set(unit, found.units.get(unit) ?? index);
        }
      }
      for (const name of globalsSet(ts, statement)) {
        found.globals.set(name, index);
      }
    }
  }
  spreadToImports(names, found.units);
  return found;
}

/** A module is one for all cells that import it. */
function spreadToImports(names: Names, changed: Map<Unit, number>): void {
  for (const [unit, cell] of [...changed]) {
    if (unit.kind === 'import') {
      const { module } = importOf(names, unit);
      for (const other of names.units) {
        const isSame =
          other.kind === 'import' && importOf(names, other).module === module;
        if (isSame && !changed.has(other)) {
          changed.set(other, cell);
        }
      }
    }
  }
}

function globalsSet(
  ts: typeof import('typescript'),
  statement: ts.Statement
): string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (
      ts.isBinaryExpression(node) &&
      node.operatorToken.kind === ts.SyntaxKind.EqualsToken
    ) {
      const name = globalProperty(ts, node.left);
      found.push(...(name === undefined ? [] : [name]));
    }
    ts.forEachChild(node, visit);
  };
  visit(statement);
  return found;
}

/** The name in `globalThis.name`, with or without an assertion. */
export function globalProperty(
  ts: typeof import('typescript'),
  node: ts.Node
): string | undefined {
  if (!ts.isPropertyAccessExpression(node)) {
    return undefined;
  }
  let object: ts.Expression = node.expression;
  while (ts.isParenthesizedExpression(object) || ts.isAsExpression(object)) {
    object = object.expression;
  }
  return ts.isIdentifier(object) && GLOBAL_OBJECTS.test(object.text)
    ? node.name.text
    : undefined;
}
