/** What became of executed cells: edited since, deleted since, executed again, and which one launched the run. */
import type { ExecutedCell } from './cells';
import type { SourceEntry } from './journal';
import type { DocumentCell } from './document';

/** What is to be said of one execution. */
export interface CellMarks {
  /** The cell is still in the document, with another text than the one that ran. */
  edited: boolean;
  /** The cell is no longer in the document. */
  deleted: boolean;
  /** The same cell was executed again later. */
  superseded: boolean;
  /** This execution launched the run. */
  launching: boolean;
  /**
   * Nothing tells whether the cell was edited or deleted: it has no id, or only its compiled code is known, and no cell of
   * the document has its text.
   */
  unplaced: boolean;
  /** Place of the cell among the cells of the document, from 0. */
  place?: number;
}

/** What executions are compared with. */
export interface MarkOptions {
  /** Cells of the document; without it nothing is known of edits and deletions. */
  document?: readonly DocumentCell[];
  /** The launching cell, as the journal's `source` names it. */
  launcher?: SourceEntry['cell'];
}

/**
 * Marks executed cells, one by one.
 * @param cells in the order of their execution, as `cells.jsonl` holds them.
 */
export function markCells(
  cells: readonly ExecutedCell[],
  { document, launcher }: MarkOptions = {}
): CellMarks[] {
  const places = placesOf(document ?? []);
  const launching = launchingCell(cells, launcher);
  const later = new Set<string>();
  const marks: CellMarks[] = [];
  for (let index = cells.length - 1; index >= 0; index--) {
    const cell = cells[index];
    const identity = identityOf(cell);
    marks[index] = {
      ...compare(cell, document, places),
      superseded: later.has(identity),
      launching: index === launching
    };
    later.add(identity);
  }
  return marks;
}

/** Index of the execution that launched the run; -1 when it is not among them. */
export function launchingCell(
  cells: readonly ExecutedCell[],
  launcher: SourceEntry['cell']
): number {
  if (!launcher) {
    return -1;
  }
  const { count, id, index: line } = launcher;
  if (line !== undefined && line < cells.length) {
    return line;
  }
  const counted =
    count === undefined ? -1 : cells.findIndex(cell => cell.count === count);
  if (counted >= 0) {
    return counted;
  }
  // The count of a cell that imports the library is not known before its end.
  for (let index = cells.length - 1; index >= 0; index--) {
    const cell = cells[index];
    if (
      id === undefined
        ? cell.outcome === 'running'
        : cell.id === id && (count === undefined || cell.count === undefined)
    ) {
      return index;
    }
  }
  return -1;
}

type Comparison = Pick<CellMarks, 'edited' | 'deleted' | 'unplaced' | 'place'>;

interface Places {
  ids: Map<string, number>;
  texts: Map<string, number>;
}

function compare(
  cell: ExecutedCell,
  document: readonly DocumentCell[] | undefined,
  { ids, texts }: Places
): Comparison {
  const same = { edited: false, deleted: false, unplaced: false };
  if (!document) {
    return same;
  }
  if (cell.id === undefined) {
    // A document that knows no ids, or a front end that sends none: the text is all there is to go by.
    const place = cell.compiled ? undefined : texts.get(lineEnds(cell.code));
    return place === undefined
      ? { ...same, unplaced: true }
      : { ...same, place };
  }
  const place = ids.get(cell.id);
  if (place === undefined) {
    return { ...same, deleted: true };
  }
  const edited =
    !cell.compiled && lineEnds(document[place].source) !== lineEnds(cell.code);
  return { ...same, edited, place };
}

function placesOf(document: readonly DocumentCell[]): Places {
  const ids = new Map<string, number>();
  const texts = new Map<string, number>();
  for (const [index, { id, type, source }] of document.entries()) {
    if (type !== 'code') {
      continue;
    }
    if (id !== undefined && !ids.has(id)) {
      ids.set(id, index);
    }
    const text = lineEnds(source);
    if (!texts.has(text)) {
      texts.set(text, index);
    }
  }
  return { ids, texts };
}

/** What two executions of one cell have in common. */
function identityOf({ id, code }: ExecutedCell): string {
  return id === undefined ? `code ${lineEnds(code)}` : `id ${id}`;
}

function lineEnds(text: string): string {
  return text.replace(/\r\n?/g, '\n');
}
