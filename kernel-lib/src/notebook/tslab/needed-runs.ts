/**
 * Which calls of `run()` in recorded cells a replay can leave out: those whose result nobody uses, and whose function
 * does not visibly change anything that other cells could see. What cannot be told counts as needed.
 */
import type ts from 'typescript';
import type { ExecutedCell } from '../../format/cells';
import { Effects } from './effects';
import { topLevelNames } from './top-level';

export type TypeScriptModule = typeof ts;

/** Calls that pass on what they are given, awaited or not. */
const GATHERS = /^Promise\.(?:all|allSettled|race|any)$/;
const EACH = /\.(?:map|forEach|flatMap)$/;

/**
 * For each cell whether all of its calls of `run()` can be left out.
 * @param target the place of the cell whose run is repeated; later cells are of no matter.
 */
export function skippableRuns(
  ts: TypeScriptModule,
  cells: readonly ExecutedCell[],
  target: number
): boolean[] {
  const files = cells.map(({ code }, index) =>
    ts.createSourceFile(
      `cell-${index}.ts`,
      code,
      ts.ScriptTarget.ES2022,
      true,
      ts.ScriptKind.TS
    )
  );
  const effects = new Effects(ts, files.slice(0, target + 1));
  const runs = runNames(ts, files);
  return cells.map(({ outcome, compiled }, index) => {
    // A failed cell has to fail again, and its run may be why it did.
    if (compiled || (outcome !== 'ok' && index !== target)) {
      return false;
    }
    const later = files.slice(index + 1, target + 1);
    return new CellRuns(ts, files[index], later, runs, effects).canSkip();
  });
}

/** The names under which cells call `run()`: `run`, and what imports name it. */
function runNames(
  ts: TypeScriptModule,
  files: readonly ts.SourceFile[]
): Set<string> {
  const names = new Set(['run']);
  for (const statement of files.flatMap(file => [...file.statements])) {
    const bindings =
      ts.isImportDeclaration(statement) &&
      statement.moduleSpecifier.getText().slice(1, -1) === 'trialbook'
        ? statement.importClause?.namedBindings
        : undefined;
    if (bindings && ts.isNamespaceImport(bindings)) {
      names.add(`${bindings.name.text}.run`);
    } else if (bindings) {
      for (const { name, propertyName } of bindings.elements) {
        if ((propertyName ?? name).text === 'run') {
          names.add(name.text);
        }
      }
    }
  }
  return names;
}

/** The calls of `run()` in one cell. */
class CellRuns {
  constructor(
    readonly ts: TypeScriptModule,
    readonly file: ts.SourceFile,
    readonly later: readonly ts.SourceFile[],
    readonly runs: ReadonlySet<string>,
    readonly effects: Effects
  ) {}

  canSkip(): boolean {
    const calls = this.#calls();
    return (
      calls.length > 0 &&
      calls.every(call => this.#isUnused(call) && !this.#changes(call))
    );
  }

  #calls(): ts.CallExpression[] {
    const found: ts.CallExpression[] = [];
    const visit = (node: ts.Node): void => {
      if (
        this.ts.isCallExpression(node) &&
        this.runs.has(node.expression.getText())
      ) {
        found.push(node);
      }
      this.ts.forEachChild(node, visit);
    };
    visit(this.file);
    return found;
  }

  #changes(call: ts.CallExpression): boolean {
    const [fn, params] = call.arguments;
    return fn === undefined || this.effects.changesState(fn, params);
  }

  /** Follows the result outwards to where it is thrown away, or used. */
  #isUnused(call: ts.Expression): boolean {
    const { ts } = this;
    const { parent } = call;
    if (ts.isExpressionStatement(parent)) {
      return this.#isOfTheCell(parent);
    }
    if (
      ts.isAwaitExpression(parent) ||
      ts.isParenthesizedExpression(parent) ||
      ts.isAsExpression(parent) ||
      ts.isNonNullExpression(parent) ||
      ts.isVoidExpression(parent) ||
      ts.isArrayLiteralExpression(parent)
    ) {
      return this.#isUnused(parent);
    }
    if (ts.isArrowFunction(parent) && ts.isCallExpression(parent.parent)) {
      return (
        EACH.test(parent.parent.expression.getText()) &&
        this.#isUnused(parent.parent)
      );
    }
    if (ts.isCallExpression(parent)) {
      return (
        GATHERS.test(parent.expression.getText()) && this.#isUnused(parent)
      );
    }
    if (ts.isVariableDeclaration(parent) && ts.isIdentifier(parent.name)) {
      const statement = parent.parent.parent;
      return this.#isOfTheCell(statement) && this.#isOnlyPrinted(parent.name);
    }
    return false;
  }

  /** Not inside a function that other cells may call. */
  #isOfTheCell(node: ts.Node): boolean {
    const { ts } = this;
    for (let at = node.parent; at; at = at.parent) {
      const isEach =
        ts.isArrowFunction(at) &&
        ts.isCallExpression(at.parent) &&
        EACH.test(at.parent.expression.getText());
      if (ts.isFunctionLike(at) && !isEach) {
        return false;
      }
    }
    return true;
  }

  /** Whether a variable of the cell is used for nothing but printing and showing. */
  #isOnlyPrinted(name: ts.Identifier): boolean {
    for (const file of this.later) {
      if (mentions(this.ts, file, name.text).length > 0) {
        // A cell that declares the name anew ends what this one says.
        const anew = topLevelNames(this.ts, file).has(name.text);
        if (!anew) {
          return false;
        }
        break;
      }
    }
    return mentions(this.ts, this.file, name.text).every(
      mention => mention === name || this.#isPrinted(mention)
    );
  }

  #isPrinted(mention: ts.Node): boolean {
    const { ts } = this;
    for (let at = mention; at.parent; at = at.parent) {
      const { parent } = at;
      if (ts.isFunctionLike(parent) || ts.isBinaryExpression(parent)) {
        return false;
      }
      if (ts.isExpressionStatement(parent)) {
        // The last expression of a cell is shown.
        return !ts.isCallExpression(at);
      }
      if (
        ts.isCallExpression(parent) &&
        /^console\.\w+$/.test(parent.expression.getText())
      ) {
        return ts.isExpressionStatement(parent.parent);
      }
    }
    return false;
  }
}

/** Where an identifier stands for a variable. */
function mentions(
  ts: TypeScriptModule,
  file: ts.SourceFile,
  name: string
): ts.Identifier[] {
  const found: ts.Identifier[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node) && node.text === name) {
      const { parent } = node;
      const isKey =
        (ts.isPropertyAccessExpression(parent) && parent.name === node) ||
        (ts.isPropertyAssignment(parent) && parent.name === node);
      if (!isKey) {
        found.push(node);
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}
