import { writeFileSync } from 'node:fs';
import * as path from 'node:path';

/** Output of a cell, as a notebook stores it. */
export type StoredOutput = Record<string, unknown>;

/** A cell: its code, or its code and outputs. */
export type CellSource = string | { code: string; outputs: StoredOutput[] };

/** Writes a notebook for a kernel, `tslab` unless said otherwise. */
export function writeNotebook(
  dir: string,
  name: string,
  cells: CellSource[],
  kernel = 'tslab'
): void {
  const notebook = {
    cells: cells.map((cell, index) => ({
      cell_type: 'code',
      execution_count: null,
      id: `cell-${index}`,
      metadata: {},
      outputs: typeof cell === 'string' ? [] : cell.outputs,
      source: typeof cell === 'string' ? cell : cell.code
    })),
    metadata: {
      kernelspec: {
        display_name: kernel,
        language: 'typescript',
        name: kernel
      },
      language_info: { name: 'typescript' }
    },
    nbformat: 4,
    nbformat_minor: 5
  };
  writeFileSync(path.join(dir, name), JSON.stringify(notebook));
}
