/** The text of the kept definitions as linear TypeScript. */
import type ts from 'typescript';
import type { Names } from './names';
import type { NeededUnit } from './needed';
import type { NameOf } from './rename';
import { UNNAMED_DEFAULT, type Unit } from './units';

/** A change of a text. */
interface Edit {
  from: number;
  to: number;
  text: string;
}

/** A definition as it is written in the slice. */
export interface WrittenUnit {
  cell: number;
  code: string;
  /** Whether a line is left empty above it, as in the cell. */
  apart: boolean;
}

/** Puts definitions below each other. */
export function joinUnits(written: readonly WrittenUnit[]): string {
  return written
    .map(({ cell, code, apart }, at) =>
      at === 0
        ? code
        : `${apart || written[at - 1].cell !== cell ? '\n\n' : '\n'}${code}`
    )
    .join('');
}

/** Writes definitions one after the other; neighbours of one declaration stay together. */
export function writeUnits(
  names: Names,
  kept: readonly NeededUnit[],
  nameOf: NameOf
): WrittenUnit[] {
  const written: (WrittenUnit & { list?: ts.Node })[] = [];
  for (const needed of kept) {
    const { unit } = needed;
    if (unit.kind === 'import') {
      continue;
    }
    const text = unitText(names, needed, nameOf);
    const list = names.ts.isVariableDeclaration(unit.node)
      ? unit.node.parent
      : undefined;
    const last = written[written.length - 1];
    if (list && last?.list === list) {
      last.code = `${last.code.slice(0, -1)}, ${text};`;
    } else {
      const code = list
        ? `${comments(unit)}${keyword(names, list)} ${text};`
        : text;
      const apart = /\n\s*\n/.test(above(unit));
      written.push({ cell: unit.cell, code, apart, ...(list && { list }) });
    }
  }
  return written;
}

function keyword({ ts }: Names, list: ts.Node): string {
  return list.flags & ts.NodeFlags.Const
    ? 'const'
    : list.flags & ts.NodeFlags.Let
      ? 'let'
      : 'var';
}

/** The comments above a statement. */
function comments(unit: Unit): string {
  const own = above(unit).trim();
  return own === '' ? '' : `${own}\n`;
}

/** What is between a statement and the one before it. */
function above({ statement }: Unit): string {
  const { text } = statement.getSourceFile();
  const start = statement.getFullStart();
  const found = text.slice(start, statement.getStart());
  // What stands behind the statement before, on its line, is about that one.
  return start === 0 ? found : found.replace(/^.*/, '');
}

function unitText(names: Names, needed: NeededUnit, nameOf: NameOf): string {
  const { ts } = names;
  const { unit } = needed;
  const { node } = unit;
  const edits = [...renames(names, needed, nameOf), ...unexported(names, node)];
  if (ts.isVariableDeclaration(node)) {
    return edited(node, edits);
  }
  if (ts.isExportAssignment(node)) {
    return `${comments(unit)}const ${UNNAMED_DEFAULT} = ${edited(node.expression, edits)};`;
  }
  const isUnnamed =
    (ts.isFunctionDeclaration(node) || ts.isClassDeclaration(node)) &&
    !node.name;
  if (isUnnamed || ts.isExpression(node)) {
    const name = unit.names[0];
    return `${isUnnamed ? comments(unit) : ''}const ${name} = ${edited(node, edits)};`;
  }
  return comments(unit) + edited(node, edits);
}

function renames(
  { ts }: Names,
  { unit, links }: NeededUnit,
  nameOf: NameOf
): Edit[] {
  return [...links.keys()].flatMap(node => {
    const name = nameOf(node, unit);
    if (name === node.text) {
      return [];
    }
    const { parent } = node;
    const isShort =
      ts.isShorthandPropertyAssignment(parent) ||
      (ts.isBindingElement(parent) &&
        parent.name === node &&
        !parent.propertyName &&
        !parent.dotDotDotToken &&
        ts.isObjectBindingPattern(parent.parent));
    const text = isShort ? `${node.text}: ${name}` : name;
    return [{ from: node.getStart(), to: node.end, text }];
  });
}

/** Takes `export` and `default` away. */
function unexported({ ts }: Names, node: ts.Node): Edit[] {
  const modifiers = ts.canHaveModifiers(node) ? ts.getModifiers(node) : [];
  return (modifiers ?? [])
    .filter(
      ({ kind }) =>
        kind === ts.SyntaxKind.ExportKeyword ||
        kind === ts.SyntaxKind.DefaultKeyword
    )
    .map(modifier => {
      const { text } = modifier.getSourceFile();
      const [space] = /^\s*/.exec(text.slice(modifier.end)) ?? [''];
      return {
        from: modifier.getStart(),
        to: modifier.end + space.length,
        text: ''
      };
    });
}

function edited(node: ts.Node, edits: readonly Edit[]): string {
  const file = node.getSourceFile();
  let text = '';
  let at = node.getStart();
  for (const edit of [...edits].sort((a, b) => a.from - b.from)) {
    text += file.text.slice(at, edit.from) + edit.text;
    at = edit.to;
  }
  return text + file.text.slice(at, node.end);
}
