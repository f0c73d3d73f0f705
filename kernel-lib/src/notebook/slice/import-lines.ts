/** The imports of a slice: one statement a module, with the names that are used. */
import type ts from 'typescript';
import { isFailed } from './executed';
import type { Names } from './names';
import type { NeededUnit } from './needed';
import type { NameOf } from './rename';

/** A module that a slice imports. */
export interface SliceImport {
  /** As it is written: `node:fs`, `./data.json`. */
  module: string;
  /** The statement. */
  code: string;
  /** Only types are imported: nothing is loaded. */
  typeOnly: boolean;
  /** It is executed for what it does, also when no name of it is used. */
  bare: boolean;
}

interface Wanted {
  defaults: string[];
  namespaces: string[];
  named: string[];
  typeOnly: boolean;
  bare: boolean;
}

/** Writes the imports of the kept definitions, and those that name nothing: they are executed for what they do. */
export function importLines(
  names: Names,
  kept: readonly NeededUnit[],
  nameOf: NameOf
): SliceImport[] {
  const { ts } = names;
  const wanted = new Map<string, Wanted>();
  const entry = (module: string): Wanted => {
    const found = wanted.get(module) ?? {
      defaults: [],
      namespaces: [],
      named: [],
      typeOnly: true,
      bare: false
    };
    wanted.set(module, found);
    return found;
  };
  for (const { cell, file } of names.cells) {
    for (const statement of file.statements) {
      const isBare =
        ts.isImportDeclaration(statement) && !statement.importClause;
      if (isBare && !isFailed(cell)) {
        const module = moduleOf(statement);
        if (module !== 'trialbook') {
          Object.assign(entry(module), { typeOnly: false, bare: true });
        }
      }
    }
  }
  for (const needed of kept) {
    const { node, statement } = needed.unit;
    if (needed.unit.kind === 'import') {
      const clause = entry(moduleOf(statement as ts.ImportDeclaration));
      addName(ts, clause, needed, node, nameOf);
    }
  }
  return [...wanted].map(([module, clause]) => ({
    module,
    code: statementOf(module, clause),
    typeOnly: clause.typeOnly,
    bare: clause.bare
  }));
}

function moduleOf({ moduleSpecifier }: ts.ImportDeclaration): string {
  return moduleSpecifier.getText().slice(1, -1);
}

function addName(
  ts: typeof import('typescript'),
  clause: Wanted,
  { unit, value }: NeededUnit,
  node: ts.Node,
  nameOf: NameOf
): void {
  clause.typeOnly &&= !value;
  if (ts.isImportSpecifier(node)) {
    const imported = (node.propertyName ?? node.name).text;
    const local = nameOf(node.name, unit);
    const text = imported === local ? local : `${imported} as ${local}`;
    clause.named.push(value ? text : `type ${text}`);
  } else if (ts.isNamespaceImport(node)) {
    clause.namespaces.push(nameOf(node.name, unit));
  } else if (ts.isImportClause(node) && node.name) {
    clause.defaults.push(nameOf(node.name, unit));
  }
}

function statementOf(
  module: string,
  { defaults, namespaces, named, typeOnly }: Wanted
): string {
  const from = `'${module}'`;
  const [first, ...others] = [...new Set(defaults)];
  const items = [
    ...new Set([...others.map(name => `default as ${name}`), ...named])
  ].map(text => (typeOnly ? text.replace(/^type /, '') : text));
  const clause = [
    ...(first === undefined ? [] : [first]),
    ...(items.length > 0 ? [`{ ${items.join(', ')} }`] : [])
  ];
  // A type import may have a default or names, not both.
  const clauses =
    typeOnly && clause.length > 1
      ? clause
      : [clause.join(', ')].filter(Boolean);
  const keyword = typeOnly ? 'import type' : 'import';
  const lines = [
    ...new Set(namespaces.map(name => `${keyword} * as ${name} from ${from};`)),
    ...clauses.map(text => `${keyword} ${text} from ${from};`)
  ];
  return lines.length > 0 ? lines.join('\n') : `import ${from};`;
}
