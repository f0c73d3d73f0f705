/** Reads mlrunner's `params.yaml`: a document that configures, and documents of choices. */
import {
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  parseAllDocuments,
  type Document,
  type Node,
  type Pair,
  type YAMLMap
} from 'yaml';
import { TrialbookError } from '../../errors';
import { valueOf, type ParamValue } from './value';

/** The parameters of an alias's case. */
export type AliasCase = ReadonlyMap<string, ParamValue>;

/** A document of choices: a grid. */
export interface Choice {
  title?: string;
  /** The commands that are run; all without it. */
  commands?: string[];
  /** Values by parameter, in the order of the file. */
  values: ReadonlyMap<string, readonly ParamValue[]>;
}

/** A file as it was read. */
export interface ParamsFile {
  /** Shell texts by command, in the order in which they are run; line breaks are spaces. */
  template: ReadonlyMap<string, string>;
  /** One worker for each: what it sees in `CUDA_VISIBLE_DEVICES`. */
  resource: readonly string[];
  default: ReadonlyMap<string, ParamValue>;
  /** Cases by alias. */
  alias: ReadonlyMap<string, ReadonlyMap<string, AliasCase>>;
  choices: readonly Choice[];
}

/** Parameters that every task has of its own accord. */
export const RESERVED: readonly string[] = ['_name', '_output', '_time'];

const PARTS = ['template', 'resource', 'default', 'alias'];

/**
 * Reads the text of a file.
 * @param name of the file, for messages.
 * @throws TrialbookError BAD_PARAMETERS with line and column, and what to write instead.
 */
export function readParamsFile(text: string, name = 'params.yaml'): ParamsFile {
  return new ParamsReader(text, name).read();
}

class ParamsReader {
  readonly #lines = new LineCounter();
  readonly #documents: Document.Parsed[];

  readonly #name: string;

  constructor(text: string, name: string) {
    this.#name = name;
    const documents = parseAllDocuments(text, {
      // As PyYAML reads it: `yes` and `on` are booleans.
      version: '1.1',
      lineCounter: this.#lines,
      prettyErrors: false
    });
    this.#documents = 'empty' in documents ? [] : documents;
  }

  read(): ParamsFile {
    for (const { errors } of this.#documents) {
      if (errors.length > 0) {
        throw this.#error(errors[0].pos[0], `${errors[0].message}.`);
      }
    }
    const [config, ...choices] = this.#documents.filter(
      ({ contents }) => contents !== null && !isEmptyScalar(contents)
    );
    if (!config) {
      throw this.#error(
        0,
        'The file is empty. Its first document has `template` and `resource`, the others have choices.'
      );
    }
    const root = this.#map(config.contents, 'The first document');
    for (const { key } of root.items) {
      if (!PARTS.includes(textOf(key))) {
        throw this.#error(
          at(key),
          `The first document has no "${textOf(key)}". It has ${PARTS.join(', ')}; choices stand in the documents below it.`
        );
      }
    }
    const template = this.#template(root);
    if (choices.length === 0) {
      throw this.#error(
        0,
        'There are no choices. Add a document: a line of ---, then parameters with lists of values.'
      );
    }
    const alias = this.#alias(root, template);
    return {
      template,
      resource: this.#resource(root),
      default: this.#values(root.get('default', true), '`default`'),
      alias,
      choices: choices.map(({ contents }) =>
        this.#choice(contents, template, alias)
      )
    };
  }

  #template(root: YAMLMap): Map<string, string> {
    const map = this.#map(root.get('template', true), '`template`');
    if (map.items.length === 0) {
      throw this.#error(at(map), '`template` has no command.');
    }
    return new Map(
      map.items.map(pair => {
        const { value } = pair;
        const name = textOf(pair.key);
        if (!/^[\w-]+$/.test(name)) {
          throw this.#error(
            at(pair.key),
            `"${name}" cannot be the name of a command: letters, digits, _ and - are possible, for it is part of file names.`
          );
        }
        if (!isScalar(value) || typeof value.value !== 'string') {
          throw this.#error(
            atPair(pair),
            `The command "${name}" has to be a text.`
          );
        }
        return [name, value.value.replace(/[ \t]*\n[ \t]*/g, ' ').trim()];
      })
    );
  }

  #resource(root: YAMLMap): string[] {
    const node = root.get('resource', true);
    if (!isSeq(node) || node.items.length === 0) {
      throw this.#error(
        at(node ?? root),
        '`resource` has to be a list with one entry for each worker, such as [0, 1, "2,3"].'
      );
    }
    return node.items.map(item => {
      const { kind, text } = valueOf(item as Node);
      if (kind === 'other' || !/^[\w:,-]*$/.test(text)) {
        throw this.#error(
          at(item),
          'A resource has to be a number or a text such as "2,3".'
        );
      }
      return text;
    });
  }

  #values(node: unknown, what: string): Map<string, ParamValue> {
    return node === undefined || isEmptyScalar(node)
      ? new Map()
      : new Map(
          this.#map(node, what).items.map(({ key, value }) => [
            textOf(key),
            valueOf(value as Node)
          ])
        );
  }

  #alias(
    root: YAMLMap,
    template: ReadonlyMap<string, string>
  ): Map<string, Map<string, AliasCase>> {
    const node = root.get('alias', true);
    if (node === undefined || isEmptyScalar(node)) {
      return new Map();
    }
    return new Map(
      this.#map(node, '`alias`').items.map(pair => {
        const name = textOf(pair.key);
        const used = [...template.values()].some(
          text => text.includes(`{${name}}`) || text.includes(`[${name}]`)
        );
        if (used) {
          throw this.#error(
            at(pair.key),
            `The alias "${name}" stands in a template. Templates have the parameters that its cases set.`
          );
        }
        return [name, this.#cases(name, pair)];
      })
    );
  }

  #cases(name: string, pair: Pair): Map<string, AliasCase> {
    const map = this.#map(pair.value, `The alias "${name}"`, pair);
    const cases = new Map(
      map.items.map(each => [
        textOf(each.key),
        this.#values(each.value, `A case of the alias "${name}"`)
      ])
    );
    const keys = [...cases.values()].map(each =>
      [...each.keys()].sort().join()
    );
    if (new Set(keys).size > 1) {
      throw this.#error(
        at(pair.key),
        `All cases of the alias "${name}" have to set the same parameters.`
      );
    }
    return cases;
  }

  #choice(
    contents: unknown,
    template: ReadonlyMap<string, string>,
    alias: ReadonlyMap<string, ReadonlyMap<string, AliasCase>>
  ): Choice {
    const map = this.#map(contents, 'A document of choices');
    const choice: { title?: string; commands?: string[] } = {};
    const values = new Map<string, ParamValue[]>();
    for (const pair of map.items) {
      const name = textOf(pair.key);
      const items = isSeq(pair.value) ? pair.value.items : [pair.value];
      const found = items.map(item => valueOf(item as Node));
      if (name === '_title') {
        choice.title = found[0]?.text;
      } else if (name === '_cmd') {
        choice.commands = found.map(({ text }, index) => {
          this.#checkCommand(text, template, at(items[index]));
          return text;
        });
      } else if (RESERVED.includes(name)) {
        throw this.#error(
          at(pair.key),
          `"${name}" is set for each task by itself. Choose another name.`
        );
      } else if (found.length === 0) {
        throw this.#error(atPair(pair), `"${name}" has no value to choose.`);
      } else {
        this.#checkCases(name, found, items, alias.get(name));
        values.set(name, found);
      }
    }
    return { ...choice, values };
  }

  #checkCommand(
    name: string,
    template: ReadonlyMap<string, string>,
    offset: number
  ): void {
    if (!template.has(name)) {
      throw this.#error(
        offset,
        `There is no command "${name}" in \`template\`; there are ${[...template.keys()].join(', ')}.`
      );
    }
  }

  #checkCases(
    name: string,
    values: readonly ParamValue[],
    items: readonly unknown[],
    cases: ReadonlyMap<string, AliasCase> | undefined
  ): void {
    const at_ = cases ? values.findIndex(({ text }) => !cases.has(text)) : -1;
    if (cases && at_ >= 0) {
      throw this.#error(
        at(items[at_]),
        `The alias "${name}" has no case "${values[at_].text}"; it has ${[...cases.keys()].join(', ')}.`
      );
    }
  }

  #map(node: unknown, what: string, pair?: Pair): YAMLMap {
    if (!isMap(node)) {
      throw this.#error(
        pair ? atPair(pair) : at(node),
        `${what} has to be a map of names and values.`
      );
    }
    return node;
  }

  #error(offset: number, message: string): TrialbookError {
    const { line, col } = this.#lines.linePos(offset);
    return new TrialbookError(
      'BAD_PARAMETERS',
      `${this.#name}, line ${Math.max(1, line)}, column ${Math.max(1, col)}: ${message}`
    );
  }
}

function textOf(key: unknown): string {
  return isScalar(key) ? (key.source ?? String(key.value)) : '';
}

function at(node: unknown): number {
  return (node as Node | null | undefined)?.range?.[0] ?? 0;
}

/** Where its value is, or its name when it has none. */
function atPair({ key, value }: Pair): number {
  return at(isEmptyScalar(value) ? key : (value ?? key));
}

function isEmptyScalar(node: unknown): boolean {
  return (
    node === null || (isScalar(node) && node.value === null && !node.source)
  );
}
