/** What two runs printed, as text to compare. */
import type { OutputChunk } from '../output';

const ESCAPE = String.fromCharCode(27);
const BELL = String.fromCharCode(7);
const ANSI = new RegExp(
  `${ESCAPE}(?:\\[[0-?]*[ -/]*[@-~]|\\][^${BELL}${ESCAPE}]{0,200}(?:${BELL}|${ESCAPE}\\\\))`,
  'g'
);

/** Output that is compared at most: UTF-16 units. */
const OUTPUT_LIMIT = 1_000_000;

/** What a run printed as plain text, colours and cursor movements left out; at most the first million characters. */
export function outputText(chunks: readonly OutputChunk[]): string {
  let text = '';
  for (const chunk of chunks) {
    text += chunk.text;
    if (text.length > OUTPUT_LIMIT) {
      text = text.slice(0, OUTPUT_LIMIT);
      break;
    }
  }
  return text.replace(ANSI, '').replace(/\r\n/g, '\n').replace(/\n$/, '');
}
