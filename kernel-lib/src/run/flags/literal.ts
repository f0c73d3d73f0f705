import type { Expression, Node } from 'acorn';

/** What a default is when its text alone says it: `{ value }`; undefined when it has to be evaluated. */
export function literalValue(node: Expression): { value: unknown } | undefined {
  switch (node.type) {
    case 'Literal':
      return node.regex ? undefined : { value: node.value };
    case 'UnaryExpression':
      return unary(node.operator, node.argument);
    case 'TemplateLiteral':
      return node.expressions.length === 0
        ? { value: node.quasis[0].value.cooked }
        : undefined;
    case 'ArrayExpression':
      return array(node.elements);
    case 'ObjectExpression':
      return object(node.properties);
    default:
      return undefined;
  }
}

function unary(
  operator: string,
  argument: Expression
): { value: unknown } | undefined {
  const inner = literalValue(argument);
  if (!inner) {
    return undefined;
  }
  switch (operator) {
    case '-':
      return typeof inner.value === 'number' || typeof inner.value === 'bigint'
        ? { value: -inner.value }
        : undefined;
    case '+':
      return typeof inner.value === 'number' ? inner : undefined;
    case '!':
      return { value: !inner.value };
    case 'void':
      return { value: undefined };
    default:
      return undefined;
  }
}

function array(elements: (Node | null)[]): { value: unknown } | undefined {
  const values: unknown[] = [];
  for (const element of elements) {
    const inner =
      element && element.type !== 'SpreadElement'
        ? literalValue(element as Expression)
        : undefined;
    if (!inner) {
      return undefined;
    }
    values.push(inner.value);
  }
  return { value: values };
}

function object(
  properties: Extract<Expression, { type: 'ObjectExpression' }>['properties']
): { value: unknown } | undefined {
  const entries: [string, unknown][] = [];
  for (const property of properties) {
    if (
      property.type !== 'Property' ||
      property.computed ||
      property.kind !== 'init'
    ) {
      return undefined;
    }
    const { key } = property;
    const name =
      key.type === 'Identifier'
        ? key.name
        : key.type === 'Literal'
          ? String(key.value)
          : undefined;
    const inner = literalValue(property.value);
    if (name === undefined || name === '__proto__' || !inner) {
      return undefined;
    }
    entries.push([name, inner.value]);
  }
  return { value: Object.fromEntries(entries) };
}
