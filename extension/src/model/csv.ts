/** Rows and columns that are read of a file. */
const ROW_LIMIT = 5000;
const COLUMN_LIMIT = 200;

/**
 * The rows of a CSV text: cells may stand in quotes, with doubled ones inside, and hold line ends. Never throws; a quote that
 * is not closed goes to the end.
 *
 * @param separator What stands between cells.
 */
export function parseCsv(text: string, separator = ','): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = '';
  let quoted = false;
  const endCell = () => {
    if (row.length < COLUMN_LIMIT) {
      row.push(cell);
    }
    cell = '';
  };
  const endRow = () => {
    endCell();
    if (row.length > 1 || row[0] !== '') {
      rows.push(row);
    }
    row = [];
  };
  for (let at = 0; at < text.length && rows.length < ROW_LIMIT; at++) {
    const character = text[at];
    if (quoted) {
      if (character !== '"') {
        cell += character;
      } else if (text[at + 1] === '"') {
        cell += '"';
        at++;
      } else {
        quoted = false;
      }
    } else if (character === '"' && cell === '') {
      quoted = true;
    } else if (character === separator) {
      endCell();
    } else if (character === '\n' || character === '\r') {
      endRow();
    } else {
      cell += character;
    }
  }
  if (rows.length < ROW_LIMIT) {
    endRow();
  }
  return rows;
}
