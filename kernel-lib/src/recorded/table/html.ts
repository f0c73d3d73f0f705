/** Tables as HTML: text only, escaped, without any script or style sheet. */
import { plainText } from '../../format/plain-text';

export interface HtmlColumn {
  heading: string;
  align: 'left' | 'right';
}

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;'
};

/** Text of others as HTML shows it; what would turn or hide text is written out. */
export function escapeHtml(text: string): string {
  return plainText(text).replace(/[&<>"']/g, found => ENTITIES[found]);
}

/** A table with a caption below it. */
export function htmlTable(
  columns: readonly HtmlColumn[],
  rows: readonly (readonly string[])[],
  caption: string
): string {
  const cell = (tag: string, text: string, { align }: HtmlColumn) =>
    `<${tag} style="text-align: ${align}">${escapeHtml(text)}</${tag}>`;
  const row = (tag: string, texts: readonly string[]) =>
    `<tr>${texts.map((text, at) => cell(tag, text, columns[at])).join('')}</tr>`;
  return [
    '<table>',
    `<thead>${row(
      'th',
      columns.map(({ heading }) => heading)
    )}</thead>`,
    `<tbody>${rows.map(texts => row('td', texts)).join('\n')}</tbody>`,
    '</table>',
    `<p>${escapeHtml(caption)}</p>`
  ].join('\n');
}
