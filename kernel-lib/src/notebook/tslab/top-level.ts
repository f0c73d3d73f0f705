/** What cells declare at their top level. */
import type ts from 'typescript';

/** A declared name: a function or class with its text, a package's export, or data. */
export type Declared =
  | { kind: 'function'; node: ts.SignatureDeclaration }
  | { kind: 'class'; node: ts.ClassLikeDeclaration }
  | { kind: 'import' }
  | { kind: 'data' };

/** The names that a cell declares; types are none. */
export function topLevelNames(
  ts: typeof import('typescript'),
  file: ts.SourceFile
): Map<string, Declared> {
  const names = new Map<string, Declared>();
  for (const statement of file.statements) {
    if (ts.isFunctionDeclaration(statement) && statement.name) {
      names.set(statement.name.text, { kind: 'function', node: statement });
    } else if (ts.isClassDeclaration(statement) && statement.name) {
      names.set(statement.name.text, { kind: 'class', node: statement });
    } else if (ts.isEnumDeclaration(statement)) {
      names.set(statement.name.text, { kind: 'data' });
    } else if (ts.isVariableStatement(statement)) {
      for (const { name, initializer } of statement.declarationList
        .declarations) {
        for (const bound of boundNames(ts, name)) {
          names.set(bound, ofInitializer(ts, initializer, name));
        }
      }
    } else if (ts.isImportDeclaration(statement)) {
      for (const name of importedNames(ts, statement)) {
        names.set(name, { kind: 'import' });
      }
    }
  }
  return names;
}

/** Every name that a pattern binds. */
export function boundNames(
  ts: typeof import('typescript'),
  name: ts.BindingName
): string[] {
  return ts.isIdentifier(name)
    ? [name.text]
    : name.elements.flatMap(element =>
        ts.isBindingElement(element) ? boundNames(ts, element.name) : []
      );
}

function ofInitializer(
  ts: typeof import('typescript'),
  initializer: ts.Expression | undefined,
  name: ts.BindingName
): Declared {
  if (initializer && ts.isIdentifier(name)) {
    if (
      ts.isArrowFunction(initializer) ||
      ts.isFunctionExpression(initializer)
    ) {
      return { kind: 'function', node: initializer };
    }
    if (ts.isClassExpression(initializer)) {
      return { kind: 'class', node: initializer };
    }
  }
  return { kind: 'data' };
}

function importedNames(
  ts: typeof import('typescript'),
  { importClause }: ts.ImportDeclaration
): string[] {
  const bindings = importClause?.namedBindings;
  return [
    ...(importClause?.name ? [importClause.name.text] : []),
    ...(bindings
      ? ts.isNamespaceImport(bindings)
        ? [bindings.name.text]
        : bindings.elements.map(({ name }) => name.text)
      : [])
  ];
}
