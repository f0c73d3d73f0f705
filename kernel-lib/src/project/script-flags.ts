/** The flags that a script in JavaScript or TypeScript has by itself, read from its text by a parser; nothing is executed. */
import { readFileSync } from 'node:fs';
import { parse, type Expression, type Node, type Program } from 'acorn';
import { TrialbookError } from '../errors';
import { literalValue } from '../run/flags/literal';
import { findEsbuild } from '../notebook/find-esbuild';
import type { FlagValues } from './flag-text';
import type { FlagDefinition } from './operation';

/** How a script takes its flags. */
export interface ScriptFlags {
  /** `args`: by `parseArgs`; `globals`: as top-level variables with a literal. */
  by: 'args' | 'globals';
  flags: Record<string, FlagDefinition>;
}

/** A literal of a top-level variable, and where it stands. */
interface Global {
  name: string;
  value: unknown;
  start: number;
  end: number;
}

/**
 * Reads the flags of a script: the options of its call of `parseArgs`, else its top-level variables that are literals;
 * names that begin with `_` are left out.
 * @throws TrialbookError BAD_PROJECT when it cannot be read or parsed.
 */
export function readScriptFlags(path: string): ScriptFlags {
  const { program } = parseScript(path);
  const options = parseArgsOptions(program);
  if (options) {
    return { by: 'args', flags: options };
  }
  const globals = globalsOf(program).map(
    ({ name, value }): [string, FlagDefinition] => [name, { default: value }]
  );
  return { by: 'globals', flags: Object.fromEntries(globals) };
}

/** The script's text as JavaScript, with other values for top-level variables. */
export function withGlobals(path: string, values: FlagValues): string {
  const { text, program } = parseScript(path);
  let changed = text;
  for (const { name, start, end } of globalsOf(program).reverse()) {
    if (Object.hasOwn(values, name)) {
      const value = JSON.stringify(values[name]) ?? 'undefined';
      changed = changed.slice(0, start) + value + changed.slice(end);
    }
  }
  return changed;
}

function parseScript(path: string): { text: string; program: Program } {
  try {
    const source = readFileSync(path, 'utf8');
    const text = /\.[cm]?tsx?$/.test(path)
      ? findEsbuild(path).transformSync(source, { loader: 'ts' }).code
      : source;
    return { text, program: parseText(text) };
  } catch (cause) {
    if (cause instanceof TrialbookError) {
      throw cause;
    }
    throw new TrialbookError(
      'BAD_PROJECT',
      `The flags of ${path} cannot be read: ${(cause as Error).message}`,
      { cause }
    );
  }
}

/** As a module; what only a script may do, such as a top-level `return`, as one. */
function parseText(text: string): Program {
  const options = { ecmaVersion: 'latest', allowHashBang: true } as const;
  try {
    return parse(text, { ...options, sourceType: 'module' });
  } catch {
    return parse(text, {
      ...options,
      sourceType: 'script',
      allowReturnOutsideFunction: true
    });
  }
}

function globalsOf(program: Program): Global[] {
  const seen = new Set<string>();
  return program.body.flatMap(statement => {
    const declaration =
      statement.type === 'ExportNamedDeclaration'
        ? statement.declaration
        : statement;
    if (declaration?.type !== 'VariableDeclaration') {
      return [];
    }
    return declaration.declarations.flatMap(({ id, init }): Global[] => {
      if (id.type !== 'Identifier' || !init || /^_/.test(id.name)) {
        return [];
      }
      const found = literalOf(init);
      if (!found || seen.has(id.name)) {
        return [];
      }
      seen.add(id.name);
      return [
        { name: id.name, value: found.value, start: init.start, end: init.end }
      ];
    });
  });
}

/** The options of the first call of `parseArgs` that are written out. */
function parseArgsOptions(
  program: Program
): Record<string, FlagDefinition> | undefined {
  let found: Record<string, FlagDefinition> | undefined;
  visit(program, node => {
    if (found || node.type !== 'CallExpression') {
      return;
    }
    const { callee, arguments: args } = node as unknown as {
      callee: Node & { name?: string; property?: { name?: string } };
      arguments: Expression[];
    };
    const name = callee.name ?? callee.property?.name;
    const options =
      name === 'parseArgs' && args[0]
        ? propertiesOf(args[0]).get('options')
        : undefined;
    if (options) {
      found = Object.fromEntries(
        [...propertiesOf(options)].map(([flag, value]) => [
          flag,
          optionFlag(value)
        ])
      );
    }
  });
  return found;
}

/** `{ type: 'string', default: '0.1' }`; numbers are texts to `parseArgs`. */
function optionFlag(option: Node): FlagDefinition {
  const properties = propertiesOf(option);
  const read = (name: string) => {
    const node = properties.get(name);
    return node && literalOf(node)?.value;
  };
  const isSwitch = read('type') === 'boolean';
  const fallback = read('default') ?? (isSwitch ? false : undefined);
  const number = Number(fallback);
  const value =
    typeof fallback === 'string' &&
    fallback.trim() !== '' &&
    String(number) === fallback
      ? number
      : fallback;
  return {
    ...(isSwitch && { type: 'boolean' as const }),
    ...(value !== undefined && { default: value })
  };
}

function propertiesOf(node: Node): Map<string, Node> {
  const { type, properties = [] } = node as unknown as {
    type: string;
    properties?: {
      type: string;
      computed: boolean;
      key: { name?: string; value?: unknown };
      value: Node;
    }[];
  };
  return new Map(
    type === 'ObjectExpression'
      ? properties
          .filter(
            property => property.type === 'Property' && !property.computed
          )
          .map(({ key, value }) => [key.name ?? String(key.value), value])
      : []
  );
}

/** The value of a literal that JSON holds; objects are no flags. */
function literalOf(node: Node): { value: unknown } | undefined {
  const found = literalValue(node as Expression);
  return found && isFlag(found.value) ? found : undefined;
}

function isFlag(value: unknown): boolean {
  return Array.isArray(value)
    ? value.every(isFlag)
    : value === null || /^(?:string|number|boolean)$/.test(typeof value);
}

function visit(node: Node, take: (node: Node) => void): void {
  take(node);
  for (const child of Object.values(node) as unknown[]) {
    for (const item of Array.isArray(child) ? (child as unknown[]) : [child]) {
      if (typeof item === 'object' && item !== null && 'type' in item) {
        visit(item as Node, take);
      }
    }
  }
}
