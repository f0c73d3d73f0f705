/** A command line as its words, without a shell. */

/**
 * Splits at spaces; single quotes keep all, double quotes all but `\"` and `\\`, a backslash the character behind it.
 * Nothing is expanded: no variables, no globs, no pipes.
 * @throws SyntaxError that names the character at which a quote begins that never ends.
 */
export function shellWords(text: string): string[] {
  const words: string[] = [];
  let word: string | undefined;
  let quote: { mark: string; at: number } | undefined;
  for (let at = 0; at < text.length; at++) {
    const char = text[at];
    const next = text.at(at + 1);
    if (quote) {
      if (char === quote.mark) {
        quote = undefined;
      } else if (
        quote.mark === '"' &&
        char === '\\' &&
        (next === '"' || next === '\\')
      ) {
        word += next;
        at++;
      } else {
        word += char;
      }
    } else if (char === "'" || char === '"') {
      quote = { mark: char, at };
      word ??= '';
    } else if (char === '\\' && next !== undefined) {
      word = (word ?? '') + next;
      at++;
    } else if (/\s/.test(char)) {
      if (word !== undefined) {
        words.push(word);
      }
      word = undefined;
    } else {
      word = (word ?? '') + char;
    }
  }
  if (quote) {
    throw new SyntaxError(
      `the quote ${quote.mark} at character ${quote.at + 1} never ends`
    );
  }
  return word === undefined ? words : [...words, word];
}

/** A word as a shell would have to be given it. */
export function quoteWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word)
    ? word
    : `'${word.replaceAll("'", "'\\''")}'`;
}
