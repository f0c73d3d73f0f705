/** Experiments in YAML: what to run, and the values of its parameters. */
import type { Document, LineCounter } from 'yaml';
import { TrialbookError } from '../../../errors';
import { violationText } from '../../../format/flag-rules';
import {
  SchemaCheck,
  type Problem,
  type Schema,
  type Yaml
} from '../../../format/schema-check';
import { isPlain } from '../../identity/plain';
import { definitionOf, type Definition } from '../definition';
import type { ConfigType } from '../field';
import { nestedParams, type NestedParam } from '../param-facts';
import { readText } from '../options';
import { ParamParser } from '../parse';
import { combine, countOf, type Combination } from './combine';
import { BASE_SCHEMA, EXPERIMENT_SCHEMA, RESERVED } from './schema';

/** The text of a file, with its name for messages. */
export interface ExperimentSource {
  file: string;
  text: string;
}

export interface ReadExperimentOptions extends ExperimentSource {
  /** What declares the parameters. Without it they are not checked, and every list is one of values to try. */
  config?: ConfigType;
  /** Files whose values hold where this one has none; of several, the later one. */
  bases?: readonly ExperimentSource[];
  /** `key=value`, which hold above all: `lr=0.1`, `model.layers=[1, 2]`. Values are YAML. */
  overrides?: readonly string[];
}

/** An experiment as its file says. */
export interface ExperimentFile {
  id: string;
  title?: string;
  description?: string;
  /** The script that runs it. */
  file?: string;
  /** What a task needs: `duration=1h & cpu(cores=4)`. */
  launcher?: string;
  /** Files whose values hold where it has none, as it names them: they have to be given as `bases`. */
  imports?: string[];
  /** One for each combination of values. */
  combinations: Combination[];
}

/** Bytes of the largest file that is read, and the most combinations. */
const SIZE_LIMIT = 1024 * 1024;
const COMBINATIONS = 1_000_000;

/**
 * Reads an experiment. A list where the parameter takes one value stands for values to try: there is one combination for each.
 * @throws TrialbookError BAD_EXPERIMENT with every error's line and column.
 * @example readExperiment({ file: 'plan.yaml', text, config: Train, overrides: ['lr=[0.1, 0.01]'] })
 */
export function readExperiment(options: ReadExperimentOptions): ExperimentFile {
  const { config, bases = [], overrides = [] } = options;
  const layers = [
    ...bases.map(base => new Layer(base, BASE_SCHEMA)),
    new Layer(options, bases.length > 0 ? BASE_SCHEMA : EXPERIMENT_SCHEMA)
  ];
  const definition = config && definitionOf(config);
  const values = new ValuesOfLayers();
  for (const layer of layers) {
    values.add(layer, definition);
  }
  const head = values.head();
  if (head.id === undefined) {
    throw badExperiment([`${options.file}:1:1: an experiment needs an "id".`]);
  }
  overrides.forEach(text => values.override(text, definition));
  const axes = values.axes(definition);
  if (countOf(axes) > COMBINATIONS) {
    throw badExperiment([
      `${options.file}: there are more than ${COMBINATIONS} combinations. Try fewer values.`
    ]);
  }
  return { ...head, id: head.id, combinations: combine(axes) };
}

/**
 * The files that an experiment's file imports, as it names them; of several, the later one holds.
 * @throws TrialbookError BAD_EXPERIMENT
 */
export function importsOf(source: ExperimentSource): string[] {
  return listed(new Layer(source, BASE_SCHEMA).content.imports) ?? [];
}

function listed(imports: unknown): string[] | undefined {
  return imports === undefined ? undefined : ([imports].flat() as string[]);
}

/** One file. */
class Layer {
  readonly content: Record<string, unknown>;
  readonly #source: ExperimentSource;
  readonly #check: SchemaCheck;

  constructor(source: ExperimentSource, schema: Schema) {
    this.#source = source;
    if (source.text.length > SIZE_LIMIT) {
      throw badExperiment([`${source.file} is larger than 1 MiB.`]);
    }
    const yaml = require('yaml') as Yaml;
    const lines: LineCounter = new yaml.LineCounter();
    const document: Document = yaml.parseDocument(source.text, {
      lineCounter: lines,
      prettyErrors: false
    });
    this.#throwIfAny(
      document.errors.map(({ pos, message }) => {
        const { line, col } = lines.linePos(pos[0]);
        return { line, column: col, message };
      })
    );
    this.#check = new SchemaCheck({ yaml, schema, document, lines });
    this.throwIfAny();
    try {
      this.content = document.toJS({ maxAliasCount: 100 }) as Record<
        string,
        unknown
      >;
    } catch (error) {
      throw badExperiment([`${source.file}: ${(error as Error).message}`]);
    }
  }

  at(path: readonly string[], message: string): void {
    this.#check.at(
      path.map(key => (/^\d+$/.test(key) ? Number(key) : key)),
      message
    );
  }

  throwIfAny(): void {
    this.#throwIfAny(this.#check.problems);
  }

  #throwIfAny(problems: readonly Problem[]): void {
    if (problems.length > 0) {
      throw badExperiment(
        problems.map(
          ({ line, column, message }) =>
            `${this.#source.file}:${line}:${column}: ${message.replace(/\.?$/, '.')}`
        )
      );
    }
  }
}

/** The values of all files, and where each is from. */
class ValuesOfLayers {
  readonly #content: Record<string, unknown> = Object.create(null) as Record<
    string,
    unknown
  >;
  readonly #values = new Map<string, { path: string[]; value: unknown }>();
  #last: Layer | undefined;

  add(layer: Layer, definition: Definition | undefined): void {
    this.#last = layer;
    Object.assign(this.#content, layer.content);
    for (const [path, value] of leaves(layer.content)) {
      if (path.length === 1 && RESERVED.includes(path[0])) {
        continue;
      }
      if (definition) {
        checkValue(definition, path, value, (inside, message) =>
          layer.at(inside, message)
        );
      }
      this.#set(path, value);
    }
    layer.throwIfAny();
  }

  override(text: string, definition: Definition | undefined): void {
    const [, name, written] = /^([^=\s]+)=([^]*)$/.exec(text) ?? [];
    if (name === undefined) {
      throw badExperiment([
        `${JSON.stringify(text)} is no value for a parameter: write key=value.`
      ]);
    }
    const path = name.split('.');
    const value = overrideValue(definition, path, written);
    if (definition) {
      const wrong: string[] = [];
      checkValue(definition, path, value, (_path, message) =>
        wrong.push(`${text}: ${message}.`)
      );
      if (wrong.length > 0) {
        throw badExperiment(wrong);
      }
    }
    this.#set(path, value);
  }

  head(): Omit<ExperimentFile, 'combinations' | 'id'> & { id?: string } {
    const head = Object.fromEntries(
      RESERVED.filter(key => this.#content[key] !== undefined).map(key => [
        key,
        this.#content[key]
      ])
    );
    const imports = listed(head.imports);
    return { ...head, ...(imports && { imports }) };
  }

  /** The values of each parameter: of what is declared as a list, the list is one value. */
  axes(definition: Definition | undefined): [string[], unknown[]][] {
    const missing = definition
      ? nestedParams(definition).filter(
          ({ path, param }) =>
            !this.#values.has(path.join('.')) &&
            param.kind === 'schema' &&
            param.schema?.safeParse(undefined).success === false
        )
      : [];
    for (const { path } of missing) {
      this.#last?.at([], `a value for ${path.join('.')} is missing`);
    }
    this.#last?.throwIfAny();
    return [...this.#values.values()].map(({ path, value }) => [
      path,
      valuesOf(paramAt(definition, path), value)
    ]);
  }

  /** A value for a whole map replaces those inside, and the other way round. */
  #set(path: string[], value: unknown): void {
    const name = path.join('.');
    for (const other of this.#values.keys()) {
      if (name.startsWith(`${other}.`) || other.startsWith(`${name}.`)) {
        this.#values.delete(other);
      }
    }
    this.#values.set(name, { path, value });
  }
}

/** Values with the keys that lead to them; maps are opened, lists are not. */
function leaves(
  content: Record<string, unknown>,
  path: readonly string[] = []
): [string[], unknown][] {
  return Object.entries(content).flatMap(
    ([key, value]): [string[], unknown][] =>
      isPlain(value) && Object.keys(value).length > 0
        ? leaves(value, [...path, key])
        : [[[...path, key], value]]
  );
}

function paramAt(
  definition: Definition | undefined,
  path: readonly string[]
): NestedParam | undefined {
  return (
    definition &&
    nestedParams(definition).find(
      nested => nested.path.join('.') === path.join('.')
    )
  );
}

function valuesOf(nested: NestedParam | undefined, value: unknown): unknown[] {
  const isList = nested?.param.schema?.safeParse(value).success === true;
  return Array.isArray(value) && !isList ? value : [value];
}

function checkValue(
  definition: Definition,
  path: readonly string[],
  value: unknown,
  report: (path: readonly string[], message: string) => void
): void {
  const nested = paramAt(definition, path);
  if (!nested) {
    const known = nestedParams(definition).map(each => each.path.join('.'));
    report(
      path,
      `${definition.name} has no parameter ${path.join('.')}; its parameters are ${known.join(', ')}`
    );
    return;
  }
  const values = valuesOf(nested, value);
  if (values.length === 0) {
    report(path, `${path.join('.')} has no values`);
  }
  const isMany = Array.isArray(value) && values === value;
  for (const [at, each] of values.entries()) {
    const parser = new ParamParser(() => ({}));
    parser.value(nested.param, each, new Map(), path);
    for (const violation of parser.violations) {
      report(isMany ? [...path, String(at)] : path, violationText(violation));
    }
  }
}

function overrideValue(
  definition: Definition | undefined,
  path: readonly string[],
  text: string
): unknown {
  const yaml = require('yaml') as Yaml;
  const document = yaml.parseDocument(text, { prettyErrors: false });
  const value: unknown =
    document.errors.length > 0 ? text : document.toJS({ maxAliasCount: 0 });
  const nested = paramAt(definition, path);
  return nested && !Array.isArray(value) ? readText(nested, text) : value;
}

function badExperiment(lines: readonly string[]): TrialbookError {
  return new TrialbookError('BAD_EXPERIMENT', lines.join('\n'));
}
