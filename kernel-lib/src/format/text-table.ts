/** Tables for a terminal: columns by their widest cell, nothing else between them than spaces. */
import { plainText } from './plain-text';

/** One column. */
export interface Column<Row> {
  heading: string;
  /** Its text; of others, it is made plain. */
  cell(row: Row, index: number): string;
  /** Numbers stand at the right. @default 'left' */
  align?: 'left' | 'right';
}

/** Lines of the table, headings first. Columns without any text are left out. */
export function tableLines<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[]
): string[] {
  const shown = columns
    .map(column => ({
      ...column,
      cells: rows.map((row, index) => plainText(column.cell(row, index)))
    }))
    .filter(
      ({ cells }) => rows.length === 0 || cells.some(text => text !== '')
    );
  const widths = shown.map(({ heading, cells }) =>
    cells.reduce((most, text) => Math.max(most, text.length), heading.length)
  );
  const line = (texts: string[]) =>
    texts
      .map((text, at) =>
        shown[at].align === 'right'
          ? text.padStart(widths[at])
          : text.padEnd(widths[at])
      )
      .join('  ')
      .trimEnd();
  return [
    line(shown.map(({ heading }) => heading)),
    ...rows.map((_, index) => line(shown.map(({ cells }) => cells[index])))
  ];
}
