/** The parameters of a notebook, as papermill has them: a cell tagged `parameters`, and one injected behind it. */
import { randomBytes } from 'node:crypto';
import { TrialbookError } from '../../errors';
import type { FlagValues } from '../flag-text';
import {
  hasTag,
  languageOf,
  sourceOf,
  type Notebook,
  type NotebookCell
} from './notebook-file';

const PARAMETERS = 'parameters';
const INJECTED = 'injected-parameters';

/** A parameter: its name and, if it is a literal, its value. */
export interface Parameter {
  name: string;
  keyword: string;
  value?: unknown;
}

const SCRIPT =
  /^(?:export\s+)?(const|let|var)\s+([\p{L}_$][\p{L}\p{N}_$]*)\s*(?::[^=]+)?=\s*(.*?)\s*;?\s*(?:\/\/[^'"`]*)?$/u;
const PYTHON =
  /^()([\p{L}_][\p{L}\p{N}_]*)\s*(?::[^=]+)?=(?!=)\s*(.*?)\s*(?:#[^'"]*)?$/u;

/** Whether there is a cell of parameters, and what it declares line by line. */
export function parametersOf(notebook: Notebook): Parameter[] | undefined {
  const cell = notebook.cells.find(item => hasTag(item, PARAMETERS));
  if (!cell) {
    return undefined;
  }
  const pattern = isPython(notebook) ? PYTHON : SCRIPT;
  return sourceOf(cell)
    .split('\n')
    .flatMap((line): Parameter[] => {
      const [, keyword, name, text] = pattern.exec(line) ?? [];
      return name === undefined ? [] : [{ name, keyword, ...literal(text) }];
    });
}

/** The value of a literal; nothing for anything that has to be worked out. */
function literal(text: string): { value?: unknown } {
  const words: Record<string, unknown> = {
    True: true,
    False: false,
    None: null
  };
  if (Object.hasOwn(words, text)) {
    return { value: words[text] };
  }
  const json = text
    .replace(/^'([^'"\\]*)'$/, '"$1"')
    .replace(/^`([^`"\\$]*)`$/, '"$1"')
    .replace(/^\+?\.(\d)/, '0.$1')
    .replace(/^(-?\d+)\.$/, '$1')
    .replace(/^(-?\d[\d_]*\.?\d*)$/, digits => digits.replaceAll('_', ''));
  try {
    return { value: JSON.parse(json) as unknown };
  } catch {
    return {};
  }
}

/**
 * A copy of the notebook with the cell of injected parameters: behind the cell of parameters, else first; one from
 * before is replaced.
 * @throws TrialbookError NOTEBOOK for a language whose values cannot be written.
 */
export function injectParameters(
  notebook: Notebook,
  flags: FlagValues
): Notebook {
  const cells = notebook.cells.filter(cell => !hasTag(cell, INJECTED));
  if (Object.keys(flags).length === 0) {
    return { ...notebook, cells };
  }
  const at = cells.findIndex(cell => hasTag(cell, PARAMETERS)) + 1;
  const injected: NotebookCell = {
    cell_type: 'code',
    ...(notebook.nbformat_minor >= 5 && { id: randomBytes(4).toString('hex') }),
    metadata: { tags: [INJECTED] },
    source: injectedSource(notebook, flags),
    outputs: [],
    execution_count: null
  };
  return {
    ...notebook,
    cells: [...cells.slice(0, at), injected, ...cells.slice(at)]
  };
}

function injectedSource(notebook: Notebook, flags: FlagValues): string {
  const language = languageOf(notebook);
  const python = isPython(notebook);
  if (!python && !/^(?:type|java)script$/.test(language)) {
    throw new TrialbookError(
      'NOTEBOOK',
      `Parameters can be given to notebooks in TypeScript, JavaScript and Python; this one is in ${language || 'a language that it does not name'}.`
    );
  }
  const keywords = new Map(
    parametersOf(notebook)?.map(({ name, keyword }) => [name, keyword])
  );
  const lines = Object.entries(flags).map(([name, value]) => {
    if (!/^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(name)) {
      throw new TrialbookError(
        'NOTEBOOK',
        `${JSON.stringify(name)} cannot name a variable of the notebook.`
      );
    }
    return python
      ? `${name} = ${pythonText(value)}`
      : `${keywords.get(name) ?? 'const'} ${name} = ${JSON.stringify(value)};`;
  });
  return [`${python ? '#' : '//'} Parameters`, ...lines].join('\n');
}

function isPython(notebook: Notebook): boolean {
  return languageOf(notebook) === 'python';
}

function pythonText(value: unknown): string {
  if (Array.isArray(value)) {
    return `[${value.map(pythonText).join(', ')}]`;
  }
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).map(
      ([key, item]) => `${JSON.stringify(key)}: ${pythonText(item)}`
    );
    return `{${entries.join(', ')}}`;
  }
  if (typeof value === 'boolean') {
    return value ? 'True' : 'False';
  }
  return value === null || value === undefined ? 'None' : JSON.stringify(value);
}
