/** A notebook document, as far as a run looks at it: its cells. Read as what anybody may have written. */
import { fieldsOf, textOf } from './untrusted';

/** A cell of a notebook document. */
export interface DocumentCell {
  /** Absent in documents older than nbformat 4.5. */
  id?: string;
  type: 'code' | 'markdown' | 'raw';
  source: string;
}

/**
 * The cells of a parsed `.ipynb` file in their order.
 * @returns `undefined` when the value is not a notebook; cells that are none are left out.
 */
export function documentCells(notebook: unknown): DocumentCell[] | undefined {
  const cells = fieldsOf(notebook)?.cells;
  return Array.isArray(cells) ? cells.flatMap(documentCell) : undefined;
}

/**
 * As `documentCells`, from the text of the file.
 * @returns `undefined` when the text is not JSON, or not of a notebook.
 */
export function parseNotebook(text: string): DocumentCell[] | undefined {
  try {
    return documentCells(JSON.parse(text));
  } catch {
    return undefined;
  }
}

function documentCell(value: unknown): DocumentCell[] {
  const fields = fieldsOf(value);
  const type = fields?.cell_type;
  const source = sourceOf(fields?.source);
  if (
    source === undefined ||
    (type !== 'code' && type !== 'markdown' && type !== 'raw')
  ) {
    return [];
  }
  const id = textOf(fields?.id);
  return [{ ...(id !== undefined && { id }), type, source }];
}

/** A source is one text, or an array of lines with their line ends. */
function sourceOf(value: unknown): string | undefined {
  if (!Array.isArray(value)) {
    return textOf(value);
  }
  return value.every(line => typeof line === 'string')
    ? value.join('')
    : undefined;
}
