/**
 * Whether a function visibly changes variables of the cells: assigns to them, to something inside them, or calls what
 * may keep a state, such as a generator of random numbers that a cell made.
 */
import type ts from 'typescript';
import { boundNames, topLevelNames, type Declared } from './top-level';

/** Methods of the language's own objects that change them. */
export const MUTATORS = new Set(
  'add append clear copyWithin delete fill next pop push reverse set shift sort splice unshift'.split(
    ' '
  )
);

/** See the head of this file. */
export class Effects {
  readonly #ts: typeof import('typescript');
  readonly #declared = new Map<string, Declared[]>();
  /** Methods of the cells' classes that change their object. */
  readonly #changingMethods = new Set<string>();
  readonly #known = new Set<string>();

  constructor(
    ts: typeof import('typescript'),
    files: readonly ts.SourceFile[]
  ) {
    this.#ts = ts;
    for (const file of files) {
      for (const [name, declared] of topLevelNames(ts, file)) {
        this.#declared.set(name, [
          ...(this.#declared.get(name) ?? []),
          declared
        ]);
      }
    }
    this.#findChangingMethods();
  }

  /**
   * Whether calling `fn` with `params` may change what other cells see.
   * @param fn what `run()` is called with.
   */
  changesState(fn: ts.Expression, params: ts.Expression | undefined): boolean {
    const { isIdentifier, isArrowFunction, isFunctionExpression } = this.#ts;
    this.#known.clear();
    const bodies =
      isArrowFunction(fn) || isFunctionExpression(fn)
        ? [fn]
        : isIdentifier(fn)
          ? this.#functions(fn.text)
          : [];
    // A method keeps what it does in its object; an imported function is not to be read.
    return (
      bodies.length === 0 ||
      bodies.some(body => this.#changes(body, this.#passed(body, params)))
    );
  }

  #functions(name: string): ts.SignatureDeclaration[] {
    return (this.#declared.get(name) ?? []).flatMap(declared =>
      declared.kind === 'function' ? [declared.node] : []
    );
  }

  #isData(name: string): boolean {
    return (this.#declared.get(name) ?? []).some(({ kind }) => kind === 'data');
  }

  /** Parameters that may hold a variable of the cells: all, if any is passed. */
  #passed(
    body: ts.SignatureDeclaration,
    params: ts.Expression | undefined
  ): Set<string> {
    const passesData =
      params !== undefined && this.#names(params).some(n => this.#isData(n));
    return new Set(
      passesData
        ? body.parameters.flatMap(({ name }) => boundNames(this.#ts, name))
        : []
    );
  }

  /** Names of variables in an expression. */
  #names(node: ts.Node): string[] {
    const { isIdentifier, isPropertyAssignment, isPropertyAccessExpression } =
      this.#ts;
    const names: string[] = [];
    const visit = (at: ts.Node): void => {
      const { parent } = at;
      const isKey =
        (isPropertyAssignment(parent) || isPropertyAccessExpression(parent)) &&
        parent.name === at;
      if (isIdentifier(at) && !isKey) {
        names.push(at.text);
      }
      this.#ts.forEachChild(at, visit);
    };
    visit(node);
    return names;
  }

  /** @param aliases local names that may stand for a variable of the cells. */
  #changes(body: ts.Node, aliases: Set<string>): boolean {
    const key = `${body.getSourceFile()?.fileName}:${body.pos} ${[...aliases].join()}`;
    if (this.#known.has(key)) {
      return false;
    }
    this.#known.add(key);
    return new BodyEffects(
      this.#ts,
      this.#locals(body),
      aliases,
      name => this.#isData(name),
      this.#changingMethods,
      (name, args) => this.#callChanges(name, args)
    ).changes(body);
  }

  /** @param shared for each argument whether it may hold a variable of the cells. */
  #callChanges(name: string, shared: boolean[]): boolean {
    return (this.#declared.get(name) ?? []).some(declared => {
      switch (declared.kind) {
        case 'data':
          // A function that something made: it may have a state of its own.
          return true;
        case 'import':
          return false;
        case 'class':
          return this.#changes(declared.node, new Set());
        case 'function':
          return this.#changes(
            declared.node,
            new Set(
              declared.node.parameters.flatMap(({ name: bound }, index) =>
                shared[index] ? boundNames(this.#ts, bound) : []
              )
            )
          );
      }
    });
  }

  /** Every name that a function binds anywhere inside. */
  #locals(body: ts.Node): Set<string> {
    const locals = new Set<string>();
    const visit = (node: ts.Node): void => {
      const { isParameter, isVariableDeclaration } = this.#ts;
      if (isParameter(node) || isVariableDeclaration(node)) {
        boundNames(this.#ts, node.name).forEach(name => locals.add(name));
      }
      this.#ts.forEachChild(node, visit);
    };
    visit(body);
    return locals;
  }

  /** Methods call each other: found until no more are. */
  #findChangingMethods(): void {
    const methods = [...this.#declared.values()]
      .flat()
      .flatMap(declared =>
        declared.kind === 'class' ? [...declared.node.members] : []
      )
      .filter(this.#ts.isMethodDeclaration);
    for (let size = -1; size !== this.#changingMethods.size; ) {
      size = this.#changingMethods.size;
      for (const method of methods) {
        const changes = new BodyEffects(
          this.#ts,
          this.#locals(method),
          new Set(['this']),
          () => false,
          this.#changingMethods,
          () => false
        ).changes(method);
        if (changes) {
          this.#changingMethods.add(method.name.getText());
        }
      }
    }
  }
}

/** One function's body. */
class BodyEffects {
  readonly #aliases: Set<string>;

  constructor(
    readonly ts: typeof import('typescript'),
    readonly locals: ReadonlySet<string>,
    aliases: ReadonlySet<string>,
    readonly isData: (name: string) => boolean,
    readonly changingMethods: ReadonlySet<string>,
    readonly callChanges: (name: string, shared: boolean[]) => boolean
  ) {
    this.#aliases = new Set(aliases);
  }

  changes(body: ts.Node): boolean {
    this.#findAliases(body);
    let found = false;
    const visit = (node: ts.Node): void => {
      found ||= this.#isChange(node);
      if (!found) {
        this.ts.forEachChild(node, visit);
      }
    };
    this.ts.forEachChild(body, visit);
    return found;
  }

  /** `const model = shared.model`, `for (const row of shared)`: found in the order of the text. */
  #findAliases(body: ts.Node): void {
    const { ts } = this;
    const visit = (node: ts.Node): void => {
      const from = ts.isVariableDeclaration(node)
        ? (node.initializer ??
          (ts.isForOfStatement(node.parent.parent)
            ? node.parent.parent.expression
            : undefined))
        : undefined;
      if (from && ts.isVariableDeclaration(node) && this.#isShared(from)) {
        boundNames(ts, node.name).forEach(name => this.#aliases.add(name));
      }
      ts.forEachChild(node, visit);
    };
    visit(body);
  }

  #isChange(node: ts.Node): boolean {
    const { ts } = this;
    if (ts.isBinaryExpression(node) && isAssignment(ts, node)) {
      return this.#isTarget(node.left);
    }
    if (ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node)) {
      const { operator } = node;
      return (
        (operator === ts.SyntaxKind.PlusPlusToken ||
          operator === ts.SyntaxKind.MinusMinusToken) &&
        this.#isTarget(node.operand)
      );
    }
    if (ts.isDeleteExpression(node)) {
      return this.#isShared(node.expression);
    }
    if (ts.isCallExpression(node) || ts.isNewExpression(node)) {
      return this.#isChangingCall(node.expression, node.arguments ?? []);
    }
    return false;
  }

  /** A variable of the cells itself, or something inside what may be one. */
  #isTarget(left: ts.Expression): boolean {
    const { ts } = this;
    return ts.isIdentifier(left)
      ? !this.locals.has(left.text) && this.isData(left.text)
      : ts.isArrayLiteralExpression(left) || ts.isObjectLiteralExpression(left)
        ? this.#names(left).some(name => this.#isName(name))
        : this.#isShared(left);
  }

  #isChangingCall(
    callee: ts.Expression,
    args: readonly ts.Expression[]
  ): boolean {
    const { ts } = this;
    if (ts.isIdentifier(callee)) {
      return (
        !this.locals.has(callee.text) &&
        this.callChanges(
          callee.text,
          args.map(arg => this.#isShared(arg))
        )
      );
    }
    if (ts.isPropertyAccessExpression(callee)) {
      const method = callee.name.text;
      const changes = MUTATORS.has(method) || this.changingMethods.has(method);
      return changes && this.#isShared(callee.expression);
    }
    return false;
  }

  /** Whether an expression may lead to a variable of the cells. */
  #isShared(expression: ts.Expression): boolean {
    const { ts } = this;
    let root: ts.Expression = expression;
    while (
      ts.isPropertyAccessExpression(root) ||
      ts.isElementAccessExpression(root) ||
      ts.isNonNullExpression(root) ||
      ts.isParenthesizedExpression(root) ||
      ts.isAsExpression(root)
    ) {
      root = root.expression;
    }
    return root.kind === ts.SyntaxKind.ThisKeyword
      ? this.#aliases.has('this')
      : ts.isIdentifier(root) && this.#isName(root.text);
  }

  #isName(name: string): boolean {
    return (
      this.#aliases.has(name) || (!this.locals.has(name) && this.isData(name))
    );
  }

  #names(node: ts.Node): string[] {
    const names: string[] = [];
    const visit = (at: ts.Node): void => {
      if (this.ts.isIdentifier(at)) {
        names.push(at.text);
      }
      this.ts.forEachChild(at, visit);
    };
    visit(node);
    return names;
  }
}

function isAssignment(
  ts: typeof import('typescript'),
  { operatorToken: { kind } }: ts.BinaryExpression
): boolean {
  return (
    kind >= ts.SyntaxKind.FirstAssignment &&
    kind <= ts.SyntaxKind.LastAssignment
  );
}
