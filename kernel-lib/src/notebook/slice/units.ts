/** What a cell defines, in the parts that a slice keeps or leaves: its units. */
import type ts from 'typescript';
import { boundNames } from '../tslab/top-level';
import type { ParsedCell, TypeScriptModule } from './executed';

export type UnitKind =
  | 'function'
  | 'class'
  | 'enum'
  | 'namespace'
  | 'type'
  | 'import'
  | 'variable';

/** The smallest part of a cell that is kept or left as a whole. */
export interface Unit {
  kind: UnitKind;
  /** Place of the cell among the executed ones. */
  cell: number;
  names: string[];
  /** A statement; of variables one declaration, of imports one name. */
  node: ts.Node;
  /** The statement at the top level of the cell that it is part of. */
  statement: ts.Statement;
  /** Why its value is not to be had again: it is declared where more than a definition is. */
  inside?: 'block';
}

/** Name of a default export that has no name of its own. */
export const UNNAMED_DEFAULT = 'defaultExport';

/** The units of a cell in the order of its text. */
export function unitsOf(
  ts: TypeScriptModule,
  { index: cell, file }: ParsedCell
): Unit[] {
  return file.statements.flatMap(statement =>
    unitsOfStatement(ts, statement).map(unit => ({ ...unit, cell, statement }))
  );
}

type Part = Omit<Unit, 'cell' | 'statement'>;

function unitsOfStatement(
  ts: TypeScriptModule,
  statement: ts.Statement
): Part[] {
  if (ts.isImportDeclaration(statement)) {
    return importUnits(ts, statement);
  }
  if (ts.isVariableStatement(statement)) {
    const kind = isAmbient(ts, statement) ? 'type' : 'variable';
    return statement.declarationList.declarations.map(node => ({
      kind,
      names: boundNames(ts, node.name),
      node
    }));
  }
  const kind = kindOf(ts, statement);
  if (kind) {
    const { name } = statement as ts.DeclarationStatement;
    return [
      {
        kind: isAmbient(ts, statement) ? 'type' : kind,
        names: [name?.text ?? UNNAMED_DEFAULT],
        node: statement
      }
    ];
  }
  if (ts.isExportAssignment(statement)) {
    return [{ kind: 'variable', names: [UNNAMED_DEFAULT], node: statement }];
  }
  return hoistedUnits(ts, statement);
}

function kindOf(
  ts: TypeScriptModule,
  statement: ts.Statement
): UnitKind | undefined {
  if (ts.isFunctionDeclaration(statement)) {
    return 'function';
  }
  if (ts.isClassDeclaration(statement)) {
    return 'class';
  }
  if (ts.isEnumDeclaration(statement)) {
    return 'enum';
  }
  if (ts.isModuleDeclaration(statement)) {
    return 'namespace';
  }
  return ts.isInterfaceDeclaration(statement) ||
    ts.isTypeAliasDeclaration(statement)
    ? 'type'
    : undefined;
}

/** One unit a name, so that a slice imports what it uses only. */
function importUnits(
  ts: TypeScriptModule,
  { importClause }: ts.ImportDeclaration
): Part[] {
  const bindings = importClause?.namedBindings;
  const named =
    bindings === undefined
      ? []
      : ts.isNamespaceImport(bindings)
        ? [bindings]
        : [...bindings.elements];
  return [...(importClause?.name ? [importClause] : []), ...named].map(
    node => ({
      kind: 'import',
      names: [(node.name as ts.Identifier).text],
      node
    })
  );
}

/** A `var` inside a loop or a branch belongs to the top level too. */
function hoistedUnits(ts: TypeScriptModule, statement: ts.Statement): Part[] {
  const found: Part[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node) || ts.isClassLike(node)) {
      return;
    }
    const isVar =
      ts.isVariableDeclarationList(node) &&
      (node.flags & ts.NodeFlags.BlockScoped) === 0;
    if (isVar) {
      for (const declaration of node.declarations) {
        found.push({
          kind: 'variable',
          names: boundNames(ts, declaration.name),
          node: declaration,
          inside: 'block'
        });
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(statement);
  return found;
}

/** `declare`: a promise that something is there, and nothing more. */
function isAmbient(ts: TypeScriptModule, statement: ts.Statement): boolean {
  return (
    ts.canHaveModifiers(statement) &&
    (ts.getModifiers(statement) ?? []).some(
      ({ kind }) => kind === ts.SyntaxKind.DeclareKeyword
    )
  );
}

/** Whether a name of the unit can be used as a value. */
export function hasValue({ kind }: Unit): boolean {
  return kind !== 'type';
}

/** Whether a name of the unit can be used as a type. */
export function hasType({ kind }: Unit): boolean {
  return kind !== 'variable' && kind !== 'function';
}
