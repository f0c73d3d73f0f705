/** What calls are taken to do of which the code is not in the cells: methods of unknown objects, functions of packages. */
import { isBuiltin } from 'node:module';
import type ts from 'typescript';
import { MUTATORS } from '../tslab/effects';
import type { TypeScriptModule } from './executed';
import { COPYING } from './roots';

/** Functions of the language that change their first argument. */
const CHANGING_GLOBALS =
  /^(?:Object\.(?:assign|define(?:Property|Properties)|setPrototypeOf)|Reflect\.(?:set|deleteProperty|defineProperty))$/;

/** Packages that leave alone what they are given. */
const HARMLESS = /^(?:trialbook|tslab)(?:\/|$)/;

/** Methods of the language's own objects that leave them as they are, also when nobody uses their result. */
const READING = new Set([
  ...COPYING,
  ...'at catch finally find findLast forEach get has then values'.split(' ')
]);

/** How methods begin that change their object and have a result of interest: `await model.fit(…)`. */
const CHANGING_METHODS =
  /^(?:compile|fit|init|insert|learn|load|register|reset|restore|seed|train|update)(?![a-z])/;

/** Whether a function of the language changes its first argument. @param path such as `Object.assign` */
export function changesArgument(path: string): boolean {
  return CHANGING_GLOBALS.test(path);
}

/** Whether a package leaves alone what its functions are given. */
export function isHarmless(module: string): boolean {
  return HARMLESS.test(module) || isBuiltin(module);
}

/** Whether a method of an unknown object changes it: its name says so, or nobody uses its result. */
export function methodChanges(
  ts: TypeScriptModule,
  name: string,
  call: ts.Expression
): boolean {
  return (
    MUTATORS.has(name) ||
    CHANGING_METHODS.test(name) ||
    (!READING.has(name) && isUnused(ts, call))
  );
}

/** Whether a call stands for itself; the last one of a cell is shown, unless it has to be awaited. */
export function isUnused(ts: TypeScriptModule, call: ts.Node): boolean {
  let at = call;
  let awaited = false;
  while (
    ts.isAwaitExpression(at.parent) ||
    ts.isParenthesizedExpression(at.parent) ||
    ts.isVoidExpression(at.parent)
  ) {
    at = at.parent;
    awaited ||= ts.isAwaitExpression(at);
  }
  const { parent } = at;
  const isLast =
    ts.isSourceFile(parent.parent) &&
    parent.parent.statements[parent.parent.statements.length - 1] === parent;
  return ts.isExpressionStatement(parent) && (awaited || !isLast);
}
