/** Texts of others for a terminal: what would move the cursor, ring or colour is shown, not sent. */

const CONTROLS = /[\p{Cc}\p{Cf}\u2028\u2029]/gu;

/** `text` on one line, its control and direction characters written as `\\x1b` and `\\u202e`. */
export function plainText(text: string): string {
  return text.replace(CONTROLS, character => {
    const code = character.codePointAt(0) ?? 0;
    return code < 256
      ? `\\x${code.toString(16).padStart(2, '0')}`
      : `\\u${code.toString(16).padStart(4, '0')}`;
  });
}
