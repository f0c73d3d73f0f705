/** A notebook's file, as far as running it needs it (nbformat 4). */
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { TrialbookError } from '../../errors';

export interface NotebookCell {
  cell_type: string;
  id?: string;
  source: string | string[];
  metadata: { tags?: unknown; [key: string]: unknown };
  outputs?: NotebookOutput[];
  execution_count?: number | null;
}

export interface NotebookOutput {
  output_type: string;
  [key: string]: unknown;
}

export interface Notebook {
  cells: NotebookCell[];
  metadata: {
    kernelspec?: { name?: unknown; language?: unknown };
    language_info?: { name?: unknown };
    [key: string]: unknown;
  };
  nbformat: number;
  nbformat_minor: number;
}

/** @throws TrialbookError NOTEBOOK */
export function readNotebook(path: string): Notebook {
  let notebook: Partial<Notebook>;
  try {
    notebook = JSON.parse(readFileSync(path, 'utf8')) as Partial<Notebook>;
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new TrialbookError(
      'NOTEBOOK',
      code === 'ENOENT'
        ? `There is no notebook ${path}.`
        : `${path} cannot be read as a notebook: ${(cause as Error).message}`,
      { cause }
    );
  }
  if (!Array.isArray(notebook.cells) || notebook.nbformat !== 4) {
    throw new TrialbookError(
      'NOTEBOOK',
      `${path} is no notebook of nbformat 4. Open it in JupyterLab and save it.`
    );
  }
  const cells = notebook.cells.map(cell => ({
    ...cell,
    metadata: cell.metadata ?? {}
  }));
  return {
    ...(notebook as Notebook),
    cells,
    metadata: notebook.metadata ?? {}
  };
}

/** Replaces the file as a whole, so that no reader sees half a notebook. */
export function writeNotebook(path: string, notebook: Notebook): void {
  const temporary = `${path}.${process.pid}.part`;
  writeFileSync(temporary, JSON.stringify(notebook, undefined, 1) + '\n');
  renameSync(temporary, path);
}

export function sourceOf(cell: NotebookCell): string {
  return Array.isArray(cell.source) ? cell.source.join('') : cell.source;
}

export function hasTag(cell: NotebookCell, tag: string): boolean {
  const { tags } = cell.metadata;
  return Array.isArray(tags) && tags.includes(tag);
}

/** The language of the cells, in lower case. */
export function languageOf({ metadata }: Notebook): string {
  const name = metadata.kernelspec?.language ?? metadata.language_info?.name;
  return typeof name === 'string' ? name.toLowerCase() : '';
}

/** The notebook's name without its ending. */
export function notebookName(path: string): string {
  return basename(path).replace(/\.ipynb$/, '');
}
