/** Tables for spreadsheets and programs. */

/** One field: quoted when it has to be; a text that a spreadsheet would compute begins with an apostrophe. */
export function csvField(value: string, isText: boolean): string {
  const guarded =
    isText && /^[=+\-@\t\r]/.test(value) && !isNumber(value)
      ? `'${value}`
      : value;
  return /[",\r\n]|^\s|\s$/.test(guarded)
    ? `"${guarded.replaceAll('"', '""')}"`
    : guarded;
}

/** Lines of comma-separated values, each ended by a newline, the first one the headings. */
export function csvText(
  headings: readonly string[],
  rows: readonly (readonly { text: string; isText: boolean }[])[]
): string {
  const lines = [
    headings.map(heading => csvField(heading, true)),
    ...rows.map(row => row.map(({ text, isText }) => csvField(text, isText)))
  ];
  return lines.map(fields => `${fields.join(',')}\n`).join('');
}

function isNumber(text: string): boolean {
  return /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(text);
}
