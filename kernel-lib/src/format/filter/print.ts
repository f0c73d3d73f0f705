/** From the tree of a filter back to its text. */
import { FILTER_FIELDS } from './fields';
import { isBareWord } from './lexer';
import { isSpecialWord } from './parser';
import type { FilterNode, FilterReference, FilterValue } from './syntax';

/** The text of a filter, in one way of all in which it can be written. */
export function printFilter(node: FilterNode | undefined): string {
  return node === undefined ? '' : print(node);
}

function print(node: FilterNode): string {
  switch (node.kind) {
    case 'or':
      return node.items.map(print).join(' or ');
    case 'and':
      return node.items
        .map(item => (item.kind === 'or' ? `(${print(item)})` : print(item)))
        .join(' and ');
    case 'not':
      return node.item.kind === 'and' || node.item.kind === 'or'
        ? `not (${print(node.item)})`
        : `not ${print(node.item)}`;
    case 'word':
      return bareOrQuoted(node.text, text => !isSpecialWord(text));
    case 'has':
      return `has:${printReference(node.reference, false)}`;
    case 'compare':
      return `${printReference(node.reference)}${node.operator}${printValue(node.value)}`;
    case 'match':
      return `${printReference(node.reference)}~${printPattern(node.pattern)}${node.ignoreCase ? 'i' : ''}`;
  }
}

/** Quoted, a name is never a field's; with `has:` before it, it is no keyword either. */
function printReference(
  { scope, name }: FilterReference,
  alone = true
): string {
  if (scope === 'field') {
    return name;
  }
  if (scope !== 'any') {
    return `${scope}:${bareOrQuoted(name, text => !endsOpen(text))}`;
  }
  return bareOrQuoted(
    name,
    text =>
      !endsOpen(text) &&
      !FILTER_FIELDS.has(text) &&
      (alone ? !isSpecialWord(text) : !/^(?:flag|scalar|attr):/.test(text))
  );
}

/** Before "=", a "!" at the end would become part of the operator. */
function endsOpen(text: string): boolean {
  return text.endsWith('!');
}

function printValue({ text, quoted }: FilterValue): string {
  return quoted ? quote(text) : bareOrQuoted(text);
}

function printPattern(pattern: string): string {
  const escaped = pattern.replace(/\\[^]|\//g, found =>
    found === '/' ? '\\/' : found
  );
  return `/${escaped}/`;
}

function bareOrQuoted(
  text: string,
  allowed: (text: string) => boolean = () => true
): string {
  return isBareWord(text) && !/:["']/.test(text) && allowed(text)
    ? text
    : quote(text);
}

function quote(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}
