/** Which functions of the cells a call may execute, and which parts of a node are executed with it. */
import type ts from 'typescript';
import type { Names } from './names';
import { calledAtOnce, isDeferred } from './references';
import type { Context } from './roots';
import type { Unit } from './units';

/** A function or class of a cell. */
export interface CellFunction {
  node: ts.SignatureDeclaration | ts.ClassLikeDeclaration;
  cell: number;
  /** The unit that it is, when it stands at the top level. */
  unit?: Unit;
}

/** Where a called value comes from, when it is no function of a cell. */
export type Callee =
  | { kind: 'cell'; functions: CellFunction[] }
  /** Made by something that was called: a variable of a cell. */
  | { kind: 'made'; units: Unit[] }
  /** `name` is the imported name, `*` for the module, or the method called on it. */
  | { kind: 'import'; module: string; name: string }
  | { kind: 'global'; path: string }
  | { kind: 'other' };

/** See the head of this file. */
export class Functions {
  readonly #members = new Map<string, CellFunction[]>();

  constructor(readonly names: Names) {
    for (const { index, file } of names.cells) {
      this.#findMembers(file, index);
    }
  }

  /** Visits what is executed with a node: not the bodies of functions, unless they are called or handed to a call. */
  executed(root: ts.Node, at: Context, see: (node: ts.Node) => void): void {
    const { ts } = this.names;
    const visit = (node: ts.Node): void => {
      see(node);
      ts.forEachChild(node, child => {
        const skipped =
          isDeferred(ts, node, child) &&
          !(ts.isFunctionLike(node) && this.#isCalled(node, at));
        if (!skipped && !ts.isTypeNode(child)) {
          visit(child);
        }
      });
    };
    if (ts.isFunctionLike(root)) {
      ts.forEachChild(root, child => {
        if (!ts.isTypeNode(child)) {
          visit(child);
        }
      });
    } else {
      visit(root);
    }
  }

  /** What calling an expression executes. */
  callee(expression: ts.Expression, at: Context): Callee {
    const { ts } = this.names;
    if (
      ts.isParenthesizedExpression(expression) ||
      ts.isNonNullExpression(expression) ||
      ts.isAsExpression(expression)
    ) {
      return this.callee(expression.expression, at);
    }
    if (ts.isIdentifier(expression)) {
      return this.#ofName(expression, at);
    }
    if (ts.isPropertyAccessExpression(expression)) {
      return this.#ofMember(expression, at);
    }
    if (ts.isCallExpression(expression)) {
      const inner = this.callee(expression.expression, at);
      return inner.kind === 'import' ? inner : { kind: 'other' };
    }
    return ts.isArrowFunction(expression) || ts.isFunctionExpression(expression)
      ? { kind: 'cell', functions: [{ node: expression, cell: at.cell }] }
      : { kind: 'other' };
  }

  #isCalled(fn: ts.Node, at: Context): boolean {
    const called = calledAtOnce(this.names.ts, fn);
    return called === 'yes' || (called === 'maybe' && !this.isKept(fn, at));
  }

  /** Whether a function is handed to a package, which may keep it: `task(…, async () => …)`. */
  isKept(fn: ts.Node, at: Context): boolean {
    const { ts } = this.names;
    let up = fn.parent;
    while (ts.isParenthesizedExpression(up)) {
      up = up.parent;
    }
    return (
      (ts.isCallExpression(up) || ts.isNewExpression(up)) &&
      this.callee(up.expression, at).kind === 'import'
    );
  }

  #ofName(node: ts.Identifier, at: Context): Callee {
    const meaning = this.names.meaningOf(node, at.cell, at.time);
    if (meaning.kind === 'units') {
      const [unit] = meaning.units;
      if (unit.kind === 'import') {
        return { kind: 'import', ...importOf(this.names, unit) };
      }
      const functions = meaning.units.flatMap(each => {
        const found = functionOf(this.names, each.node);
        return found ? [{ node: found, cell: each.cell, unit: each }] : [];
      });
      return functions.length > 0
        ? { kind: 'cell', functions }
        : { kind: 'made', units: meaning.units };
    }
    if (meaning.kind === 'local') {
      const functions = (meaning.symbol.declarations ?? []).flatMap(each => {
        const found = functionOf(this.names, each);
        return found ? [{ node: found, cell: at.cell }] : [];
      });
      return functions.length > 0
        ? { kind: 'cell', functions }
        : { kind: 'other' };
    }
    return meaning.kind === 'global'
      ? { kind: 'global', path: node.text }
      : { kind: 'other' };
  }

  #ofMember(node: ts.PropertyAccessExpression, at: Context): Callee {
    const { text } = node.name;
    const of = this.callee(node.expression, at);
    if (of.kind === 'import') {
      return { ...of, name: of.name === '*' ? text : of.name };
    }
    if (of.kind === 'global') {
      return { kind: 'global', path: `${of.path}.${text}` };
    }
    if (of.kind === 'cell' && /^(?:bind|call|apply)$/.test(text)) {
      return of;
    }
    const functions = this.#members.get(text);
    return functions ? { kind: 'cell', functions } : { kind: 'other' };
  }

  /** Methods and functions in objects, by the name under which they are called. */
  #findMembers(root: ts.Node, cell: number): void {
    const { ts } = this.names;
    const visit = (node: ts.Node): void => {
      const fn = ts.isMethodDeclaration(node)
        ? node
        : ts.isPropertyAssignment(node) || ts.isPropertyDeclaration(node)
          ? functionOf(this.names, node)
          : undefined;
      const name =
        (fn && node === fn ? fn.name : undefined) ??
        (node as Partial<ts.PropertyAssignment>).name;
      if (fn && name && ts.isIdentifier(name)) {
        const known = this.#members.get(name.text) ?? [];
        this.#members.set(name.text, [...known, { node: fn, cell }]);
      }
      ts.forEachChild(node, visit);
    };
    visit(root);
  }
}

/** The function or class that a declaration is, or gives its name to. */
export function functionOf(
  { ts }: Names,
  declaration: ts.Node
): CellFunction['node'] | undefined {
  if (
    ts.isFunctionDeclaration(declaration) ||
    ts.isClassDeclaration(declaration) ||
    ts.isArrowFunction(declaration) ||
    ts.isFunctionExpression(declaration)
  ) {
    return declaration;
  }
  let value =
    ts.isVariableDeclaration(declaration) ||
    ts.isPropertyAssignment(declaration) ||
    ts.isPropertyDeclaration(declaration)
      ? declaration.initializer
      : ts.isExportAssignment(declaration)
        ? declaration.expression
        : undefined;
  while (
    value &&
    (ts.isParenthesizedExpression(value) ||
      ts.isAsExpression(value) ||
      ts.isSatisfiesExpression(value))
  ) {
    value = value.expression;
  }
  return value &&
    (ts.isArrowFunction(value) ||
      ts.isFunctionExpression(value) ||
      ts.isClassExpression(value))
    ? value
    : undefined;
}

/** From which module an import is, and which of its names: `*` for all, `default`. */
export function importOf(
  { ts }: Names,
  { node, statement }: Unit
): { module: string; name: string } {
  const { moduleSpecifier } = statement as ts.ImportDeclaration;
  const module = ts.isStringLiteral(moduleSpecifier)
    ? moduleSpecifier.text.replace(/^node:/, '')
    : '';
  return {
    module,
    name: ts.isImportSpecifier(node)
      ? (node.propertyName ?? node.name).text
      : '*'
  };
}
