/**
 * Lets cells through that compiled when they were recorded and do not now: where only types changed, the code means the
 * same. tslab compiles nothing that has an error, so missing types become `any`, and other lines with errors are marked to
 * be ignored.
 */

/** What tslab makes of a cell. */
export interface Converted {
  diagnostics: { start: { line: number }; messageText?: unknown }[];
}

/** What `createConverter` of `tslab/dist/converter.js` gives. */
export interface Converter {
  convert(declarations: string, code: string): Converted;
  close(): void;
}

/** Marking lines can bring up errors that were hidden before. */
const ATTEMPTS = 5;

/** A converter that passes over errors of types, unless it `isStrict`. */
export function lenient(
  converter: Converter,
  isStrict: () => boolean
): Converter {
  return {
    ...converter,
    convert(declarations, code) {
      const first = converter.convert(declarations, code);
      let last = first;
      let lenientCode = code;
      for (
        let attempt = 0;
        last.diagnostics.length > 0 && !isStrict() && attempt < ATTEMPTS;
        attempt++
      ) {
        lenientCode = ignoreErrors(lenientCode, last);
        last = converter.convert(declarations, lenientCode);
      }
      return last.diagnostics.length > 0 ? first : last;
    }
  };
}

const MISSING = /^Cannot find name '([\w$]+)'/;

function ignoreErrors(code: string, { diagnostics }: Converted): string {
  const missing = diagnostics.flatMap(
    ({ messageText }) => MISSING.exec(String(messageText))?.[1] ?? []
  );
  if (missing.length > 0) {
    // On the first line, so that no line moves, and before the expression that the cell may end with.
    const types = [...new Set(missing)].map(name => `type ${name} = any; `);
    return types.join('') + code;
  }
  const lines = new Set(diagnostics.map(({ start }) => start.line));
  return code
    .split('\n')
    .flatMap((text, line) =>
      lines.has(line) ? ['// @ts-ignore', text] : [text]
    )
    .join('\n');
}
