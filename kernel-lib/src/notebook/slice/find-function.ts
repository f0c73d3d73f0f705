/** Which definition of the cells a function is. */
import type ts from 'typescript';
import { functionName } from '../../run/flags/resolve';
import { calledAtOnce } from './references';
import type { Names } from './names';
import { tokensOf } from './tokens';
import type { Unit } from './units';

/**
 * The name under which cells have a value: its own, else the one that was declared last.
 * @param exported the top-level variables of the cells.
 */
export function exportedName(
  exported: Readonly<Record<string, unknown>>,
  value: unknown
): string | undefined {
  const own = typeof value === 'function' ? value.name : '';
  if (own !== '' && exported[own] === value) {
    return own;
  }
  return Object.keys(exported)
    .filter(name => !/^tsLastExpr\d*$/.test(name))
    .reverse()
    .find(name => exported[name] === value);
}

/**
 * A function that is written in place, as in `slice(async ({ lr }) => …)`: the newest one in the cells with its text, at
 * the top level or in a call there.
 */
export function writtenInPlace(names: Names, fn: object): Unit | undefined {
  const { ts } = names;
  const text = plainTokens(ts, String(fn));
  const own = functionName(fn as () => unknown);
  for (const { index, file } of [...names.cells].reverse()) {
    for (const statement of file.statements) {
      const node = expressionsIn(ts, statement).find(
        each => plainTokens(ts, each.getText()) === text
      );
      if (node) {
        return {
          kind: 'variable',
          cell: index,
          names: [/^[\w$]+$/.test(own) ? own : 'entry'],
          node,
          statement
        };
      }
    }
  }
  return undefined;
}

/** Functions that are handed to a call. */
function expressionsIn(
  ts: typeof import('typescript'),
  root: ts.Node
): ts.Expression[] {
  const found: ts.Expression[] = [];
  const visit = (node: ts.Node): void => {
    const isWritten = ts.isArrowFunction(node) || ts.isFunctionExpression(node);
    if (isWritten && calledAtOnce(ts, node) === 'maybe') {
      found.push(node);
    }
    ts.forEachChild(node, visit);
  };
  visit(root);
  return found;
}

/** The tokens without types, and without what tslab adds to names. */
function plainTokens(ts: typeof import('typescript'), text: string): string {
  const { outputText } = ts.transpileModule(`(${text})`, {
    compilerOptions: {
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.ESNext,
      removeComments: true
    }
  });
  const plain = outputText
    .replace(/\(0, [\w$]+\.([\w$]+)\)/g, '$1')
    .replace(/\bexports\./g, '');
  return tokensOf(
    ts,
    ts.createSourceFile('function.js', plain, ts.ScriptTarget.ES2022, true)
  );
}
