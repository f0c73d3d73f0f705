/** Which functions of the cells a call may execute, and which parts of a node are executed with it. */
import type ts from 'typescript';
import { accessOf, bare, functionOf } from './access';
import type { Names } from './names';
import { calledAtOnce, isDeferred } from './references';
import { rootsOf, type Context } from './roots';
import type { Unit } from './units';

/** A function or class of a cell. */
export interface CellFunction {
  node: ts.SignatureDeclaration | ts.ClassLikeDeclaration;
  cell: number;
  /** The unit that it is, when it stands at the top level. */
  unit?: Unit;
}

/** Where a called value comes from. */
export type Callee =
  | { kind: 'cell'; functions: CellFunction[] }
  /** Made by something that was called: a variable of a cell. */
  | { kind: 'made'; units: Unit[] }
  /** `name` is the imported name, or the one read of the module; `*` for the module. */
  | { kind: 'import'; module: string; name: string }
  | { kind: 'global'; path: string }
  | { kind: 'other' };

/** See the head of this file. */
export class Functions {
  readonly #members = new Map<string, CellFunction[]>();
  readonly #getters = new Map<string, CellFunction[]>();

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
    const node = bare(ts, expression);
    const access = accessOf(ts, node);
    if (access) {
      return this.#ofMember(access, at);
    }
    if (ts.isIdentifier(node)) {
      return this.#ofName(node, at);
    }
    if (ts.isCallExpression(node)) {
      const inner = this.callee(node.expression, at);
      return inner.kind === 'import' ? inner : { kind: 'other' };
    }
    return ts.isArrowFunction(node) || ts.isFunctionExpression(node)
      ? { kind: 'cell', functions: [{ node, cell: at.cell }] }
      : this.#contained(node, at);
  }

  /** What is executed when a function is called, or an object of a class is made: of its base classes too. */
  parts({ node, cell }: CellFunction, time: number): CellPart[] {
    const { ts } = this.names;
    if (!ts.isClassLike(node)) {
      return [{ node, cell }];
    }
    const own = node.members.flatMap((member): ts.Node[] =>
      ts.isConstructorDeclaration(member)
        ? [member]
        : ts.isPropertyDeclaration(member) &&
            member.initializer &&
            !(ts.getCombinedModifierFlags(member) & ts.ModifierFlags.Static)
          ? [member.initializer]
          : []
    );
    const base = node.heritageClauses?.find(
      ({ token }) => token === ts.SyntaxKind.ExtendsKeyword
    )?.types[0]?.expression;
    const bases = base ? this.callee(base, { cell, time }) : undefined;
    return [
      ...own.map(part => ({ node: part, cell })),
      ...(bases?.kind === 'cell'
        ? bases.functions
            .filter(each => each.node !== node)
            .flatMap(each => this.parts(each, time))
        : [])
    ];
  }

  /** The getters that reading a property may call. */
  getters(node: ts.Node): readonly CellFunction[] {
    const access = accessOf(this.names.ts, node);
    return (access && this.#getters.get(access.name)) ?? [];
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
    const { ts } = this.names;
    const meaning = this.names.meaningOf(node, at.cell, at.time);
    if (meaning.kind === 'units') {
      const [unit] = meaning.units;
      if (unit.kind === 'import') {
        return { kind: 'import', ...importOf(this.names, unit) };
      }
      const functions = meaning.units.flatMap(each => {
        const found = functionOf(ts, each.node);
        return found ? [{ node: found, cell: each.cell, unit: each }] : [];
      });
      return functions.length > 0
        ? { kind: 'cell', functions }
        : { kind: 'made', units: meaning.units };
    }
    if (meaning.kind === 'local') {
      const functions = (meaning.symbol.declarations ?? []).flatMap(each => {
        const found = functionOf(ts, each);
        return found ? [{ node: found, cell: at.cell }] : [];
      });
      return functions.length > 0
        ? { kind: 'cell', functions }
        : this.#contained(node, at);
    }
    return meaning.kind === 'global'
      ? { kind: 'global', path: node.text }
      : { kind: 'other' };
  }

  #ofMember(
    { object, name }: { object: ts.Expression; name: string },
    at: Context
  ): Callee {
    const of = this.callee(object, at);
    if (of.kind === 'import') {
      return { ...of, name: of.name === '*' ? name : of.name };
    }
    if (of.kind === 'global') {
      return { kind: 'global', path: `${of.path}.${name}` };
    }
    if (of.kind === 'cell' && /^(?:bind|call|apply)$/.test(name)) {
      return of;
    }
    const functions = this.#members.get(name);
    return functions ? { kind: 'cell', functions } : { kind: 'other' };
  }

  /** Functions in lists and objects of the cells, called without a name: `steps[0]()`. */
  #contained(node: ts.Expression, at: Context): Callee {
    const { ts } = this.names;
    const functions: CellFunction[] = [];
    for (const root of rootsOf(this.names, node, at, true)) {
      if (typeof root === 'object' && 'kind' in root) {
        const { cell } = root;
        const visit = (child: ts.Node): void => {
          if (ts.isArrowFunction(child) || ts.isFunctionExpression(child)) {
            functions.push({ node: child, cell });
          } else {
            ts.forEachChild(child, visit);
          }
        };
        if (root.kind === 'variable') {
          visit(root.node);
        }
      }
    }
    return functions.length > 0
      ? { kind: 'cell', functions }
      : { kind: 'other' };
  }

  /** Methods, functions in objects and namespaces, and getters, by their names. */
  #findMembers(root: ts.Node, cell: number): void {
    const { ts } = this.names;
    const add = (
      to: Map<string, CellFunction[]>,
      name: ts.Node | undefined,
      node: CellFunction['node']
    ) => {
      if (name && (ts.isIdentifier(name) || ts.isPrivateIdentifier(name))) {
        to.set(name.text, [...(to.get(name.text) ?? []), { node, cell }]);
      }
    };
    const visit = (node: ts.Node, inNamespace: boolean): void => {
      if (ts.isGetAccessor(node)) {
        add(this.#getters, node.name, node);
      } else if (ts.isMethodDeclaration(node)) {
        add(this.#members, node.name, node);
      } else if (
        ts.isPropertyAssignment(node) ||
        ts.isPropertyDeclaration(node) ||
        (inNamespace &&
          (ts.isFunctionDeclaration(node) || ts.isVariableDeclaration(node)))
      ) {
        const fn = functionOf(ts, node);
        if (fn) {
          add(this.#members, node.name, fn);
        }
      }
      const inside =
        ts.isModuleDeclaration(node) ||
        (inNamespace && !ts.isFunctionLike(node));
      ts.forEachChild(node, child => visit(child, inside));
    };
    visit(root, false);
  }
}

/** A part of a function or class, and the cell that it stands in. */
export interface CellPart {
  node: ts.Node;
  cell: number;
}

/** From which module an import is, and which of its names: `*` for all and for the default. */
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
