/** Finding and reading a project file. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { TrialbookError } from '../errors';
import { closest } from '../format/closest';
import type { Operation, Project } from './operation';
import { readOperations } from './read-operation';
import {
  SchemaCheck,
  type Problem,
  type Schema,
  type Yaml
} from '../format/schema-check';

const NAMES = ['trialbook.yml', 'trialbook.yaml'];

/** Bytes of the largest file that is read. */
const SIZE_LIMIT = 1024 * 1024;

/** The nearest project file upwards from a folder. */
export function findProjectFile(from: string): string | undefined {
  for (let dir = resolve(from); ; dir = dirname(dir)) {
    const found = NAMES.map(name => join(dir, name)).find(existsSync);
    if (found !== undefined || dir === dirname(dir)) {
      return found;
    }
  }
}

/**
 * Reads the project of a folder.
 * @param file the project file, if it is not the nearest one upwards.
 * @throws TrialbookError BAD_PROJECT with every error's line and column, or when there is no file.
 */
export function loadProject(from: string, file?: string): Project {
  const found =
    file === undefined ? findProjectFile(from) : resolve(from, file);
  if (found === undefined) {
    throw new TrialbookError(
      'BAD_PROJECT',
      `There is no ${NAMES[0]} in ${from} or above it. Make one, or run a command with: trialbook run -- COMMAND`
    );
  }
  let text: string;
  try {
    text = readFileSync(found, 'utf8');
  } catch (cause) {
    throw new TrialbookError(
      'BAD_PROJECT',
      `The project file ${found} cannot be read: ${(cause as Error).message}`,
      { cause }
    );
  }
  return {
    file: found,
    dir: dirname(found),
    operations: parseProject(text, found)
  };
}

/**
 * The operations that the text of a project file defines.
 * @throws TrialbookError BAD_PROJECT
 */
export function parseProject(
  text: string,
  file: string
): ReadonlyMap<string, Operation> {
  if (text.length > SIZE_LIMIT) {
    throw new TrialbookError('BAD_PROJECT', `${file} is larger than 1 MiB.`);
  }
  // Loaded when it is needed: most runs have no project file.
  const yaml = require('yaml') as Yaml;
  const lines = new yaml.LineCounter();
  const document = yaml.parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false
  });
  const broken = document.errors.map(({ pos, message }): Problem => {
    const { line, col } = lines.linePos(pos[0]);
    return { line, column: col, message };
  });
  throwIfAny(broken, file);
  const check = new SchemaCheck({ yaml, schema: schema(), document, lines });
  throwIfAny(check.problems, file);
  let content: Record<string, unknown>;
  try {
    content = document.toJS({ maxAliasCount: 100 }) as Record<string, unknown>;
  } catch (error) {
    throw new TrialbookError(
      'BAD_PROJECT',
      `${file}: ${(error as Error).message}`
    );
  }
  const operations = readOperations(content, (path, message) =>
    check.at(path, message)
  );
  throwIfAny(check.problems, file);
  return operations;
}

/**
 * The operation of a name.
 * @throws TrialbookError UNKNOWN_OPERATION that lists the known ones.
 */
export function operationOf(project: Project, name: string): Operation {
  const operation = project.operations.get(name);
  if (operation) {
    return operation;
  }
  const known = [...project.operations.keys()];
  const meant = closest(name, known);
  throw new TrialbookError(
    'UNKNOWN_OPERATION',
    `There is no operation ${JSON.stringify(name)} in ${project.file}.${meant === undefined ? '' : ` Did you mean "${meant}"?`} Its operations are: ${known.join(', ')}.`
  );
}

let loaded: Schema | undefined;

/** The published schema is the one that is checked against. */
function schema(): Schema {
  loaded ??= JSON.parse(
    readFileSync(
      join(__dirname, '..', '..', 'schema', 'trialbook.schema.json'),
      'utf8'
    )
  ) as Schema;
  return loaded;
}

function throwIfAny(problems: readonly Problem[], file: string): void {
  if (problems.length > 0) {
    throw new TrialbookError(
      'BAD_PROJECT',
      problems
        .map(
          ({ line, column, message }) =>
            `${file}:${line}:${column}: ${message.replace(/\.?$/, '.')}`
        )
        .join('\n')
    );
  }
}
