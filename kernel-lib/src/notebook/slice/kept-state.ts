/** Whether what a function gives remembers its calls, as a generator of random numbers does. */
import type ts from 'typescript';
import { MUTATORS } from '../tslab/effects';
import { accessOf, assigned, isWithin } from './access';
import type { TypeScriptModule } from './executed';
import type { CellFunction } from './functions';
import type { Names } from './names';
import { calledAtOnce } from './references';
import { rootsOf } from './roots';

/** Whether functions inside of one change its variables: closures that keep a state. */
export function keepsOwnState(
  names: Names,
  { node, cell }: CellFunction
): boolean {
  const { ts } = names;
  let found = false;
  const visit = (at: ts.Node, inner: ts.Node | undefined): void => {
    const isInner =
      at !== node && ts.isFunctionLike(at) && calledAtOnce(ts, at) === 'no';
    const within = isInner ? at : inner;
    const target = within && changedBy(ts, at);
    found ||=
      target !== undefined &&
      [...rootsOf(names, target, { cell, time: cell })].some(
        root =>
          typeof root === 'object' &&
          !('kind' in root) &&
          root.declarations?.some(
            each => isWithin(each, node) && !(within && isWithin(each, within))
          )
      );
    ts.forEachChild(at, child => visit(child, within));
  };
  visit(node, undefined);
  return found;
}

/** The variable that a node assigns to, or changes inside. */
function changedBy(
  ts: TypeScriptModule,
  node: ts.Node
): ts.Expression | undefined {
  const access = ts.isCallExpression(node)
    ? accessOf(ts, node.expression)
    : undefined;
  return (
    assigned(ts, node) ??
    (access && MUTATORS.has(access.name) ? access.object : undefined)
  );
}

/** Whether a parameter takes all arguments from its place on. */
export function isRest(
  ts: TypeScriptModule,
  node: CellFunction['node'],
  place: number
): boolean {
  return (
    ts.isFunctionLike(node) &&
    node.parameters[place]?.dotDotDotToken !== undefined
  );
}
