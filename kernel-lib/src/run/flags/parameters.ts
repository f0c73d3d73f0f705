import {
  parse,
  type Expression,
  type Function as FunctionNode,
  type Pattern
} from 'acorn';

/** One parameter of a function, as its text declares it. Expressions are text in terms of `source`. */
export type Parameter =
  | { kind: 'name'; name: string; fallback?: Fallback }
  | { kind: 'object'; pattern: ObjectPattern; fallback?: Fallback }
  /** An array pattern: a value with a place but no name. */
  | { kind: 'array'; fallback?: Fallback }
  | { kind: 'rest'; name?: string };

/** `{ a, b: { c = 1 } = {}, ...others }` */
export interface ObjectPattern {
  properties: Property[];
  /** True when other keys have a place too: a rest element, or keys that are only known at run time. */
  open: boolean;
}

export interface Property {
  key: string;
  /** The local name, which later defaults may refer to. */
  local?: string;
  /** The nested pattern. */
  pattern?: ObjectPattern;
  fallback?: Fallback;
}

/** A default value. */
export interface Fallback {
  node: Expression;
  /** Its text. */
  text: string;
}

/** What a function's text says. */
export interface Signature {
  parameters: Parameter[];
}

/**
 * Reads the parameters off a function's text.
 * @param source what `Function.prototype.toString` gives.
 * @returns undefined when the text is not JavaScript (native and bound functions).
 */
export function readSignature(source: string): Signature | undefined {
  const found = parseFunction(source);
  if (!found) {
    return undefined;
  }
  const { node, text } = found;
  return { parameters: node.params.map(param => readParameter(param, text)) };
}

/** Methods are only an expression inside an object or a class. Parsing tells which of the wrappings it is. */
const WRAPPINGS: [string, string][] = [
  ['(', '\n)'],
  ['({', '\n})'],
  ['(class extends Object {', '\n})'],
  ['(class extends Object { static ', '\n})']
];

type Found = { node: Pick<FunctionNode, 'params'>; text: string };

function parseFunction(source: string): Found | undefined {
  if (/^\s*class\b/.test(source)) {
    return undefined;
  }
  for (const [before, after] of WRAPPINGS) {
    const text = before + source + after;
    try {
      const program = parse(text, {
        ecmaVersion: 'latest',
        sourceType: 'script'
      });
      const node = functionIn(program.body[0] as unknown as AnyNode);
      if (node) {
        return { node, text };
      }
    } catch {
      // Not this wrapping.
    }
  }
  return undefined;
}

interface AnyNode {
  type: string;
  expression?: AnyNode;
  properties?: { value?: AnyNode }[];
  body?: AnyNode | { value?: AnyNode }[] | { body?: { value?: AnyNode }[] };
}

function functionIn(statement: AnyNode | undefined): FunctionNode | undefined {
  const outer = statement?.expression;
  const candidates: (AnyNode | undefined)[] = [
    outer,
    outer?.properties?.[0]?.value
  ];
  const body = outer?.body as { body?: { value?: AnyNode }[] } | undefined;
  if (outer?.type === 'ClassExpression') {
    candidates.push(body?.body?.[0]?.value);
  }
  return candidates.find(node =>
    ['FunctionExpression', 'ArrowFunctionExpression'].includes(node?.type ?? '')
  ) as unknown as FunctionNode | undefined;
}

function readParameter(param: Pattern, text: string): Parameter {
  switch (param.type) {
    case 'Identifier':
      return { kind: 'name', name: param.name };
    case 'ObjectPattern':
      return { kind: 'object', pattern: readObjectPattern(param, text) };
    case 'ArrayPattern':
      return { kind: 'array' };
    case 'RestElement':
      return param.argument.type === 'Identifier'
        ? { kind: 'rest', name: param.argument.name }
        : { kind: 'rest' };
    case 'AssignmentPattern': {
      const inner = readParameter(param.left, text);
      return inner.kind === 'rest'
        ? inner
        : { ...inner, fallback: readFallback(param.right, text) };
    }
    default:
      return { kind: 'array' };
  }
}

function readFallback(node: Expression, text: string): Fallback {
  return { node, text: text.slice(node.start, node.end) };
}

function readObjectPattern(
  pattern: Extract<Pattern, { type: 'ObjectPattern' }>,
  text: string
): ObjectPattern {
  const properties: Property[] = [];
  let open = false;
  for (const property of pattern.properties) {
    const key =
      property.type === 'Property' && !property.computed
        ? keyName(property.key)
        : undefined;
    if (property.type !== 'Property' || key === undefined) {
      open = true;
      continue;
    }
    properties.push(readProperty(key, property.value, text));
  }
  return { properties, open };
}

function keyName(
  key: Expression | { type: 'PrivateIdentifier' }
): string | undefined {
  if (key.type === 'Identifier') {
    return key.name;
  }
  return key.type === 'Literal' ? String(key.value) : undefined;
}

function readProperty(key: string, value: Pattern, text: string): Property {
  if (value.type === 'AssignmentPattern') {
    return {
      ...readProperty(key, value.left, text),
      fallback: readFallback(value.right, text)
    };
  }
  if (value.type === 'Identifier') {
    return { key, local: value.name };
  }
  return value.type === 'ObjectPattern'
    ? { key, pattern: readObjectPattern(value, text) }
    : { key };
}
