/** Differing texts for a terminal, as unified hunks. */
import { hunksOf, type DiffLine, type TextDiff } from '../format/diff/text';
import { plainText } from '../format/plain-text';
import type { Painter } from './paint';

/** Lines of one text that are shown; the others are counted. */
const LINE_LIMIT = 400;

/** The hunks of a text, each under its line numbers where `numbered`; what was left out is said at the end. */
export function hunkLines(
  text: TextDiff,
  paint: Painter,
  { numbered = true }: { numbered?: boolean } = {}
): string[] {
  const all = hunksOf(text).flatMap(({ a, b, lines }) => [
    ...(numbered ? [paint.faint(`@@ -${a} +${b} @@`)] : []),
    ...lines.map(line => lineText(line, paint))
  ]);
  const shown = all.slice(0, LINE_LIMIT);
  const more = all.length - shown.length;
  const { cut } = text;
  return [
    ...shown,
    ...(more > 0 ? [paint.faint(`… ${more} more lines; --json has all`)] : []),
    ...(cut
      ? [
          paint.faint(
            `… not compared for their length: ${cut.a} lines of A, ${cut.b} of B`
          )
        ]
      : [])
  ];
}

function lineText({ kind, text, words }: DiffLine, paint: Painter): string {
  if (kind === 'same') {
    return `  ${codeText(text)}`.trimEnd();
  }
  const [sign, whole, part] =
    kind === 'added'
      ? (['+', paint.added, paint.addedPart] as const)
      : (['-', paint.removed, paint.removedPart] as const);
  const body = words
    ? words
        .map(span => (span.changed ? part : whole)(codeText(span.text)))
        .join('')
    : whole(codeText(text));
  return `${whole(`${sign} `)}${body}`;
}

/** Code with its indentation. */
function codeText(text: string): string {
  return plainText(text.replaceAll('\t', '  ').replace(/\r$/, ''));
}
