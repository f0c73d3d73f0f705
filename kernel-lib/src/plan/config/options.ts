/** Command-line options of people's own scripts, from the declaration of a config. */
import { parseArgs, type ParseArgsConfig } from 'node:util';
import { TrialbookError } from '../../errors';
import { configFrom } from './config';
import { definitionOf, type Definition } from './definition';
import type { ConfigType } from './field';
import {
  defaultText,
  factsOf,
  isRequired,
  nestedParams,
  typeText,
  type NestedParam
} from './param-facts';

/** One option. */
export interface ConfigOption {
  /** Without its dashes; that of a config inside has a dot: `model.layers`. */
  name: string;
  /** A `flag` takes no value: `--name` or `--no-name`. */
  kind: 'flag' | 'value';
  /** What may be given, in a few words. */
  type: string;
  help?: string;
  /** As text; nothing where there is none. */
  default?: string;
  required: boolean;
}

/**
 * The options of a type of configs, in the order of their declaration. Constants and tasks have none.
 * @example console.log(optionsOf(Train).map(({ name, help }) => `--${name}  ${help}`).join('\n'))
 */
export function optionsOf(type: ConfigType): ConfigOption[] {
  return settable(type).map(nested => {
    const { param, path } = nested;
    const text = defaultText(param);
    const help = param.description ?? factsOf(param).description;
    return {
      name: path.join('.'),
      kind: isFlag(nested) ? 'flag' : 'value',
      type: typeText(param),
      ...(help !== undefined && { help }),
      ...(text !== undefined && { default: text }),
      required: isRequired(param)
    };
  });
}

/** The options as the help of a command shows them. */
export function optionsText(type: ConfigType): string {
  const rows = optionsOf(type).map(option => ({
    left:
      option.kind === 'flag'
        ? `--${option.name}, --no-${option.name}`
        : `--${option.name} VALUE`,
    right: [
      option.help ?? '',
      `(${option.type}${option.required ? ', required' : ''}${option.default === undefined ? '' : `, default ${option.default}`})`
    ]
      .filter(Boolean)
      .join(' ')
  }));
  const width = Math.max(0, ...rows.map(({ left }) => left.length));
  return rows
    .map(({ left, right }) => `  ${left.padEnd(width)}  ${right}`)
    .join('\n');
}

/**
 * A config, or a task, from arguments of a command line: `--lr 0.1 --model.layers 3 --no-shuffle`. What is not a number, a text, a path
 * or true or false is written as JSON.
 * @throws TrialbookError USAGE for what is no option, BAD_PARAMETERS for values that do not fit.
 * @example const settings = parseOptions(Train, process.argv.slice(2))
 */
export function parseOptions<V>(
  type: ConfigType<V>,
  argv: readonly string[]
): V {
  const params = settable(type);
  const parsed = parsedArguments(params, argv);
  const given: Record<string, unknown> = {};
  openConfigs(definitionOf(type) as Definition, given);
  for (const nested of params) {
    const value = valueOf(nested, parsed);
    if (value !== undefined) {
      setAt(given, nested.path, value);
    }
  }
  return configFrom(type, given);
}

/** A text as the value of a parameter, as far as its type says how to read it. */
export function readText({ param }: NestedParam, text: string): unknown {
  switch (factsOf(param).type) {
    case 'number':
    case 'int':
      // What is no number is left to the schema to refuse.
      return text.trim() === '' || Number.isNaN(Number(text))
        ? text
        : Number(text);
    case 'boolean':
      return text === 'true' ? true : text === 'false' ? false : text;
    case 'string':
    case 'path':
      return text;
    default:
      return jsonOrText(param.schema, text);
  }
}

function settable(type: object): NestedParam[] {
  const definition = definitionOf(type);
  if (!definition) {
    throw new TrialbookError(
      'BAD_PARAMETERS',
      'Options are those of a type of configs or tasks, which config() or task() gave.'
    );
  }
  return nestedParams(definition).filter(
    ({ param }) => param.kind !== 'constant' && !param.type
  );
}

function isFlag({ param }: NestedParam): boolean {
  return factsOf(param).type === 'boolean';
}

function parsedArguments(
  params: readonly NestedParam[],
  argv: readonly string[]
): Record<string, unknown> {
  const options: NonNullable<ParseArgsConfig['options']> = {};
  for (const nested of params) {
    const name = nested.path.join('.');
    if (isFlag(nested)) {
      options[name] = { type: 'boolean' };
      options[`no-${name}`] = { type: 'boolean' };
    } else {
      options[name] = { type: 'string' };
    }
  }
  try {
    return parseArgs({ args: [...argv], options, strict: true }).values;
  } catch (cause) {
    throw new TrialbookError(
      'USAGE',
      `${(cause as Error).message.replace(/\.?$/, '.')} The options are: ${params.map(({ path }) => `--${path.join('.')}`).join(', ')}.`,
      { cause }
    );
  }
}

function valueOf(
  nested: NestedParam,
  parsed: Readonly<Record<string, unknown>>
): unknown {
  const name = nested.path.join('.');
  const value = parsed[name];
  if (isFlag(nested)) {
    return parsed[`no-${name}`] === true ? false : value;
  }
  return typeof value === 'string' ? readText(nested, value) : undefined;
}

/** Configs inside are made of what is given, and of defaults. */
function openConfigs(
  { params }: Definition,
  given: Record<string, unknown>
): void {
  for (const { name, type } of params.values()) {
    if (type?.kind === 'config') {
      const inner: Record<string, unknown> = {};
      openConfigs(type, inner);
      given[name] = inner;
    }
  }
}

function setAt(
  given: Record<string, unknown>,
  path: readonly string[],
  value: unknown
): void {
  const inside = path
    .slice(0, -1)
    .reduce((at, key) => at[key] as Record<string, unknown>, given);
  inside[path[path.length - 1]] = value;
}

/** A union may take the text itself. */
function jsonOrText(
  schema: NestedParam['param']['schema'],
  text: string
): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return schema?.safeParse(value).success === false &&
      schema.safeParse(text).success
      ? text
      : value;
  } catch {
    return text;
  }
}
