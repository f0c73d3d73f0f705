/** What objects keep of what they were made with: `new Trainer(model)` has the model inside. */
import type ts from 'typescript';
import { bare, isWithin } from './access';
import { aliasesOf } from './aliases';
import type { Functions } from './functions';
import type { Names } from './names';
import type { Context } from './roots';

export interface KeptArgument {
  argument: ts.Expression;
  at: Context;
}

/**
 * The arguments that an object has under a name, from the constructors that made it.
 * @param object an expression that gives the object.
 */
export function keptArguments(
  names: Names,
  functions: Functions,
  object: ts.Expression,
  property: string,
  at: Context
): KeptArgument[] {
  return creationsOf(names, object, at, new Set()).flatMap(
    ({ creation, at: then }) => {
      const callee = functions.callee(creation.expression, then);
      return callee.kind === 'cell'
        ? callee.functions.flatMap(({ node }) => {
            const place = placeOf(names.ts, node, property);
            const argument = creation.arguments?.[place];
            return argument ? [{ argument, at: then }] : [];
          })
        : [];
    }
  );
}

/** Where an object may have been made. */
function creationsOf(
  names: Names,
  expression: ts.Expression,
  at: Context,
  open: Set<ts.Node>
): { creation: ts.NewExpression; at: Context }[] {
  const { ts } = names;
  const node = bare(ts, expression);
  if (open.has(node)) {
    return [];
  }
  open.add(node);
  if (ts.isNewExpression(node)) {
    return [{ creation: node, at }];
  }
  if (!ts.isIdentifier(node)) {
    return [];
  }
  const meaning = names.meaningOf(node, at.cell, at.time);
  const declared =
    meaning.kind === 'units'
      ? meaning.units.map(({ node: each, cell }) => ({
          node: each,
          at: { cell, time: cell }
        }))
      : meaning.kind === 'local'
        ? (meaning.symbol.declarations ?? []).map(each => ({ node: each, at }))
        : [];
  return declared.flatMap(each =>
    aliasesOf(ts, each.node).flatMap(({ value }) =>
      creationsOf(names, value, each.at, open)
    )
  );
}

/** The place of the parameter that a constructor keeps under a name; -1 when there is none. */
function placeOf(
  ts: typeof import('typescript'),
  node: ts.Node,
  property: string
): number {
  const maker = ts.isClassLike(node)
    ? node.members.find(ts.isConstructorDeclaration)
    : undefined;
  if (!maker?.body) {
    return -1;
  }
  const kept = maker.parameters.findIndex(
    parameter =>
      ts.isParameterPropertyDeclaration(parameter, maker) &&
      ts.isIdentifier(parameter.name) &&
      parameter.name.text === property
  );
  if (kept >= 0) {
    return kept;
  }
  const given = maker.body.statements.flatMap(statement =>
    ts.isExpressionStatement(statement) &&
    ts.isBinaryExpression(statement.expression) &&
    ts.isPropertyAccessExpression(statement.expression.left) &&
    statement.expression.left.name.text === property
      ? [statement.expression.right]
      : []
  );
  return maker.parameters.findIndex(({ name }) =>
    given.some(value => mentions(ts, value, name))
  );
}

function mentions(
  ts: typeof import('typescript'),
  value: ts.Node,
  name: ts.BindingName
): boolean {
  const names: string[] = [];
  const collect = (node: ts.Node): void => {
    if (ts.isIdentifier(node) && isWithin(node, name)) {
      names.push(node.text);
    }
    ts.forEachChild(node, collect);
  };
  collect(name);
  let found = false;
  const visit = (node: ts.Node): void => {
    found ||= ts.isIdentifier(node) && names.includes(node.text);
    ts.forEachChild(node, visit);
  };
  visit(value);
  return found;
}
