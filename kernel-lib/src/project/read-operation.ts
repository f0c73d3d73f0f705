/** From the checked content of a project file to its operations, with what a schema cannot say. */
import { parseFilter } from '../format/filter';
import { flagViolations, violationText } from '../format/flag-rules';
import {
  parseOutputScalars,
  type OutputScalarsConfig
} from '../format/output-scalars';
import { closest } from '../format/closest';
import { flagText } from './flag-text';
import type {
  FlagDefinition,
  Main,
  Operation,
  Requirement,
  SourceRules,
  Step
} from './operation';
import { shellWords } from './shell-words';
import { referencesOf } from './template';

/** Notes a problem at a place of the file. */
export type Complain = (
  path: readonly (string | number)[],
  message: string
) => void;

type Fields = Record<string, unknown>;

const MODULE = /\.[cm]?[jt]sx?$/;

/** Reads all operations; what is wrong is complained of, and the operation is read as far as it goes. */
export function readOperations(
  content: Fields,
  complain: Complain
): Map<string, Operation> {
  const operations = new Map<string, Operation>();
  const entries = Object.entries(content.operations as Fields);
  for (const [name, definition] of entries) {
    const at = ['operations', name];
    if (!/^[\p{L}\p{N}_][\p{L}\p{N}_.:-]*$/u.test(name)) {
      complain(
        at,
        `"${name}" cannot name an operation: use letters, digits, "-", "_", "." and ":"`
      );
    }
    operations.set(
      name,
      readOperation(name, definition, content, at, complain)
    );
  }
  for (const [name, operation] of operations) {
    checkReferences(operation, operations, ['operations', name], complain);
  }
  return operations;
}

function readOperation(
  name: string,
  definition: unknown,
  content: Fields,
  at: string[],
  complain: Complain
): Operation {
  const fields: Fields =
    typeof definition === 'string'
      ? { main: definition }
      : (definition as Fields);
  if ((fields.main === undefined) === (fields.steps === undefined)) {
    complain(at, `"${name}" needs either "main" or "steps"`);
  }
  const scalars = fields['output-scalars'] ?? content['output-scalars'];
  const steps = fields.steps as unknown[] | undefined;
  const main = fields.main as string | undefined;
  const operation: Operation = {
    name,
    ...(main !== undefined && {
      main: readMain(main, [...at, 'main'], complain)
    }),
    ...(steps && {
      steps: steps.map((step, index) =>
        readStep(step, [...at, 'steps', index], complain)
      )
    }),
    text: main ?? JSON.stringify(steps),
    description: fields.description as string | undefined,
    flags: readFlags(
      fields.flags as Fields | undefined,
      [...at, 'flags'],
      complain
    ),
    flagsImport: readImport(fields['flags-import']),
    requires: ((fields.requires ?? []) as Fields[]).map((item, index) =>
      readRequirement(item, [...at, 'requires', index], complain)
    ),
    outputScalars: scalars as OutputScalarsConfig | undefined,
    source: readSource(fields.sourcecode ?? content.sourcecode),
    label: fields.label as string | undefined,
    tags: textsOf(fields.tags),
    env: Object.fromEntries(
      Object.entries((fields.env ?? {}) as Fields).map(([key, value]) => [
        key,
        flagText(value)
      ])
    ),
    cwd: fields.cwd === 'project' ? 'keep' : 'run'
  };
  try {
    parseOutputScalars(scalars, 'output-scalars');
  } catch (error) {
    const own = fields['output-scalars'] !== undefined;
    complain(
      own ? [...at, 'output-scalars'] : ['output-scalars'],
      (error as Error).message
    );
  }
  return operation;
}

function readMain(
  text: string,
  at: (string | number)[],
  complain: Complain
): Main {
  let words: string[] = [];
  try {
    words = shellWords(text);
  } catch (error) {
    complain(at, (error as Error).message);
  }
  const [first = '', second = ''] = words;
  const [, path, name] =
    /^([^#]+)#([\p{L}_$][\p{L}\p{N}_$]*)$/u.exec(first) ?? [];
  if (words.length === 1 && path !== undefined && MODULE.test(path)) {
    return { kind: 'function', path, name };
  }
  if (words.length === 1 && first.endsWith('.ipynb')) {
    return { kind: 'notebook', path: first };
  }
  if (words.length === 1 && MODULE.test(first)) {
    return { kind: 'script', path: first };
  }
  if (words.length === 2 && first === 'node' && MODULE.test(second)) {
    return { kind: 'script', path: second };
  }
  return { kind: 'command', words };
}

function readFlags(
  flags: Fields = {},
  at: (string | number)[],
  complain: Complain
): Record<string, FlagDefinition> {
  return Object.fromEntries(
    Object.entries(flags).map(([name, value]) => {
      const isMap =
        typeof value === 'object' && value !== null && !Array.isArray(value);
      const flag: FlagDefinition = isMap
        ? (value as FlagDefinition)
        : { default: value };
      const { default: fallback, ...facts } = flag;
      if (fallback !== undefined && fallback !== null) {
        for (const violation of flagViolations(
          { [name]: fallback },
          { [name]: facts }
        )) {
          complain([...at, name], `the default of ${violationText(violation)}`);
        }
      }
      return [name, flag];
    })
  );
}

function readImport(value: unknown): Operation['flagsImport'] {
  if (Array.isArray(value)) {
    return value as string[];
  }
  return value === 'all' || value === true ? 'all' : undefined;
}

function readStep(
  step: unknown,
  at: (string | number)[],
  complain: Complain
): Step {
  const fields: Fields =
    typeof step === 'string' ? { run: step } : (step as Fields);
  let words: string[] = [];
  try {
    words = shellWords(fields.run as string);
  } catch (error) {
    complain([...at, 'run'], (error as Error).message);
  }
  const [operation = '', ...assignments] = words;
  const wrong = assignments.find(text => !/^[^=]+=/.test(text));
  if (wrong !== undefined) {
    complain(
      [...at, 'run'],
      `"${wrong}" is not understood: flags are written name=value`
    );
  }
  const expect = textsOf(fields.expect);
  for (const text of expect) {
    try {
      parseFilter(text);
    } catch (error) {
      complain([...at, 'expect'], (error as Error).message);
    }
  }
  return {
    operation,
    assignments,
    flags: (fields.flags ?? {}) as Fields,
    ...(fields.label !== undefined && { label: fields.label as string }),
    expect,
    ...(fields.needed !== undefined && { needed: fields.needed as boolean })
  };
}

function readRequirement(
  fields: Fields,
  at: (string | number)[],
  complain: Complain
): Requirement {
  const kinds = ['file', 'url', 'operation'].filter(
    kind => fields[kind] !== undefined
  );
  if (kinds.length !== 1) {
    complain(at, 'a requirement needs one of "file", "url" and "operation"');
  }
  const { sha256, url } = fields as Partial<Requirement>;
  if (sha256 !== undefined && !/^[0-9a-f]{64}$/i.test(sha256)) {
    complain([...at, 'sha256'], '"sha256" has to be 64 hexadecimal digits');
  }
  if (url !== undefined && !/^https?:\/\/\S+$/.test(url)) {
    complain([...at, 'url'], '"url" has to begin with https:// or http://');
  }
  return {
    ...(fields as Partial<Requirement>),
    select: textsOf(fields.select)
  };
}

function readSource(value: unknown): SourceRules | false | undefined {
  if (value === undefined || value === true) {
    return undefined;
  }
  if (value === false) {
    return false;
  }
  if (Array.isArray(value)) {
    return { include: value as string[], exclude: [] };
  }
  const { include, exclude } = value as Fields;
  return { include: textsOf(include), exclude: textsOf(exclude) };
}

/** What names another part of the file has to find it there. */
function checkReferences(
  { steps, requires, label, main, flags, flagsImport }: Operation,
  operations: ReadonlyMap<string, Operation>,
  at: (string | number)[],
  complain: Complain
): void {
  const known = [...operations.keys()];
  const unknown = (name: string) => {
    const meant = closest(name, known);
    return `there is no operation "${name}"${meant === undefined ? '' : `; did you mean "${meant}"?`} Operations are ${known.join(', ')}`;
  };
  for (const [index, step] of (steps ?? []).entries()) {
    if (!operations.has(step.operation)) {
      complain([...at, 'steps', index], unknown(step.operation));
    }
  }
  for (const [index, { operation }] of requires.entries()) {
    if (operation !== undefined && !operations.has(operation)) {
      complain([...at, 'requires', index, 'operation'], unknown(operation));
    }
  }
  if (flagsImport !== undefined && main?.kind !== 'script') {
    complain(
      [...at, 'flags-import'],
      '"flags-import" reads scripts in JavaScript and TypeScript: a main such as train.ts or node train.js'
    );
  }
  if (flagsImport !== undefined || (main && main.kind !== 'command')) {
    return;
  }
  const names = Object.keys(flags);
  const texts: [string, string][] = [
    ...(main?.words ?? []).map((word): [string, string] => ['main', word]),
    ...(label === undefined ? [] : [['label', label] as [string, string]])
  ];
  for (const [key, text] of texts) {
    for (const name of referencesOf(text)) {
      if (!Object.hasOwn(flags, name)) {
        complain(
          [...at, key],
          `\${${name}} is no flag${names.length > 0 ? `; flags are ${names.join(', ')}` : ': the operation has none'}`
        );
      }
    }
  }
}

function textsOf(value: unknown): string[] {
  return value === undefined
    ? []
    : Array.isArray(value)
      ? (value as string[])
      : [value as string];
}
