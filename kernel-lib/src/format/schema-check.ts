/** A document of YAML against a JSON schema, with every error at its line and column. */
import type { Document, LineCounter, Node, Pair, YAMLMap } from 'yaml';
import { closest } from './closest';

/** As much of JSON Schema as our schema uses. */
export interface Schema {
  $ref?: string;
  $defs?: Record<string, Schema>;
  type?: 'object' | 'array' | 'string' | 'number' | 'boolean' | 'null';
  properties?: Record<string, Schema>;
  additionalProperties?: boolean | Schema;
  required?: string[];
  items?: Schema;
  anyOf?: Schema[];
  enum?: string[];
  minLength?: number;
  minItems?: number;
  description?: string;
}

/** Something wrong, and where; lines and columns count from 1. */
export interface Problem {
  line: number;
  column: number;
  message: string;
}

/** What is read of the package `yaml`. */
export type Yaml = typeof import('yaml');

/** Checks a whole document. */
export class SchemaCheck {
  readonly problems: Problem[] = [];
  readonly #yaml: Yaml;
  readonly #root: Schema;
  readonly #document: Document;
  readonly #lines: LineCounter;

  constructor(options: {
    yaml: Yaml;
    schema: Schema;
    document: Document;
    lines: LineCounter;
  }) {
    this.#yaml = options.yaml;
    this.#root = options.schema;
    this.#document = options.document;
    this.#lines = options.lines;
    this.#check(this.#document.contents, this.#root, 'the file');
  }

  /** Adds a problem at what stands at `path`, or as near to it as there is something. */
  at(path: readonly (string | number)[], message: string): void {
    for (let length = path.length; length >= 0; length--) {
      const node = this.#document.getIn(path.slice(0, length), true);
      if (this.#yaml.isNode(node) && node.range) {
        this.#add(node, message);
        return;
      }
    }
    this.problems.push({ line: 1, column: 1, message });
  }

  #check(node: unknown, schema: Schema, name: string): void {
    const resolved = this.#resolve(schema);
    const kind = this.#kindOf(node);
    if (resolved.anyOf) {
      this.#checkAny(node, resolved.anyOf, name);
      return;
    }
    if (resolved.type !== undefined && resolved.type !== kind) {
      this.#add(
        node,
        `${name} has to be ${NOUNS[resolved.type]}, not ${NOUNS[kind]}`
      );
      return;
    }
    if (kind === 'object') {
      this.#checkMap(this.#follow(node) as YAMLMap, resolved, name);
    } else if (kind === 'array') {
      this.#checkItems(node, resolved, name);
    } else {
      this.#checkText(node, resolved, name);
    }
  }

  /** The alternatives differ by type, so at most one of them is meant. */
  #checkAny(node: unknown, alternatives: Schema[], name: string): void {
    const kind = this.#kindOf(node);
    const resolved = alternatives.map(schema => this.#resolve(schema));
    const meant = resolved.find(({ type }) => type === kind);
    if (meant) {
      this.#check(node, meant, name);
      return;
    }
    const nouns = resolved.map(({ type }) => NOUNS[type ?? 'string']);
    this.#add(node, `${name} has to be ${listed(nouns, 'or')}`);
  }

  #checkMap(map: YAMLMap, schema: Schema, name: string): void {
    const { properties = {}, additionalProperties = true } = schema;
    const seen = new Set<string>();
    for (const pair of map.items as Pair[]) {
      const key = this.#keyOf(pair);
      seen.add(key);
      const own = Object.hasOwn(properties, key) ? properties[key] : undefined;
      if (own) {
        this.#check(pair.value ?? pair.key, own, `"${key}" of ${name}`);
      } else if (additionalProperties === false) {
        const known = Object.keys(properties);
        const meant = closest(key, known);
        this.#add(
          pair.key,
          `${name} has no key "${key}"${meant === undefined ? '' : `; did you mean "${meant}"?`} Its keys are ${listed(known, 'and')}`
        );
      } else if (typeof additionalProperties === 'object') {
        this.#check(pair.value, additionalProperties, `"${key}"`);
      }
    }
    for (const key of schema.required ?? []) {
      if (!seen.has(key)) {
        this.#add(map, `${name} needs a key "${key}"`);
      }
    }
  }

  #checkItems(node: unknown, schema: Schema, name: string): void {
    const list = this.#follow(node);
    if (!this.#yaml.isSeq(list)) {
      return;
    }
    if (list.items.length < (schema.minItems ?? 0)) {
      this.#add(node, `${name} is empty`);
    }
    for (const [at, item] of list.items.entries()) {
      if (schema.items) {
        this.#check(item, schema.items, `item ${at + 1} of ${name}`);
      }
    }
  }

  #checkText(node: unknown, schema: Schema, name: string): void {
    const scalar = this.#follow(node);
    const value = this.#yaml.isScalar(scalar) ? scalar.value : undefined;
    if (schema.enum && !schema.enum.includes(value as string)) {
      this.#add(
        node,
        `${name} has to be ${listed(schema.enum, 'or')}, not ${JSON.stringify(value)}`
      );
    }
    if (typeof value === 'string' && value.length < (schema.minLength ?? 0)) {
      this.#add(node, `${name} is empty`);
    }
  }

  #resolve(schema: Schema): Schema {
    const name = schema.$ref?.replace('#/$defs/', '');
    const target = name === undefined ? undefined : this.#root.$defs?.[name];
    return target ? this.#resolve(target) : schema;
  }

  #follow(node: unknown): unknown {
    return this.#yaml.isAlias(node) ? node.resolve(this.#document) : node;
  }

  #kindOf(node: unknown): NonNullable<Schema['type']> {
    const followed = this.#follow(node);
    if (this.#yaml.isMap(followed)) {
      return 'object';
    }
    if (this.#yaml.isSeq(followed)) {
      return 'array';
    }
    const value = this.#yaml.isScalar(followed) ? followed.value : null;
    switch (typeof value) {
      case 'string':
      case 'number':
      case 'boolean':
        return typeof value as 'string';
      case 'bigint':
        return 'number';
      default:
        return 'null';
    }
  }

  #keyOf({ key }: Pair): string {
    return String(this.#yaml.isScalar(key) ? key.value : key);
  }

  #add(node: unknown, message: string): void {
    const range = (node as Node | null)?.range;
    const { line, col } = this.#lines.linePos(range?.[0] ?? 0);
    this.problems.push({ line, column: col, message });
  }
}

const NOUNS = {
  object: 'a map',
  array: 'a list',
  string: 'a text',
  number: 'a number',
  boolean: 'true or false',
  null: 'nothing'
} as const;

function listed(texts: readonly string[], word: string): string {
  const unique = [...new Set(texts)];
  return unique.length < 2
    ? unique.join('')
    : `${unique.slice(0, -1).join(', ')} ${word} ${unique.at(-1)}`;
}
